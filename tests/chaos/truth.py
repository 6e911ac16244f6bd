"""What the simulated PBX knows of a call, and what we may therefore not say of it."""

from __future__ import annotations

from dataclasses import dataclass

from clicktocall.calls.models import Call
from clicktocall.pbxsim.calls import Call as PbxCall
from clicktocall.pbxsim.scripts import BEHAVIOURS
from clicktocall.pbxsim.simulator import Simulator

Outcome = Call.Outcome
NEVER_RANG = frozenset({Outcome.UNREACHABLE, Outcome.EXPIRED, Outcome.REFUSED})
ONLY_AFTER = {
    Outcome.BUSY: {"busy", "trailing_comma"},
    Outcome.REJECTED: {"declined"},
    Outcome.INVALID_NUMBER: {"unreachable"},
    Outcome.FAILED: {"congestion"},
}
"""An outcome that says why, and the behaviours that give that reason."""
NOT_DIALLED = "The PBX has neither this call nor a record of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The PBX's side of one click."""

    placed: int
    callid: str
    answered: bool
    told_end: bool
    """A record (CDR) has reached us and was acknowledged."""
    told_answered: bool
    """It says that somebody answered."""


def of(sim: Simulator, caller: str, callee: str) -> Truth:
    found = calls_between(sim, caller, callee)
    callid = found[0].callid if found else ""
    records = [
        event for event in sim.events if event.callid == callid and event.kind == "NewCdr" and event.is_delivered
    ]
    return Truth(
        placed=len(found),
        callid=callid,
        answered=any(call.answered_at is not None for call in found),
        told_end=bool(records),
        told_answered=any('"ANSWERED"' in event.body for event in records),
    )


def calls_between(sim: Simulator, caller: str, callee: str) -> list[PbxCall]:
    exchange = sim._exchange
    with exchange.lock:
        everyone = [*exchange.calls.values(), *exchange.finished]
        return [call for call in everyone if call.order.caller == caller and call.order.callee == callee]


def violations(call: Call, truth: Truth, *, behaviour: str, dials: int) -> list[str]:
    """Every rule that this call has broken, as a sentence."""
    outcome = Outcome(call.outcome) if call.outcome else None
    is_known = bool(call.callid) and call.callid == truth.callid
    reason = BEHAVIOURS[behaviour].reason
    is_told_undialled = call.reason.startswith(NOT_DIALLED)
    rules = {
        f"{dials} dial requests for one click": dials > 1,
        f"it rang {truth.placed} times for one click": truth.placed > 1,
        "it has not ended": outcome is None,
        "answered, and nobody did": outcome == Outcome.ANSWERED and not truth.answered,
        "unknown, though the PBX has told the end": is_known and truth.told_end and outcome == Outcome.UNKNOWN,
        "not answered, though the PBX has told so": is_known and truth.told_answered and outcome != Outcome.ANSWERED,
        f"{outcome}, and the PBX placed it": outcome in NEVER_RANG and truth.placed > 0,
        f"{outcome} after {behaviour} ({reason})": outcome in ONLY_AFTER
        and behaviour not in ONLY_AFTER[outcome]
        and not is_told_undialled,
        "not dialled, it says, and the PBX placed it": is_told_undialled and truth.placed > 0,
        f"{outcome}, and somebody answered": outcome in {*ONLY_AFTER, Outcome.NO_ANSWER, Outcome.CALLER_NO_ANSWER}
        and truth.answered,
        "the callid of another call": bool(call.callid and truth.callid) and not is_known,
    }
    return [sentence for sentence, is_broken in rules.items() if is_broken]
