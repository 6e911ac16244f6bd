"""A phone that has a live call in our table still calls for help: the older call lets go of it, and is hung up."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import lifecycle
from clicktocall.calls.models import Call, CallEvent


def make_way_for(emergency: Call) -> None:
    """To be called in the transaction that keeps the emergency call: what fails there takes all of this back.

    What nobody has dialled yet is not dialled any more. What the PBX may have is hung up, for a phone that is not free
    does not ring: whoever has confirmed the emergency call has read that. That it stands in our table may be old news,
    too; either way it ends with what the PBX says of it.
    """
    now = timezone.now()
    source = CallEvent.Source.USER
    for call in Call.objects.holding().of_caller(emergency):
        reason = _("Nothing was dialled: an emergency call from the same phone went before it.")
        if lifecycle.end(call, Call.Outcome.CANCELLED, source=source, reason=reason, only_from=Call.Status.QUEUED):
            continue
        hung_up = {} if call.transferred_at else {"hang_up_requested_at": now}  # our phone is leaving that one anyway
        if Call.objects.holding().filter(pk=call.pk).update(gave_way_at=now, **hung_up):
            lifecycle.note(call, source=source, detail=_("An emergency call from the same phone goes before it."))


def in_the_way_of(emergency: Call) -> Iterable[Call]:
    """The calls that have let go of its phone, and may still be on it."""
    return Call.objects.live().exclude(gave_way_at=None).of_caller(emergency)
