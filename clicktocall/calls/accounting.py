"""Calls of which the PBX says nothing any more: its own records are read, once for all, and tell how they ended."""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import doubts, finding, following, lifecycle, looking
from clicktocall.calls.asking import known_as
from clicktocall.calls.models import Call, CallEvent, CallQuerySet
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import Can, PbxError, Refused
from clicktocall.pbx.drivers.records import RecordReport
from clicktocall.pbx.sessions import HeldUp
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.models import PartyChoice

Source = CallEvent.Source

BEGINS_WITHIN = timedelta(seconds=30)
"""A call whose dial request left has begun at the PBX by then, or never does: longer than an answer may take."""
ROUNDS = 5
"""So many times as long as before another look, a PBX that does not give its records is asked for them again."""
MOST_LOOKED_BACK_AT = 20
"""In one round, of one PBX: each may cost a question."""
CLOCKS_AGREE_TO = timedelta(seconds=3)

log = logging.getLogger(__name__)


def settle(calls: Sequence[Call], *, in_doubt: Container[Call] = ()) -> None:
    """End these calls of one PBX by its records; those that stand in none, as unknown or as never dialled.

    Of those `in_doubt` the PBX has a call that may be theirs: they go on for as long as a silent call may.
    """
    try:
        records = _read(calls)
    except HeldUp:
        return  # nobody was asked; the next round asks
    except PbxError as error:
        log.info("pbx=%s step=records outcome=%s code=%s", calls[0].pbx.name, type(error).__name__, error.code)
        records = None
        if not isinstance(error, Refused):
            calls = [call for call in calls if not _is_asked_about_again(call)]
    for call in calls:
        with transaction.atomic():
            if _is_as_it_was(call):
                _settle(call, records, is_in_doubt=call in in_doubt)


def unexplained() -> CallQuerySet:
    """Calls that have just ended without anybody knowing how, or whether they were dialled at all: a record, or the
    messages of another lost call, may tell it since.
    """
    is_unexplained = Q(outcome=Call.Outcome.UNKNOWN) | Q(outcome=Call.Outcome.FAILED, callid="", code="")
    lately = timezone.now() - doubts.LATE_FOR
    return Call.objects.filter(is_unexplained, ended_at__gt=lately, claimed_at__isnull=False)


def to_look_back() -> set[int]:
    """The PBXs that have such calls and have not been asked about them for a while."""
    pbxs = unexplained().order_by().values_list("pbx", flat=True).distinct()
    return {pbx for pbx in pbxs if cache.get(_looked_back(pbx)) is None}


def look_back(pbx_id: int) -> None:
    """Correct those of one PBX by what it has written since, once in a while. One that cannot tell corrects nothing."""
    latest = unexplained().filter(pbx=pbx_id).select_related("pbx").order_by("-ended_at")[:MOST_LOOKED_BACK_AT]
    calls = sorted(latest, key=lambda call: call.ended_at or call.placed_at)
    if not calls or calls[0].pbx.is_silent or not cache.add(_looked_back(pbx_id), 1, settings.LOOK_BACK_SECONDS):
        return
    try:
        records = _read(calls)
        for call in calls if records is not None else []:
            _explain(call, records or ())
    except PbxError as error:
        log.info("pbx=%s step=look_back outcome=%s code=%s", calls[0].pbx.name, type(error).__name__, error.code)


def _looked_back(pbx_id: int) -> str:
    """Cache key: that PBX was asked a moment ago."""
    return f"looked_back:{pbx_id}"


def _explain(call: Call, records: Sequence[RecordReport]) -> None:
    """Raises PbxError when the PBX cannot be asked whether it has the call after all."""
    with transaction.atomic():
        if not _is_as_it_was(call) or _settled_by(call, records) or call.outcome != Call.Outcome.UNKNOWN:
            return
    if _was_never_dialled(call, records) and finding.find(call) is finding.Trace.NONE:
        with transaction.atomic():
            if _is_as_it_was(call):
                lifecycle.correct(call, Call.Outcome.FAILED, source=Source.QUERY, reason=_not_dialled())


def _is_as_it_was(call: Call) -> bool:
    """Whether nothing was heard of it since it was looked at: its worker may have found it just now.

    Holds the row against others until the transaction ends (SQLite holds the whole database).
    """
    now = Call.objects.select_for_update().get(pk=call.pk)
    return (now.status, now.callid, now.heard_at) == (call.status, call.callid, call.heard_at)


