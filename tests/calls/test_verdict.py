"""How a call ended, from what is known of it."""

from __future__ import annotations

from typing import Any

import pytest

from clicktocall.calls.models import Call
from clicktocall.calls.verdict import Facts, outcome_of
from clicktocall.pbx.drivers.base import Disposition, Side

Outcome = Call.Outcome


def facts(**known: Any) -> Facts:
    nothing: dict[str, Any] = {
        "failed_as": None,
        "failed_side": None,
        "cdr_as": None,
        "caller_rang": False,
        "caller_lifted": False,
        "callee_answered": False,
        "hang_up_requested": False,
        "all_gone": False,
    }
    return Facts(**nothing | known)


CALLER, CALLEE = {"failed_side": Side.CALLER}, {"failed_side": Side.CALLEE}


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({}, Outcome.UNKNOWN),
        ({"caller_rang": True}, Outcome.UNKNOWN),
        ({"caller_rang": True, "caller_lifted": True, "all_gone": True}, Outcome.UNKNOWN),
        ({"callee_answered": True}, Outcome.ANSWERED),
        ({"cdr_as": Disposition.ANSWERED}, Outcome.ANSWERED),
        ({"cdr_as": Disposition.ANSWERED, "failed_as": Disposition.FAILED} | CALLEE, Outcome.ANSWERED),
        ({"callee_answered": True, "hang_up_requested": True}, Outcome.ANSWERED),
        ({"hang_up_requested": True}, Outcome.CANCELLED),
        ({"hang_up_requested": True, "cdr_as": Disposition.NO_ANSWER}, Outcome.CANCELLED),
        ({"failed_as": Disposition.BUSY} | CALLEE, Outcome.BUSY),
        ({"failed_as": Disposition.REJECTED} | CALLEE, Outcome.REJECTED),
        ({"failed_as": Disposition.NO_ANSWER} | CALLEE, Outcome.NO_ANSWER),
        ({"failed_as": Disposition.INVALID_NUMBER} | CALLEE, Outcome.INVALID_NUMBER),
        ({"failed_as": Disposition.NOT_PERMITTED} | CALLER, Outcome.REFUSED),
        ({"failed_as": Disposition.FAILED} | CALLEE, Outcome.FAILED),
        ({"failed_as": Disposition.NO_ANSWER} | CALLER, Outcome.CALLER_NO_ANSWER),
        ({"failed_as": Disposition.REJECTED} | CALLER, Outcome.CALLER_NO_ANSWER),
        ({"failed_as": Disposition.NO_ANSWER, "caller_lifted": True} | CALLER, Outcome.NO_ANSWER),
        ({"failed_as": Disposition.REJECTED, "cdr_as": Disposition.NO_ANSWER} | CALLEE, Outcome.REJECTED),
        ({"cdr_as": Disposition.NO_ANSWER}, Outcome.NO_ANSWER),
        ({"cdr_as": Disposition.NO_ANSWER, "caller_rang": True}, Outcome.CALLER_NO_ANSWER),
        ({"cdr_as": Disposition.NO_ANSWER, "caller_rang": True, "caller_lifted": True}, Outcome.NO_ANSWER),
        ({"cdr_as": Disposition.BUSY}, Outcome.BUSY),
        ({"cdr_as": Disposition.FAILED}, Outcome.FAILED),
    ],
)
def test_the_outcome_follows_from_the_facts(known: dict[str, Any], outcome: Outcome) -> None:
    assert outcome_of(facts(**known)) == outcome


@pytest.mark.parametrize(
    ("known", "over"),
    [
        ({}, False),
        ({"caller_rang": True, "all_gone": True}, False),  # how it ended comes with the CDR
        ({"callee_answered": True}, False),
        ({"callee_answered": True, "all_gone": True}, True),
        ({"cdr_as": Disposition.BUSY}, True),
        ({"failed_as": Disposition.BUSY}, True),
        ({"hang_up_requested": True}, False),
    ],
)
def test_a_call_is_over_when_the_pbx_has_said_so(known: dict[str, Any], over: bool) -> None:  # noqa: FBT001 -- a row of the table
    assert facts(**known).is_over is over
