"""What the simulated PBX knows of a call, and what we may therefore not say of it."""

from __future__ import annotations

from dataclasses import dataclass

from clicktocall.calls.models import Call
from clicktocall.pbxsim.calls import Call as PbxCall
from clicktocall.pbxsim.simulator import Simulator

Outcome = Call.Outcome
NEVER_RANG = frozenset({Outcome.UNREACHABLE, Outcome.EXPIRED, Outcome.REFUSED})
ONLY_AFTER = {
    Outcome.BUSY: {"486 Busy here"},
    Outcome.REJECTED: {"User Busy", "DND"},
    Outcome.INVALID_NUMBER: {"404 NOT found"},
    Outcome.FAILED: {"Circuit/channel congestion"},
}
"""An outcome that says why, and the reasons that the PBX has given for it."""
NOT_DIALLED = "The PBX has neither this call nor a record of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The PBX's side of one click."""

    placed: int
    callid: str
    answered: bool
    told_lifted: bool
    """Whether the caller's side was, and the messages of its ringing and of its lifting have reached us."""
    reasons: frozenset[str]
    """Why it failed."""
    told_end: bool
    """A record (CDR) has reached us and was acknowledged."""
    told_answered: bool
    """It says that somebody answered."""


def of(sim: Simulator, caller: str, callee: str, *, since: float) -> Truth:
    """`since`: the moment of the click, on the PBX's clock."""
    found = calls_between(sim, caller, callee, since=since)
    callid = found[0].callid if found else ""
    records = [
        event for event in sim.events if event.callid == callid and event.kind == "NewCdr" and event.is_delivered
    ]
    return Truth(
        placed=len(found),
        callid=callid,
        answered=any(call.answered_at is not None for call in found),
        told_lifted=any(call.lifted for call in found) and _was_told(sim, callid, '"RING"', '"ALERT"'),
        reasons=frozenset(call.reason for call in found if call.reason),
        told_end=bool(records),
        told_answered=any('"ANSWERED"' in event.body for event in records),
    )


def _was_told(sim: Simulator, callid: str, *words: str) -> bool:
    bodies = [event.body for event in sim.events if event.callid == callid and event.is_delivered]
    return all(any(word in body for body in bodies) for word in words)


def calls_between(sim: Simulator, caller: str, callee: str, *, since: float) -> list[PbxCall]:
    exchange = sim._exchange
    with exchange.lock:
        everyone = [*exchange.calls.values(), *exchange.finished]
        pair = (caller, callee)
        return [call for call in everyone if (call.order.caller, call.order.callee) == pair and call.placed_at >= since]


def violations(call: Call, truth: Truth, *, dials: int) -> list[str]:
    """Every rule that this call has broken, as a sentence."""
    outcome = Outcome(call.outcome) if call.outcome else None
    is_known = bool(call.callid) and call.callid == truth.callid
    is_told_undialled = call.reason.startswith(NOT_DIALLED)
    rules = {
        f"{dials} dial requests for one click": dials > 1,
        f"it rang {truth.placed} times for one click": truth.placed > 1,
        "it has not ended": outcome is None,
        "answered, and nobody did": outcome == Outcome.ANSWERED and not truth.answered,
        "unknown, though the PBX has told the end": is_known and truth.told_end and outcome == Outcome.UNKNOWN,
        "not answered, though the PBX has told so": is_known and truth.told_answered and outcome != Outcome.ANSWERED,
        f"{outcome}, and the PBX placed it": outcome in NEVER_RANG and truth.placed > 0,
        f"{outcome}, and the PBX said {set(truth.reasons)}": outcome in ONLY_AFTER
        and not truth.reasons & ONLY_AFTER[outcome]
        and not is_told_undialled,
        "not picked up, and it was": outcome == Outcome.CALLER_NO_ANSWER and truth.told_lifted,
        "not dialled, it says, and the PBX placed it": is_told_undialled and truth.placed > 0,
        f"{outcome}, and somebody answered": outcome in {*ONLY_AFTER, Outcome.NO_ANSWER, Outcome.CALLER_NO_ANSWER}
        and truth.answered,
        "the callid of another call": bool(call.callid and truth.callid) and not is_known,
    }
    return [sentence for sentence, is_broken in rules.items() if is_broken]
