"""What can be done with a call while it goes on, and why it cannot be done just now: one rule for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext as _

from clicktocall.calls import wording
from clicktocall.calls.models import Call, Leg
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import Can, LegState, Side
from directory.models import PartyChoice

Steer = Call.Steer

NEEDS: Mapping[Steer, Can] = MappingProxyType(
    {Steer.HOLD: Can.HOLD, Steer.RESUME: Can.HOLD, Steer.TRANSFER: Can.TRANSFER}
)
ROOMS = frozenset({PartyChoice.PAGING_GROUP, PartyChoice.CONFERENCE})
"""The kinds of callee of which no single party can be put on hold or sent on."""
IN_THE_CALL = frozenset({LegState.TALKING, LegState.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One button. `reason` says why it does not work just now; empty: it does."""

    steer: Steer
    label: str
    address: str
    reason: str


def controls_of(call: Call, legs: Iterable[Leg]) -> list[Control]:
    """The buttons of a call that goes on; none that its PBX has no verb for, none where the user is not in the call."""
    legs = list(legs)
    if not call.is_live or call.caller_kind not in wording.OWN:
        return []
    labels = {Steer.HOLD: _("Hold"), Steer.RESUME: _("Resume"), Steer.TRANSFER: _("Transfer")}
    offered = [Steer.RESUME if held_leg(legs) else Steer.HOLD, Steer.TRANSFER]
    return [
        Control(
            steer=steer,
            label=labels[steer],
            address=reverse(f"calls:{steer}", args=[call.pk]),
            reason=under_way(call) or why_not(call, legs, steer),
        )
        for steer in offered
        if is_known_to_the_pbx(call, steer)
    ]


def is_known_to_the_pbx(call: Call, steer: Steer) -> bool:
    return NEEDS[steer] in driver_class(call.pbx.kind).can


def under_way(call: Call) -> str:
    """What the PBX is being asked for at this moment; empty if nothing."""
    words = {"whom": wording.whom(call), "target": call.transfer_whom}
    sentences = {
        "": "",
        Steer.HOLD: _("Asking the PBX to let %(whom)s wait …"),
        Steer.RESUME: _("Asking the PBX to bring %(whom)s back …"),
        Steer.TRANSFER: _("Asking the PBX to transfer %(whom)s to %(target)s …"),
    }
    return sentences[call.steer] % words


def why_not(call: Call, legs: Iterable[Leg], steer: Steer) -> str:
    """Why this cannot be done with the call as it is; empty if it can."""
    legs = list(legs)
    leg = leg_for(legs, steer)
    if call.caller_kind not in wording.OWN:
        return _("You are not in this call yourself. Whoever is can do that on their phone.")
    if call.callee_kind in ROOMS or (call.callee_kind == PartyChoice.IVR and not _is_put_through(legs)):
        return _nobody_to_hold(call)
    if call.status != Call.Status.TALKING or call.transferred_at or call.hang_up_requested_at:
        return _not_talking(call)
    if leg is None:
        return _not_in_that_state(call, legs, steer)
    if not leg.has_channel:
        return _("The PBX has not told us the lines of this call yet. Use the keys of your phone.")
    return ""


def why_no_hang_up(call: Call) -> str:
    """Why there is nothing to hang up here, or not once more; empty if there is, and for a call that has ended."""
    is_ending = call.is_live and (call.transferred_at is not None or call.hang_up_requested_at is not None)
    return _not_talking(call) if is_ending else ""


def leg_for(legs: Iterable[Leg], steer: Steer) -> Leg | None:
    """The telephone that the PBX is asked about: the other party's, or, to resume, whichever is on hold."""
    if steer == Steer.RESUME:
        return held_leg(legs)
    wanted = {LegState.TALKING} if steer == Steer.HOLD else IN_THE_CALL
    return next((leg for leg in legs if leg.side == Side.CALLEE and leg.state in wanted), None)


def held_leg(legs: Iterable[Leg]) -> Leg | None:
    """The telephone that is on hold; that of the other party first."""
    held = sorted((leg for leg in legs if leg.state == LegState.HELD), key=lambda leg: leg.side != Side.CALLEE)
    return held[0] if held else None


def has_left(legs: Iterable[Leg], side: Side) -> bool:
    """Whether all telephones of that side have hung up, and there were some."""
    states = {leg.state for leg in legs if leg.side == side}
    return states == {LegState.GONE}


def _is_put_through(legs: list[Leg]) -> bool:
    """Whether a voice menu has led on to somebody, who can wait and be sent on like anybody else."""
    return any(leg.side == Side.CALLEE and leg.has_channel for leg in legs)


def _nobody_to_hold(call: Call) -> str:
    sentences = {
        PartyChoice.PAGING_GROUP: _("All of %(whom)s hear you at once: nobody there can wait or be transferred."),
        PartyChoice.CONFERENCE: _("In %(whom)s nobody waits and nobody is transferred. Hang up to leave."),
        PartyChoice.IVR: _("%(whom)s is a voice menu: answer it with your phone's keys. It cannot wait."),
    }
    return sentences[PartyChoice(call.callee_kind)] % {"whom": wording.whom(call)}


def _not_talking(call: Call) -> str:
    if not call.is_live:
        return _("The call has ended.")
    if call.transferred_at is not None:
        return _("You have transferred this call.")
    if call.hang_up_requested_at is not None:
        return _("The call is being ended.")
    return _("Hold and transfer work once %(whom)s has answered.") % {"whom": wording.whom(call)}


def _not_in_that_state(call: Call, legs: list[Leg], steer: Steer) -> str:
    if has_left(legs, Side.CALLEE):
        return _("%(whom)s has hung up.") % {"whom": wording.whom(call)}
    if steer == Steer.RESUME:
        return _("%(whom)s is not on hold.") % {"whom": wording.whom(call)}
    if steer == Steer.HOLD and held_leg(legs):
        return _("%(whom)s is on hold already.") % {"whom": wording.whom(call)}
    return _("The PBX has not told us the lines of this call yet. Use the keys of your phone.")
