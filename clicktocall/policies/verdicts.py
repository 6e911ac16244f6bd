"""May this number be called now? The answer is nothing, or the rule that says no, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.policies import switch
from clicktocall.policies.rulebook import Rules, rules
from clicktocall.policies.targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """Which rule it is, and what the user reads: what is not allowed, until when, whom to ask."""

    rule: str
    sentence: str


def why_not_at_all(target: Target, *, pbx_id: int) -> No | None:
    """What forbids the call whoever places it. Asks the database nothing for a number that is never stopped."""
    if target.is_never_stopped:
        return None
    return _stopped(rules(), pbx_id)


def why_not(target: Target, *, pbx_id: int) -> No | None:
    return why_not_at_all(target, pbx_id=pbx_id)


def _stopped(now: Rules, pbx_id: int) -> No | None:
    stopped = switch.stop_of(now, pbx_id)
    return No(rule=_("dialling is stopped"), sentence=switch.sentence_of(stopped)) if stopped else None