def _settle(call: Call, records: Sequence[RecordReport] | None, *, is_in_doubt: bool) -> None:
    if records is not None and _settled_by(call, records):
        return
    if is_in_doubt:
        if looking.is_given_up(call):
            looking.give_up(call)
    elif records is not None and _was_never_dialled(call, records):
        lifecycle.end(call, Call.Outcome.FAILED, source=Source.SWEEPER, reason=_not_dialled())
    else:
        looking.give_up(call)


def _is_asked_about_again(call: Call) -> bool:
    """Whether a few rounds are left in which the PBX may answer."""
    since = call.gone_at or call.lost_at or call.claimed_at
    return since is not None and timezone.now() - since < timedelta(seconds=settings.LOOK_AGAIN_SECONDS * ROUNDS)


def _read(calls: Sequence[Call]) -> tuple[RecordReport, ...] | None:
    """None where that PBX cannot tell. Raises PbxError."""
    pbx = calls[0].pbx
    if Can.RECORDS not in driver_class(pbx.kind).can:
        return None
    of_phones = all(call.caller_kind == PartyChoice.EXTENSION for call in calls)
    numbers = sorted({call.caller for call in calls}) if of_phones else []
    since = min(call.claimed_at or call.placed_at for call in calls)
    with speaking_to(pbx, Errand.LOOK) as driver:
        return driver.records(numbers, since=since, until=timezone.now())


def _settled_by(call: Call, records: Sequence[RecordReport]) -> bool:
    """Whether the call stands in a record, which has been applied to it."""
    callid = call.callid or _callid_of(call, records)
    own = [record.cdr for record in records if callid and record.cdr.callid == callid]
    if own and not call.callid:
        following.accepted(call, callid, source=Source.QUERY, detail=_("Found in the PBX's records."))
    for cdr in own:
        following.apply_record(call, cdr, source=Source.QUERY)
    return bool(own) and not Call.objects.live().filter(pk=call.pk).exists()


def _callid_of(call: Call, records: Sequence[RecordReport]) -> str:
    """That of a record from the one to the other, begun when this call was to be dialled, which can be no other's."""
    pair = (call.caller, call.callee)
    of_pair = [record for record in records if (record.cdr.call_from, record.cdr.call_to) == pair]
    fitting = [record for record in of_pair if _begun_with(call, record) and not _began_after(call, record)]
    others = list(doubts.lost_alike(call)) if fitting else []
    own = [record for record in fitting if not any(_begun_with(other, record) for other in others)]
    return own[0].cdr.callid if own else ""


def _begun_with(call: Call, record: RecordReport) -> bool:
    """Whether that may be this call's record, by its time and because no other call of ours is known by its callid."""
    asked = call.claimed_at
    if asked is None or record.started_at is None:
        return False
    is_in_time = asked - CLOCKS_AGREE_TO <= record.started_at <= asked + BEGINS_WITHIN
    return is_in_time and known_as(call.pbx, record.cdr.callid) is None


def _began_after(call: Call, record: RecordReport) -> bool:
    """Whether it began when this call had ended for us: somebody has dialled by hand then."""
    return call.ended_at is not None and record.started_at is not None and record.started_at > call.ended_at


def _was_never_dialled(call: Call, records: Sequence[RecordReport]) -> bool:
    """Whether the PBX has neither the call nor, of that time, any record that could be its, and has told of none.

    A phone's calls stand under its number. How those of a queue are written is not documented: there any record that
    is no other call's could be its. Nor is it said while a clock is in doubt.
    """
    if call.callid or call.claimed_at is None or finding.is_spoken_of(call):
        return False
    is_phone = call.caller_kind == PartyChoice.EXTENSION
    ours = [record for record in records if not is_phone or _names(call, record)]
    return not any(record.started_at is None or _begun_with(call, record) for record in ours)


def _names(call: Call, record: RecordReport) -> bool:
    return call.caller in {record.cdr.call_from, record.cdr.call_to} or record.cdr.call_to == call.callee


def _not_dialled() -> str:
    return _(
        "The PBX has neither this call nor a record of it, so it was not dialled. "
        "Look at your phone before you call again."
    )
