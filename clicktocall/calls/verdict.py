"""How a call ended, from everything that is known about it, in whatever order it became known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clicktocall.calls.models import Call, Leg
from clicktocall.pbx.drivers.base import Disposition, LegState, Side
from directory.models import PartyChoice

Outcome = Call.Outcome

OUTCOMES: Mapping[Disposition, Outcome] = MappingProxyType(
    {
        Disposition.ANSWERED: Outcome.ANSWERED,
        Disposition.NO_ANSWER: Outcome.NO_ANSWER,
        Disposition.BUSY: Outcome.BUSY,
        Disposition.REJECTED: Outcome.REJECTED,
        Disposition.INVALID_NUMBER: Outcome.INVALID_NUMBER,
        Disposition.NOT_PERMITTED: Outcome.REFUSED,
        Disposition.FAILED: Outcome.FAILED,
    }
)
OWN_PHONE_FAILED = frozenset({Disposition.NO_ANSWER, Disposition.BUSY, Disposition.REJECTED})
"""What a failure report can say of the user's own phone that means: you did not pick up."""

TRIES_SEVERAL = frozenset({PartyChoice.QUEUE, PartyChoice.RING_GROUP, PartyChoice.IVR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a call. Facts are only ever added, so their order does not matter."""

    failed_as: Disposition | None
    failed_side: Side | None
    """None as well where a failure does not tell which of the two sides it is about."""
    cdr_as: Disposition | None
    caller_rang: bool
    """The PBX has said that the caller's phone rings."""
    caller_lifted: bool
    callee_answered: bool
    hang_up_requested: bool
    all_gone: bool
    caller_in_doubt: bool = False
    """The caller's phone was told of, but neither as ringing nor as lifted: it may have been the one or the other."""
    may_go_on: bool = False
    """Somebody is still there in a call with a queue, a group or a menu, or one that was sent on: what failed, or was
    recorded, may have been one try of several."""
    has_left: bool = False
    """The caller's phone is out of a call that was to be transferred: what the others do is not this call any more."""

    @property
    def is_over(self) -> bool:
        """Whether the PBX has said that the call is over."""
        told = bool(self.failed_as or self.cdr_as) and not self.may_go_on
        return told or ((self.all_gone or self.has_left) and self.callee_answered)


def facts_of(call: Call, legs: list[Leg]) -> Facts:
    callers = [leg for leg in legs if leg.side == Side.CALLER]
    callees = [leg for leg in legs if leg.side == Side.CALLEE]
    caller_rang = any(leg.rang_at for leg in callers)
    caller_lifted = bool(callees) or any(leg.lifted_at for leg in callers)
    return Facts(
        failed_as=Disposition(call.failed_as) if call.failed_as else None,
        failed_side=Side(call.failed_side) if call.failed_side else None,
        cdr_as=Disposition(call.cdr_as) if call.cdr_as else None,
        caller_rang=caller_rang,
        caller_lifted=caller_lifted,
        caller_in_doubt=bool(callers) and not caller_rang and not caller_lifted,
        callee_answered=any(leg.lifted_at for leg in callees),
        hang_up_requested=call.hang_up_requested_at is not None,
        all_gone=bool(legs) and all(leg.state == LegState.GONE for leg in legs),
        may_go_on=_tries_several(call) and any(leg.state != LegState.GONE for leg in legs),
        has_left=bool(call.transfer_to and callers) and all(leg.state == LegState.GONE for leg in callers),
    )


def _tries_several(call: Call) -> bool:
    """Whether the PBX may tell of failures and records while the call goes on: one for each telephone that it tries.

    Source: Yeastar S-Series API 2.0.0, event NewCdr: one for each group that was rung, and for each leg of a transfer.
    """
    return bool(call.transfer_to) or bool({call.caller_kind, call.callee_kind} & TRIES_SEVERAL)


def nobody_of_the_group(call: Call, legs: list[Leg]) -> bool:
    """Whether a failure without anybody in it means that no telephone of the calling queue or group was lifted.

    Whoever had lifted would be in the call, and so named in the report of its failure.
    Source: Yeastar S-Series API 2.0.0, event CallFailed, field `members`.
    """
    is_group = call.caller_kind in {PartyChoice.QUEUE, PartyChoice.RING_GROUP}
    return is_group and not any(leg.lifted_at or leg.side == Side.CALLEE for leg in legs)


def outcome_of(facts: Facts) -> Outcome:
    """The outcome; *unknown* where nothing says how the call ended. A CDR that says answered wins over all."""
    if facts.cdr_as is Disposition.ANSWERED or facts.callee_answered:
        return Outcome.ANSWERED
    if facts.hang_up_requested:
        return Outcome.CANCELLED
    if facts.failed_as is not None:
        return _of_failure(facts.failed_as, facts)
    if facts.cdr_as is Disposition.NO_ANSWER and facts.caller_rang and not facts.caller_lifted:
        return Outcome.CALLER_NO_ANSWER
    if facts.cdr_as is not None:
        return OUTCOMES[facts.cdr_as]
    return Outcome.UNKNOWN


def _of_failure(failed_as: Disposition, facts: Facts) -> Outcome:
    """What is wrong with the user's own phone says nothing about the number that was to be called."""
    if failed_as is Disposition.REJECTED and _is_either_side(facts):
        return Outcome.NO_ANSWER  # one of the two has declined
    of_own_phone = facts.failed_side is Side.CALLER and not (facts.caller_lifted or facts.caller_in_doubt)
    if failed_as is Disposition.BUSY and not facts.caller_rang:
        return OUTCOMES[failed_as]  # a phone of our own that is busy is refused at once and never rings
    if of_own_phone and failed_as in OWN_PHONE_FAILED:
        return Outcome.CALLER_NO_ANSWER
    if of_own_phone and failed_as is Disposition.INVALID_NUMBER:
        return Outcome.FAILED
    return OUTCOMES[failed_as]


def _is_either_side(facts: Facts) -> bool:
    if facts.caller_lifted:
        return False
    return facts.failed_side is None or (facts.failed_side is Side.CALLER and facts.caller_in_doubt)
