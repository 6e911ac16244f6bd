"""A queued call becomes one dial request at the PBX, and never two."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import UUIDField
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import following, hanging_up, lifecycle, limits, looking, making_way, verdict
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx import silence
from clicktocall.pbx.drivers.base import Accepted, NotSent, Refused, Unanswered, Withdrawn
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from clicktocall.policies.rulebook import VERSION, Rules, rules_as_of
from clicktocall.policies.targets import NEVER_STOPPED
from clicktocall.policies.verdict import Verdict
from clicktocall.statements import Given, Statement

Source = CallEvent.Source
Status = Call.Status
Outcome = Call.Outcome

TRIES_FOR_HELP, SECONDS_BETWEEN = 4, 0.5
"""So often and so long after the last no an emergency call is asked for: a phone is free a moment after a hang-up."""

log = logging.getLogger(__name__)


_WITH_PBX = Statement(
    lambda: Call.objects.select_related("pbx").annotate(rules_version=VERSION).filter(pk=Given("pk", UUIDField()))
)


def dial(call_id: UUID) -> None:
    """Send one queued call to its PBX. Run twice or by two workers, it dials once."""
    call = _WITH_PBX.one(pk=call_id)
    if timezone.now() - call.placed_at > timedelta(seconds=settings.DIAL_FRESH_SECONDS):
        expire(call)
        return
    if not lifecycle.claim(call):
        return  # another worker has it, or it was cancelled
    no = _why_not(call, rules_as_of(vars(call)["rules_version"]))
    if no is not None:
        _refuse(call, *no)
        return
    may_leave = partial(_is_wanted, call, since=time.monotonic())
    try:
        taken = _for_help(call, may_leave) if call.is_emergency else _asked(call, Errand.DIAL, may_leave)
    except Withdrawn:
        _withdraw(call)
    except NotSent as error:
        lifecycle.end(call, Outcome.UNREACHABLE, source=Source.WORKER, reason=str(error), code=error.code)
    except Refused as error:
        outcome = verdict.OUTCOMES[error.disposition] if error.disposition else Outcome.REFUSED
        lifecycle.end(call, outcome, source=Source.WORKER, reason=str(error), code=error.code)
    except Unanswered as error:
        looking.lost(call, error)
    else:
        log.info("call=%s pbx=%s step=dial outcome=taken", call.pk, call.pbx.name)
        following.accepted(call, taken.callid, source=Source.WORKER, detail=_("The PBX has taken the call."))
    hanging_up.if_asked_for(call)


def _asked(call: Call, errand: Errand, may_leave: Callable[[], bool]) -> Accepted:
    with speaking_to(call.pbx, errand) as driver:
        return driver.dial(call.order(), may_leave=may_leave)


def _for_help(call: Call, may_leave: Callable[[], bool]) -> Accepted:
    """What was on the phone is hung up first. A PBX that says no has rung nobody, and is asked again for a moment."""
    for other in making_way.in_the_way_of(call):
        hanging_up.if_asked_for(other)
    for _try in range(TRIES_FOR_HELP - 1):
        try:
            return _asked(call, Errand.HELP, may_leave)
        except Refused as error:
            log.warning("call=%s step=dial outcome=refused code=%s", call.pk, error.code)
            time.sleep(SECONDS_BETWEEN)
    return _asked(call, Errand.HELP, may_leave)


def _why_not(call: Call, now: Rules) -> tuple[Outcome, Verdict] | None:
    """How a call ends, and by which rule, that may not be sent (any more); None if it may."""
    if not call.pbx.is_active:
        no = _("Nothing was dialled: this PBX was taken out of use. Ask your administrator for another phone.")
        return Outcome.REFUSED, Verdict(rule=_("PBX out of use"), no=no)
    forbidden = limits.at_the_last_moment(call, now)
    if forbidden is not None:
        return Outcome.REFUSED, forbidden
    if call.pbx.is_silent and call.number_class not in NEVER_STOPPED:
        return Outcome.UNREACHABLE, Verdict(rule=_("PBX does not answer"), no=silence.sentence(call.pbx))
    return None


def _refuse(call: Call, outcome: Outcome, no: Verdict) -> None:
    """End it, and say so in the trail, where it stands as allowed since its click."""
    with transaction.atomic():
        if lifecycle.end(call, outcome, source=Source.WORKER, reason=no.no):
            limits.keep_in_the_trail(call, no, subject=call.e164 or call.callee)


def _is_wanted(call: Call, *, since: float) -> bool:
    """Whether the click may still be dialled. The row is asked only where getting here, as by a login, took a while."""
    if time.monotonic() - since < 1:
        return True
    fresh = timezone.now() - timedelta(seconds=settings.DIAL_FRESH_SECONDS)
    return Call.objects.live().filter(pk=call.pk, hang_up_requested_at=None, placed_at__gte=fresh).exists()


def _withdraw(call: Call) -> None:
    if Call.objects.filter(pk=call.pk, hang_up_requested_at=None).exists():
        expire(call, only_from=Status.DIALING)
    else:
        lifecycle.end(call, Outcome.CANCELLED, source=Source.WORKER)


def expire(call: Call, *, only_from: Status = Status.QUEUED) -> None:
    """End a click that nobody has dialled in time."""
    reason = _(
        "Nothing was dialled: the call waited too long to be sent. "
        "Call again; if it happens again, tell your administrator."
    )
    lifecycle.end(call, Outcome.EXPIRED, source=Source.SWEEPER, reason=reason, only_from=only_from)
