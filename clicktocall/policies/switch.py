"""One switch stops all dialling, through one PBX or any. It holds from the next click and worker on."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clicktocall.audit.recording import What, record
from clicktocall.pbx.models import Pbx
from clicktocall.policies import rulebook
from clicktocall.policies.models import Stop
from clicktocall.policies.rulebook import Rules, StopInForce


class AlreadyStopped(Exception):
    """Dialling through that PBX, or through all, was stopped before and stands still."""

    def __str__(self) -> str:
        return _("Dialling is stopped there already. To change the message, resume it and stop it again.")


def stop(*, pbx: Pbx | None, message: str = "", who: str, address: str = "") -> Stop:
    """From now on nobody dials through `pbx`, or at all. Raises AlreadyStopped."""
    try:
        with transaction.atomic():
            stopped = Stop.objects.create(pbx=pbx, message=message, by=who)
            rulebook.changed()
            record(What.STOPPED, who=who, address=address, subject=str(stopped), message=message)
    except IntegrityError:
        raise AlreadyStopped from None
    return stopped


def resume(*, pbx: Pbx | None, who: str, address: str = "") -> bool:
    """Dialling goes on. False if it had not been stopped for `pbx`, or for all."""
    with transaction.atomic():
        ended = Stop.objects.in_force().of(pbx).update(ended_at=timezone.now(), ended_by=who)
        if ended:
            rulebook.changed()
            record(What.RESUMED, who=who, address=address, subject=str(pbx or _("all PBXs")))
    return ended > 0


def stop_of(rules: Rules, pbx_id: int) -> StopInForce | None:
    """What keeps this PBX from dialling; that of all PBXs first."""
    return next((one for one in rules.stops if one.pbx_id in {None, pbx_id}), None)


def sentence_of(stopped: StopInForce) -> str:
    """What users read."""
    since = timezone.localtime(stopped.since)
    moment = date_format(since, "H:i" if since.date() == timezone.localdate() else "j F, H:i")
    if not stopped.message:
        return _(
            "Dialling has been stopped by your administrators since %(moment)s. "
            "Use your desk phone for what is urgent, or ask them. Emergency numbers still work."
        ) % {"moment": moment}
    return _(
        "Dialling has been stopped by your administrators since %(moment)s. %(message)s Emergency numbers still work."
    ) % {"moment": moment, "message": _with_a_stop(stopped.message)}


def _with_a_stop(message: str) -> str:
    return message if message.endswith((".", "!", "?", "…")) else f"{message}."
