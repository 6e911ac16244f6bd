"""The user's wish for a call that goes on becomes one request to the PBX: hold, resume, transfer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import controls, lifecycle, limits, looking
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.drivers.base import NotSent, PbxError, Unanswered
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

Steer = Call.Steer
Source = CallEvent.Source

FORGOTTEN_AFTER = timedelta(seconds=30)
"""A wish that is older has lost its worker: longer than the queue keeps it and than the PBX may take to answer."""

log = logging.getLogger(__name__)


def carry_out(call_id: UUID) -> None:
    """Ask the PBX for what the user wants of this call. Run twice or by two workers, it asks once."""
    asked = Call.objects.filter(pk=call_id, steer_taken_at=None).exclude(steer="")
    if not asked.update(steer_taken_at=timezone.now()):
        return
    call = Call.objects.select_related("pbx").get(pk=call_id)
    steer = Steer(call.steer)
    try:
        VERBS[steer](call)
    except PbxError as error:
        _failed(call, error)
    else:
        log.info("call=%s step=%s outcome=taken", call.pk, steer)
        lifecycle.note(call, source=Source.USER, detail=_done(call))
        _look(call)
    _settled(call)


def hold(call: Call) -> None:
    """The other party waits. Whether it does is for the PBX to say."""
    channelid = _channel(call, Steer.HOLD)
    with speaking_to(call.pbx, Errand.STEER) as driver:
        driver.hold(channelid)


def resume(call: Call) -> None:
    channelid = _channel(call, Steer.RESUME)
    with speaking_to(call.pbx, Errand.STEER) as driver:
        driver.resume(channelid)


def transfer(call: Call) -> None:
    """The other party is sent on, and our own phone leaves; unless dialling has been stopped since."""
    channelid = _channel(call, Steer.TRANSFER)
    forbidden = limits.before_a_transfer(call)
    if forbidden is not None:
        limits.keep_in_the_trail(call, forbidden, subject=call.transfer_to, via="transfer")
        raise _NotNow(forbidden.no)
    with speaking_to(call.pbx, Errand.STEER) as driver:
        driver.transfer(channelid, call.transfer_to, dial_permission=call.transfer_permission)
    Call.objects.filter(pk=call.pk, transferred_at=None).update(transferred_at=timezone.now())
    call.refresh_from_db(fields=["transferred_at"])


VERBS: Mapping[Steer, Callable[[Call], None]] = MappingProxyType(
    {Steer.HOLD: hold, Steer.RESUME: resume, Steer.TRANSFER: transfer}
)


def give_up_forgotten() -> None:
    """Wishes whose worker was lost: their user is told, and the buttons work again."""
    long_ago = timezone.now() - FORGOTTEN_AFTER
    for call in Call.objects.live().exclude(steer="").filter(steer_asked_at__lt=long_ago):
        give_up(call)


def give_up(call: Call) -> None:
    """End a wish that no worker carries out, or that one did not live to report on."""
    sentence = _("The PBX could not be asked in time, so nothing has changed. Try again.")
    if call.steer_taken_at is not None:
        sentence = _("We do not know whether the PBX has done it. Look at your phone before you try again.")
    _write_failure(call, sentence, keeps_target=call.steer_taken_at is not None)
    _settled(call)


class _NotNow(PbxError):
    """It cannot be done any more since it was asked for. Nothing was sent."""


def _channel(call: Call, steer: Steer) -> str:
    """The channel to name. Raises _NotNow if the call has moved on since the click."""
    legs = list(call.legs.all())
    leg = controls.leg_for(legs, steer)
    sentence = controls.why_not(call, legs, steer)
    if sentence or leg is None:
        raise _NotNow(sentence)
    return leg.channelid


def _done(call: Call) -> str:
    sentences = {
        Steer.HOLD: _("The PBX has agreed to hold."),
        Steer.RESUME: _("The PBX has agreed to resume."),
        Steer.TRANSFER: _("Transferred to %(target)s.") % {"target": call.transfer_whom},
    }
    return sentences[Steer(call.steer)]


def _failed(call: Call, error: PbxError) -> None:
    log.warning("call=%s step=%s outcome=%s code=%s", call.pk, call.steer, type(error).__name__, error.code)
    is_open = isinstance(error, Unanswered)
    _write_failure(call, str(error), code=error.code, keeps_target=is_open)
    if not isinstance(error, NotSent | _NotNow):
        _look(call)


def _write_failure(call: Call, sentence: str, *, code: str = "", keeps_target: bool) -> None:
    """A transfer that may have happened keeps its target: if our phone then leaves the call, that was why."""
    dropped = {} if keeps_target else {"transfer_to": "", "transfer_whom": "", "transfer_permission": ""}
    Call.objects.filter(pk=call.pk).update(steer_failed=sentence, **dropped)
    lifecycle.note(call, source=Source.USER, detail=_("That did not work: %s") % sentence, code=code)


def _look(call: Call) -> None:
    """What the page says of the call is what the PBX says: it is asked at once, event or no event."""
    try:
        looking.ask(call)
    except PbxError as error:
        log.info("call=%s step=look outcome=%s", call.pk, type(error).__name__)


def _settled(call: Call) -> None:
    """The next wish may come; the page is told."""
    asked = Call.objects.filter(pk=call.pk, steer=call.steer, steer_asked_at=call.steer_asked_at)
    if asked.update(steer="", steer_asked_at=None, steer_taken_at=None):
        lifecycle.tell_pages(call)
