"""What the PBX says becomes what the page says: messages are kept once and applied, in whatever order they come."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clicktocall.calls import legs, lifecycle, notices, onward, overhearing, verdict
from clicktocall.calls.asking import known_as, telephones_of, write
from clicktocall.calls.models import Call, CallEvent, Leg
from clicktocall.calls.sides import side_of
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import SELF_TEST, Disposition, EventKind, LegReport, LegState, PbxEvent, Side
from clicktocall.pbx.models import Notice, Pbx
from directory.models import PartyChoice

Source = CallEvent.Source
Status = Call.Status
HEARD_TO_THE = timedelta(seconds=1)
log = logging.getLogger(__name__)


def receive(pbx: Pbx, body: bytes) -> PbxEvent:
    """Keep one message of `pbx` and apply it. A repetition changes nothing; an unknown callid waits for its call.

    What cannot be read is kept for staff: a PBX repeats what is refused, and it would not read better the next time.
    """
    try:
        event = driver_class(pbx.kind).read_event(body)
    except ValueError as error:
        log.warning("pbx=%s step=event outcome=unreadable error=%s", pbx.name, error)
        event = PbxEvent(kind=EventKind.OTHER, raw_kind="unreadable")
    if event.raw_kind != SELF_TEST:
        _note_that_events_arrive(pbx)
    try:
        _keep_and_apply(pbx, event, body)
    except Exception:
        notices.keep(pbx, event, body, waits=True)  # whatever went wrong with applying it, the message is not lost
        raise
    return event


def accepted(call: Call, callid: str, *, source: Source, detail: str = "") -> None:
    """The PBX knows `call` as `callid`. Messages that came before this answer are applied now."""
    now = timezone.now()
    with transaction.atomic():
        if not Call.objects.filter(pk=call.pk, callid="").update(callid=callid, heard_at=now, lost_at=None):
            return
        lifecycle.note(call, source=source, detail=detail, code=callid)
    call.callid = callid
    apply_waiting(call)


def apply_waiting(call: Call) -> None:
    """Apply the messages about `call` that have not been applied yet, in the order they came."""
    driver = driver_class(call.pbx.kind)
    for notice in Notice.objects.waiting().filter(pbx=call.pbx, callid=call.callid):
        _apply_once(call, notice, driver.read_event(notice.body.encode()))


def apply_legs(call: Call, reports: tuple[LegReport, ...], *, source: Source) -> None:
    """What the PBX answers when it is asked about `call`."""
    with transaction.atomic():
        held = _hold(call)
        if any(report.state is not LegState.GONE for report in reports):
            _heard(held)
        _follow_legs(held, reports, source=source)


def apply_record(call: Call, cdr: PbxEvent, *, source: Source) -> None:
    """What the PBX's own record says of `call`, which may also have come as a message, or will."""
    with transaction.atomic():
        _account(_hold(call), cdr, source=source)


def settle(call: Call, telephones: list[Leg], *, source: Source, code: str = "") -> None:
    """End the call if the PBX has said that it is over, or correct how it ended by what is known now."""
    facts = verdict.facts_of(call, telephones)
    outcome = verdict.outcome_of(facts)
    if call.status == Status.ENDED:
        if outcome != Call.Outcome.UNKNOWN:
            lifecycle.correct(call, outcome, source=source, code=code)
    elif facts.is_over:
        lifecycle.end(call, outcome, source=source, code=code)


def _keep_and_apply(pbx: Pbx, event: PbxEvent, body: bytes) -> None:
    """Both in one transaction, if we know whose message it is."""
    with transaction.atomic():
        call = _call_of(pbx, event.callid, held=True) if event.callid else None
        is_new = notices.keep(pbx, event, body, waits=call is None)
        if is_new and call is not None:
            _apply(call, event)
    if is_new and event.callid and call is None:
        # Looked up once more now that the message is kept for all to see: whoever gives a call its callid looks
        # for messages afterwards, so one of the two always sees the other.
        call = _call_of(pbx, event.callid)
        if call is not None:
            apply_waiting(call)
        else:
            overhearing.overhear(pbx, event)


def _call_of(pbx: Pbx, callid: str, *, held: bool = False) -> Call | None:
    """The call that is meant. None while it may be one that is just being dialled: then the message waits for it.

    A PBX that gives a callid again (after a restart, or always the same) must not rewrite a call that has ended.
    `held`: against others until the transaction ends (SQLite holds the whole database).
    """
    call = known_as(pbx, callid, held=held)
    if call is not None and not call.is_live and Call.objects.without_callid().filter(pbx=pbx).exists():
        return None
    return call


