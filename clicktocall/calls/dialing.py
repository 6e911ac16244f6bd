"""A queued call becomes one dial request at the PBX, and never two."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import following, hanging_up, lifecycle, looking, verdict
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.drivers.base import NotSent, Refused, Unanswered
from clicktocall.pbx.sessions import driver_for

Source = CallEvent.Source
Status = Call.Status
Outcome = Call.Outcome

log = logging.getLogger(__name__)


def dial(call_id: UUID) -> None:
    """Send one queued call to its PBX. Run twice or by two workers, it dials once."""
    call = Call.objects.select_related("pbx").get(pk=call_id)
    now = timezone.now()
    if now - call.placed_at > timedelta(seconds=settings.DIAL_FRESH_SECONDS):
        expire(call)
        return
    if not lifecycle.advance(call, Status.DIALING, source=Source.WORKER, claimed_at=now):
        return  # another worker has it, or it was cancelled
    if not call.pbx.is_active:
        reason = _("Nothing was dialled: this PBX was taken out of use. Ask your administrator for another phone.")
        lifecycle.end(call, Outcome.REFUSED, source=Source.WORKER, reason=reason)
        return
    try:
        taken = driver_for(call.pbx).dial(call.order())
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


def expire(call: Call) -> None:
    """End a click that nobody has dialled in time."""
    reason = _(
        "Nothing was dialled: the call waited too long to be sent. "
        "Call again; if it happens again, tell your administrator."
    )
    lifecycle.end(call, Outcome.EXPIRED, source=Source.SWEEPER, reason=reason, only_from=Status.QUEUED)
