"""The telephones of a call: which side each is on, and what it did, never backwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.db.models import CharField, UUIDField
from django.utils import timezone

from clicktocall.calls.models import NO_CHANNEL, Call, Leg
from clicktocall.calls.sides import side_of, with_the_place
from clicktocall.pbx.drivers.base import LegReport, LegState, Side
from clicktocall.statements import Change, Given, givens, insert

Status = Call.Status

RANK: Mapping[LegState, int] = MappingProxyType(
    {
        LegState.UNKNOWN: 0,
        LegState.RINGING: 1,
        LegState.RINGBACK: 2,
        LegState.TALKING: 3,
        LegState.HELD: 3,  # on hold and back again: the one pair that goes both ways
        LegState.GONE: 4,
    }
)
OFF_HOOK = frozenset({LegState.RINGBACK, LegState.TALKING, LegState.HELD})
ANSWERED = frozenset({LegState.TALKING, LegState.HELD})

_CHANGING = ("state", "raw_state", "since", "rang_at", "ringback_at", "lifted_at")
_CHANGE = Change(
    lambda: Leg.objects.filter(call=Given("call", UUIDField()), channelid=Given("channelid", CharField())),
    **givens(Leg, _CHANGING),
)


def record(call: Call, telephones: Iterable[Leg], reports: Sequence[LegReport]) -> list[Leg]:
    """Write down what the PBX reports of each of the `telephones`, or of new ones, and return all as they are now.

    An older report that comes late does not take a telephone back. Call it inside a transaction that holds the call.
    """
    known = {leg.channelid: leg for leg in telephones}
    for report in with_the_place(call, reports):
        side = side_of(call, report)
        channelid = (report.channelid or f"{NO_CHANNEL}{side}:{'/'.join(report.numbers)}")[:100]
        leg = known.get(channelid)
        if leg is None:
            known[channelid] = _create(call, side, channelid, report)
        elif report.state != leg.state:
            _update(call, leg, report)
    _silence(list(known.values()), {report.channelid[:100] for report in reports})
    return list(known.values())


def status_of(legs: Iterable[Leg]) -> Call.Status | None:
    """Where a call is that has these telephones; None where they say nothing about it.

    A lifted phone of the caller alone means that the callee is being called, not that anybody has answered:
    the S-Series has no word of its own for that moment.
    """
    legs = list(legs)
    callee = {LegState(leg.state) for leg in legs if leg.side == Side.CALLEE} - {LegState.GONE}
    caller = {LegState(leg.state) for leg in legs if leg.side == Side.CALLER} - {LegState.GONE}
    if callee & {LegState.TALKING, LegState.HELD}:
        return Status.TALKING
    if callee or caller & OFF_HOOK:
        return Status.RINGING_CALLEE
    if LegState.RINGING in caller:
        return Status.RINGING_CALLER
    return None


def _silence(legs: list[Leg], told_of: set[str]) -> None:
    """The other telephones of a group fall silent when one is lifted. The PBX only leaves them out of its list then."""
    for side in Side:
        lifted = any(leg.side == side and leg.state in OFF_HOOK and leg.channelid in told_of for leg in legs)
        for leg in legs:
            if lifted and leg.side == side and leg.state == LegState.RINGING and leg.channelid not in told_of:
                leg.state, leg.raw_state, leg.since = LegState.GONE, "", timezone.now()
                _keep(leg)


def _may_follow(call: Call, leg: Leg, state: LegState) -> bool:
    """Nothing goes backwards, but for one who is transferred: they have talked, and hear it ring anew."""
    is_sent_on = bool(call.transfer_to) and state is LegState.RINGBACK and leg.state != LegState.GONE
    return is_sent_on or RANK[state] >= RANK[LegState(leg.state)]


def _create(call: Call, side: Side, channelid: str, report: LegReport) -> Leg:
    """Its key nobody needs: within its call it is known by its channelid."""
    leg = Leg(
        call=call,
        side=side,
        number=(report.numbers or ("",))[0][:40],
        channelid=channelid,
        state=report.state,
        raw_state=report.raw_state[:32],
    )
    _remember(leg, report.state)
    insert(leg)
    return leg


def _update(call: Call, leg: Leg, report: LegReport) -> None:
    _remember(leg, report.state)
    if _may_follow(call, leg, report.state):
        leg.state, leg.raw_state, leg.since = report.state, report.raw_state[:32], timezone.now()
    _keep(leg)


def _remember(leg: Leg, state: LegState) -> None:
    """What was ever said of it, however late that comes.

    That it rang and that it hears the other side ring, in either order, prove together that it was lifted. Ringback
    alone does not: which word a PBX has for the first moment of a call, while that phone still rings, is not known.
    """
    now = timezone.now()
    if state is LegState.RINGING:
        leg.rang_at = leg.rang_at or now
    if state is LegState.RINGBACK:
        leg.ringback_at = leg.ringback_at or now
    if state in ANSWERED or (leg.rang_at and leg.ringback_at):
        leg.lifted_at = leg.lifted_at or now


def _keep(leg: Leg) -> None:
    changed = {name: getattr(leg, name) for name in _CHANGING}
    _CHANGE.run(call=leg.call_id, channelid=leg.channelid, **changed)
