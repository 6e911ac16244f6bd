"""Calls of which the PBX says nothing any more: its own records are read, once for all, and tell how they ended."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import following, lifecycle, looking
from clicktocall.calls.asking import known_as
from clicktocall.calls.models import Call, CallEvent
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
CLOCKS_AGREE_TO = timedelta(seconds=3)

log = logging.getLogger(__name__)


def settle(calls: Sequence[Call]) -> None:
    """End these calls of one PBX by its records; those that stand in none, as unknown or as never dialled."""
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
                _settle(call, records)


def _is_as_it_was(call: Call) -> bool:
    """Whether nothing was heard of it since it was looked at: its worker may have found it just now.

    Holds the row against others until the transaction ends (SQLite holds the whole database).
    """
    now = Call.objects.select_for_update().get(pk=call.pk)
    return (now.status, now.callid, now.heard_at) == (call.status, call.callid, call.heard_at)


def _settle(call: Call, records: Sequence[RecordReport] | None) -> None:
    if records is not None and _settled_by(call, records):
        return
    if records is not None and _was_never_dialled(call, records):
        _end_undialled(call)
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
    """That of a record from the one to the other, begun when this call was to be dialled, which is no other call's."""
    for record in records:
        if (record.cdr.call_from, record.cdr.call_to) == (call.caller, call.callee) and _begun_with(call, record):
            return record.cdr.callid
    return ""


def _begun_with(call: Call, record: RecordReport) -> bool:
    """Whether that may be this call's record, by its time and because no other call of ours is known by its callid."""
    asked = call.claimed_at
    if asked is None or record.started_at is None:
        return False
    is_in_time = asked - CLOCKS_AGREE_TO <= record.started_at <= asked + BEGINS_WITHIN
    return is_in_time and known_as(call.pbx, record.cdr.callid) is None


def _was_never_dialled(call: Call, records: Sequence[RecordReport]) -> bool:
    """Whether the PBX has neither the call nor, of that time, any record that could be its, and has told of none.

    A phone's calls stand under its number. How those of a queue are written is not documented: there any record that
    is no other call's could be its. Nor is it said while a clock is in doubt.
    """
    if call.callid or call.claimed_at is None or looking.is_spoken_of(call):
        return False
    is_phone = call.caller_kind == PartyChoice.EXTENSION
    ours = [record for record in records if not is_phone or _names(call, record)]
    return not any(record.started_at is None or _begun_with(call, record) for record in ours)


def _names(call: Call, record: RecordReport) -> bool:
    return call.caller in {record.cdr.call_from, record.cdr.call_to} or record.cdr.call_to == call.callee


def _end_undialled(call: Call) -> None:
    reason = _(
        "The PBX has neither this call nor a record of it, so it was not dialled. "
        "Look at your phone before you call again."
    )
    lifecycle.end(call, Call.Outcome.FAILED, source=Source.SWEEPER, reason=reason)
