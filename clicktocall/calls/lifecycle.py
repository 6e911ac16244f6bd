"""The life of a call: which status follows which, and the only function that writes one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache, partial
from types import MappingProxyType

from django.db import transaction
from django.db.models import UUIDField
from django.utils import timezone

from clicktocall.calls import live_line
from clicktocall.calls.models import Call, CallEvent
from clicktocall.statements import Change, Given, givens, insert

Status = Call.Status
Outcome = Call.Outcome
Source = CallEvent.Source

log = logging.getLogger(__name__)

COMES_FROM: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.QUEUED: frozenset(),  # a call is born here
        Status.DIALING: frozenset({Status.QUEUED}),
        Status.RINGING_CALLER: frozenset({Status.DIALING}),
        Status.RINGING_CALLEE: frozenset({Status.DIALING, Status.RINGING_CALLER}),
        Status.TALKING: frozenset({Status.DIALING, Status.RINGING_CALLER, Status.RINGING_CALLEE}),
        Status.ENDED: frozenset(Status) - {Status.ENDED},
    }
)


def advance(
    call: Call,
    to: Status,
    *,
    source: Source,
    only_from: Status | None = None,
    detail: str = "",
    code: str = "",
    **changes: object,
) -> bool:
    """Move `call` to `to`, if from where the database has it now it may go there (or only from `only_from`).

    True for exactly one of any number of workers. An event that is late, repeated or out of order gets False
    and changes nothing. The instance in hand is left alone: read it again if you need it. `code` is the PBX's own word
    for this step, and stays with the call if it ends by it.
    """
    sources = COMES_FROM[to] if only_from is None else COMES_FROM[to] & {only_from}
    with transaction.atomic(savepoint=False):
        kept = {"status": to} | ({"code": code[:80]} if code and to is Status.ENDED else {}) | changes
        moved = _move(sources, tuple(kept)).run(pk=call.pk, **kept) == 1
        if moved:
            note(call, source=source, status=to, detail=detail, code=code)
    return moved


@cache
def _move(sources: frozenset[Status], names: tuple[str, ...]) -> Change[Call]:
    """Writes these columns of a call, if its status is one of `sources`."""
    return Change(lambda: Call.objects.filter(pk=Given("pk", UUIDField()), status__in=sources), **givens(Call, names))


def claim(call: Call) -> bool:
    """Take a queued call for dialling: True for exactly one of any number of workers.

    One UPDATE and no step of its own, since `claimed_at` tells it: the call is on its way to the PBX meanwhile.
    """
    queued = _move(COMES_FROM[Status.DIALING], ("status", "claimed_at"))
    claimed = queued.run(pk=call.pk, status=Status.DIALING, claimed_at=timezone.now()) == 1
    if claimed:
        tell_pages(call)
    return claimed


def end(
    call: Call, outcome: Outcome, *, source: Source, reason: str = "", code: str = "", only_from: Status | None = None
) -> bool:
    """End `call`, if it has not ended yet. `reason` is the sentence the user reads, `code` the PBX's own word."""
    ended = advance(
        call,
        Status.ENDED,
        source=source,
        only_from=only_from,
        detail=reason or str(outcome.label),
        code=code,
        outcome=outcome,
        reason=reason,
        ended_at=timezone.now(),
    )
    if ended:
        log.info("call=%s step=end outcome=%s", call.pk, outcome)
    return ended


def correct(call: Call, outcome: Outcome, *, source: Source, reason: str = "", code: str = "") -> bool:
    """Give an ended call the outcome that follows from what became known only afterwards. `reason` as for `end`."""
    with transaction.atomic(savepoint=False):
        here = Call.objects.filter(pk=call.pk, status=Status.ENDED).exclude(outcome=outcome)
        kept = {"code": code[:80]} if code else {}
        corrected = here.update(outcome=outcome, reason=reason, **kept) == 1
        if corrected:
            note(call, source=source, status=Status.ENDED, detail=reason or str(outcome.label), code=code)
    return corrected


def note(call: Call, *, source: Source, status: Status | str = "", detail: str = "", code: str = "") -> None:
    """Write a step into the call's timeline and tell its user's pages that there is something new."""
    insert(CallEvent(call=call, source=source, status=status, detail=detail, code=code[:80]))
    tell_pages(call)


def tell_pages(call: Call) -> None:
    """There is something new to show of this call."""
    transaction.on_commit(partial(live_line.changed, call.user_id))
