"""Which other calls of ours something that the PBX says may be about, where it does not say by which callid it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef

from clicktocall.calls.models import Call, CallEvent, CallQuerySet
from clicktocall.calls.sides import names_callee
from clicktocall.pbx.drivers.base import LegReport
from clicktocall.pbx.models import Notice

LATE_FOR = timedelta(minutes=10)
"""So long after its call a message may still come: a PBX repeats what is not acknowledged."""


def lost_alike(call: Call) -> CallQuerySet:
    """Other calls between the same two, shortly before or since, of which we do not know what the PBX calls them."""
    return lost_from(call).filter(callee=call.callee)


def lost_like(call: Call, legs: Sequence[LegReport]) -> CallQuerySet:
    """Those that these telephones may be as well. A phone that rings alone does not tell whom it is to call."""
    return lost_alike(call) if names_callee(call, legs) else lost_from(call)


def lost_from(call: Call) -> CallQuerySet:
    """All of that caller. What a worker has ended is not among them: it was not sent, or the PBX has refused it."""
    ended_by_worker = CallEvent.objects.filter(
        call=OuterRef("pk"), source=CallEvent.Source.WORKER, status=Call.Status.ENDED
    )
    others = Call.objects.filter(pbx=call.pbx, caller=call.caller, callid="").exclude(pk=call.pk)
    asked_for = others.filter(placed_at__gt=call.placed_at - LATE_FOR, claimed_at__isnull=False)
    return asked_for.exclude(Exists(ended_by_worker)).exclude(outcome=Call.Outcome.EXPIRED)


def was_there_before(call: Call, callid: str) -> bool:
    """Whether the PBX has told of it before this one was to be dialled, and the message waits for its call since."""
    asked = call.claimed_at or call.placed_at
    waiting = Notice.objects.waiting().filter(pbx=call.pbx, callid=callid)
    return waiting.filter(received_at__lt=asked, received_at__gt=asked - LATE_FOR).exists()
