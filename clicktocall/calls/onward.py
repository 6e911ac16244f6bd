"""After a transfer a call is over for its user, but not for the bill: those who are left talk on until they hang up."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from clicktocall.calls.models import Call, CallQuerySet, Leg
from clicktocall.calls.sides import is_at
from clicktocall.pbx.drivers.base import LegReport, LegState, NoSuchCall, PbxError, Refused, Side
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

FOLLOWED_FOR = timedelta(hours=12)
"""If by then nobody has said that it is over, it is not counted any longer."""
MOST_ASKED = 20
"""In one round, of one PBX."""

log = logging.getLogger(__name__)


def transferred(since: datetime) -> CallQuerySet:
    """Calls of which something was left to pay for after `since`: those that were sent on, whoever is left in them."""
    goes_on_or_did = Q(onward_ended_at=None) | Q(onward_ended_at__gt=since)
    return Call.objects.filter(goes_on_or_did, transferred_at__gte=since - FOLLOWED_FOR)


def end_of(transferred_at: datetime, ended_at: datetime | None) -> datetime:
    """Until when it is counted: to its end, else up to now, and never for longer than it is followed."""
    return min(ended_at or timezone.now(), transferred_at + FOLLOWED_FOR)


def note_beginning(call: Call, telephones: Sequence[Leg], reports: Iterable[LegReport]) -> None:
    """A transfer of which the PBX has not said whether it was done: what it says of the telephones may tell it.

    Our own phone has left, and with the others is the one that was to be reached, or whoever had answered hears it
    ring anew. That our phone has left alone may as well be its user, who has hung up.
    """
    if call.transferred_at is not None or not call.transfer_to:
        return
    ours = [leg for leg in telephones if leg.side == Side.CALLER]
    if not ours or any(leg.state != LegState.GONE for leg in ours):
        return
    hears_it_ring = any(leg.state == LegState.RINGBACK and leg.lifted_at is not None for leg in telephones)
    is_there = any(report.state is not LegState.GONE and is_at(call.transfer_to, report) for report in reports)
    if hears_it_ring or is_there:
        call.transferred_at = timezone.now()
        Call.objects.filter(pk=call.pk, transferred_at=None).update(transferred_at=call.transferred_at, steer_failed="")


def note_end(call: Call, telephones: Iterable[Leg]) -> None:
    """What the PBX says of the telephones of a call that was sent on: once all have hung up, it is over."""
    if call.transferred_at is not None and all(leg.state == LegState.GONE for leg in telephones):
        _over(call)


def quiet() -> CallQuerySet:
    """Those whose PBX must be asked, because nothing was heard of them for a while."""
    now = timezone.now()
    heard_before = now - timedelta(seconds=settings.QUIET_TALKING_SECONDS)
    going_on = Call.objects.filter(onward_ended_at=None, transferred_at__gte=now - FOLLOWED_FOR).exclude(callid="")
    return going_on.filter(status=Call.Status.ENDED, heard_at__lt=heard_before)


def ask(pbx_id: int) -> None:
    """Ask one PBX about each that has fallen quiet. The first question without an answer ends the round."""
    for call in quiet().filter(pbx=pbx_id).select_related("pbx").order_by("heard_at")[:MOST_ASKED]:
        try:
            with speaking_to(call.pbx, Errand.LOOK) as driver:
                report = driver.query(call.callid)
        except NoSuchCall:
            _over(call)
            continue
        except PbxError as error:
            log.info("call=%s step=onward outcome=%s code=%s", call.pk, type(error).__name__, error.code)
            if not isinstance(error, Refused):
                return
        else:
            if all(leg.state is LegState.GONE for leg in report.legs):
                _over(call)
        Call.objects.filter(pk=call.pk).update(heard_at=timezone.now())


def _over(call: Call) -> None:
    Call.objects.filter(pk=call.pk, onward_ended_at=None).update(onward_ended_at=timezone.now())