def _apply_once(call: Call, notice: Notice, event: PbxEvent) -> None:
    """Claim the message, so that only one process applies it, and apply it in the same transaction."""
    with transaction.atomic():
        unclaimed = Notice.objects.filter(pk=notice.pk, applied_at=None)
        if unclaimed.update(applied_at=timezone.now()):
            _apply(_hold(call), event)


def _apply(call: Call, event: PbxEvent) -> None:
    _heard(call)
    if event.kind is EventKind.CALL_STATUS:
        _follow_legs(call, event.legs, source=Source.EVENT)
    elif event.kind is EventKind.CALL_FAILED:
        _fail(call, event)
    elif event.kind is EventKind.CDR:
        _account(call, event, source=Source.EVENT)
    else:
        lifecycle.note(call, source=Source.EVENT, code=event.raw_kind)


def _follow_legs(call: Call, reports: tuple[LegReport, ...], *, source: Source) -> None:
    known = telephones_of(call)
    before = {leg.channelid: leg.state for leg in known}
    telephones = legs.record(call, known, reports)
    onward.note_beginning(call, telephones, reports)
    onward.note_end(call, telephones)
    status = legs.status_of(telephones)
    said = ", ".join(report.raw_state for report in reports if report.raw_state)
    moved = False
    if status is not None and call.status in lifecycle.COMES_FROM[status]:
        answered_at = timezone.now() if status == Status.TALKING else None
        moved = lifecycle.advance(call, status, source=source, code=said, answered_at=answered_at)
    if not moved and {leg.channelid: leg.state for leg in telephones} != before:
        lifecycle.note(call, source=source, detail="; ".join(str(leg) for leg in telephones), code=said)
    settle(call, telephones, source=source)


def _fail(call: Call, event: PbxEvent) -> None:
    """A report of the caller's telephone alone is about that one.

    But a number that is not found is the other one's, unless the report says that this telephone still rings: the PBX
    has taken the call, so its caller exists. The report may be all we ever hear of it: the messages of ringing and
    lifting can be late, or lost.
    """
    telephones = telephones_of(call)
    sides = {side_of(call, report) for report in event.legs}
    if event.disposition is Disposition.INVALID_NUMBER and call.caller_kind != PartyChoice.EXTERNAL:
        sides = sides if any(leg.state is LegState.RINGING for leg in event.legs) else {Side.CALLEE}
    if not event.legs and verdict.nobody_of_the_group(call, telephones):
        sides = {Side.CALLER}
    if not call.failed_as and event.disposition:
        call.failed_as = event.disposition.value
        call.failed_side = _failed_side(sides, event)
        write(call, failed_as=call.failed_as, failed_side=call.failed_side)
    settle(call, telephones, source=Source.EVENT, code=event.reason)


def _failed_side(sides: set[Side], event: PbxEvent) -> str:
    """Empty where the caller alone is named, and hears it ring: the PBX may leave out whom it rang, and may say so of a
    phone that rings itself.
    """
    if sides != {Side.CALLER}:
        return Side.CALLEE.value
    return "" if any(leg.state is LegState.RINGBACK for leg in event.legs) else Side.CALLER.value


def _account(call: Call, event: PbxEvent, *, source: Source) -> None:
    """A CDR. There can be several of one call; one that says answered is not taken back by another."""
    if event.disposition and call.cdr_as != Disposition.ANSWERED:
        call.cdr_as = event.disposition.value
    if event.talk_seconds is not None:
        call.billed_talk_seconds = max(event.talk_seconds, call.billed_talk_seconds or 0)
    write(call, cdr_as=call.cdr_as, billed_talk_seconds=call.billed_talk_seconds)
    lifecycle.note(call, source=source, detail="CDR", code=event.reason)
    settle(call, telephones_of(call), source=source, code=event.reason)


def _hold(call: Call) -> Call:
    """The row as it is now, held against others until the transaction ends (SQLite holds the whole database)."""
    return Call.objects.select_for_update().get(pk=call.pk)


def _heard(call: Call) -> None:
    """Noted to the second: a flood about one call does not write it each time."""
    now = timezone.now()
    if call.gone_at is not None or call.heard_at is None or now - call.heard_at > HEARD_TO_THE:
        write(call, heard_at=now, gone_at=None)


def _note_that_events_arrive(pbx: Pbx) -> None:
    """For staff, who want to know whether events come in at all; not written for each of a flood."""
    now = timezone.now()
    if pbx.last_event_at is None or now - pbx.last_event_at > timedelta(seconds=5):
        Pbx.objects.filter(pk=pbx.pk).update(last_event_at=now)
        pbx.last_event_at = now
