"""The user's wish to end a call becomes a request to the PBX, repeated until it is fulfilled."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from django.utils.translation import gettext as _

from clicktocall.calls import finding, lifecycle, looking, verdict
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.drivers.base import Driver, LegState, NoSuchCall, PbxError, Side
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

Source = CallEvent.Source

log = logging.getLogger(__name__)


def hang_up(call_id: UUID) -> None:
    """End at the PBX a call whose user has asked for it."""
    if_asked_for(Call.objects.select_related("pbx").get(pk=call_id))


def if_asked_for(call: Call) -> None:
    """Ask the PBX to end the call, if its user wants that and the PBX has told us which call it is.

    A failure is written into the timeline; the sweeper repeats the wish.
    """
    call = Call.objects.select_related("pbx").get(pk=call.pk)
    if not call.is_live or call.hang_up_requested_at is None or not (call.callid or _is_found(call)):
        return
    if call.transferred_at is not None:
        return  # our phone has left; what goes on is the call of two others
    legs = list(call.legs.all())
    there = [leg for leg in legs if leg.state != LegState.GONE and leg.has_channel]
    there.sort(key=lambda leg: leg.side != Side.CALLER)
    try:
        with speaking_to(call.pbx, Errand.STEER) as driver:
            _end(driver, call.callid, [leg.channelid for leg in there])
    except NoSuchCall as refusal:
        # It may be over, or not quite there yet; the wish is repeated until that is certain.
        with suppress(PbxError):
            looking.ask(call)
        if Call.objects.live().filter(pk=call.pk, gone_at=None).exists():
            _tell(call, refusal)
        return
    except PbxError as error:
        log.warning("call=%s step=hang_up outcome=%s code=%s", call.pk, type(error).__name__, error.code)
        _tell(call, error)
        return
    outcome = verdict.outcome_of(verdict.facts_of(call, legs))
    lifecycle.end(call, outcome, source=Source.USER, reason="")


def _is_found(call: Call) -> bool:
    """A PBX that has told that it rings, but has not answered yet, is asked which of its calls that is."""
    if call.status not in {Call.Status.RINGING_CALLER, Call.Status.RINGING_CALLEE}:
        return False
    with suppress(PbxError):
        return finding.find(call) is finding.Trace.FOUND
    return False


def _end(driver: Driver, callid: str, channelids: Sequence[str]) -> None:
    """Where none of the channels that we know is there any more, those that the PBX lists now, as after a transfer."""
    try:
        driver.hang_up(callid, channelids=channelids)
    except NoSuchCall:
        if not channelids:
            raise
        driver.hang_up(callid)


def _tell(call: Call, error: PbxError) -> None:
    """Why it takes so long; said once, however often the wish is repeated. What the PBX said stands in the timeline."""
    sentence = _("Hanging up has not worked yet. We keep trying; you can also hang up on your phone.")
    if Call.objects.live().filter(pk=call.pk).exclude(steer_failed=sentence).update(steer_failed=sentence):
        lifecycle.note(call, source=Source.USER, detail=_("Hanging up did not work: %s") % error, code=error.code)
