"""The button: the user wants a call to end."""

from __future__ import annotations

import logging

from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from clicktocall.calls import lifecycle, tasks
from clicktocall.calls.models import Call, CallEvent

log = logging.getLogger(__name__)


def ask_to_end(call: Call) -> None:
    """End a call that nobody has dialled yet, at once; else keep the wish and have the PBX asked.

    The wish is kept in the row: a call whose dial answer is still on the way is hung up when it arrives.
    """
    source = CallEvent.Source.USER
    if lifecycle.end(call, Call.Outcome.CANCELLED, source=source, only_from=Call.Status.QUEUED):
        return
    wish = Call.objects.live().filter(pk=call.pk, hang_up_requested_at=None, transferred_at=None)
    if wish.update(hang_up_requested_at=timezone.now(), steer_failed=""):
        lifecycle.note(call, source=source, detail=_("Hang up"))
    try:
        tasks.hang_up.apply_async((str(call.pk),), retry=False)
    except OperationalError as error:
        log.warning("call=%s step=hang_up outcome=no_broker error=%s", call.pk, type(error).__name__)
