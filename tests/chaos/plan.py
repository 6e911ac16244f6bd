"""What one random call is to meet, drawn from a seed: the same seed gives the same plans."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Drawn = TypeVar("Drawn")

BEHAVIOURS = {
    "answers": 20,
    "answers_at_once": 10,
    "busy": 8,
    "no_answer": 6,
    "declined": 6,
    "declined_603": 3,
    "unreachable": 5,
    "congestion": 4,
    "caller_no_answer": 5,
    "slow": 6,
    "silent": 1,
    "events_lost": 5,
    "drops_before": 4,
    "drops_after": 6,
    "html": 3,
    "html_after": 5,
    "events_swapped": 6,
    "events_doubled": 6,
    "cdr_lost": 6,
    "event_first": 5,
    "answers_when_lifted": 5,
    "trailing_comma": 3,
    "refused": 2,
    "cut": 5,
    "drip": 2,
    "redirect": 2,
    "http_500": 3,
    "http_502": 3,
    "wrong_types": 6,
}
"""How the PBX behaves, and how often."""
ON_THE_QUEUE = {
    "arrives": 70,
    "twice": 8,
    "lost": 5,
    "late": 5,
    "dies before the claim": 4,
    "dies after the claim": 4,
    "dies after sending": 4,
}
"""What becomes of the task that dials, or of the worker that runs it, and how often."""
KINDS = {
    "outside": 50,
    "extension": 8,
    "queue": 6,
    "ring_group": 5,
    "ivr": 4,
    "paging_group": 4,
    "conference": 4,
    "by queue": 6,
    "by ring_group": 4,
    "by ivr": 4,
    "by own number": 5,
}
"""Whom the user's phone calls, or what calls outside on the user's behalf, and how often."""
STEERS = ("hold", "resume", "transfer to an extension", "transfer outside", "transfer to the queue")
AT_THE_DOOR = {"arrives": 80, "refused": 6, "answer lost": 5, "twice": 5, "late": 4}
"""What becomes of a message of the PBX, and how often."""
AT_THE_PBX = (
    "forget tokens",
    "expire tokens",
    "drop",
    "html",
    "http_502",
    "cut",
    "drop after",
    "cut after",
    "slow",
    "end tcp",
    "unplug",
    "nothing",
)
"""What goes wrong at the PBX from time to time, whatever it is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    number: int
    behaviour: str
    talk_seconds: float
    """In the PBX's seconds, until the other side hangs up."""
    arrivals: int
    on_the_queue: str
    hang_up_after: float | None
    """In real seconds from the click; None: the user does not."""
    kind: str
    autoanswer: bool | None
    steers: tuple[tuple[float, str], ...]
    """What the user does with the call, at real seconds from the click, whether it can be done then or not."""


def draw(seed: int, number: int) -> Plan:
    """The plan of call `number`."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311 -- repeatable, not secret
    steers = [(dice.uniform(0.2, 1.5), one_of(dice, STEERS)) for _ in range(dice.choice([0] * 7 + [1, 1, 3]))]
    return Plan(
        number=number,
        behaviour=weighted(dice, BEHAVIOURS),
        talk_seconds=dice.uniform(1, 8),
        arrivals=dice.choice([1] * 8 + [2, 5]),
        on_the_queue=weighted(dice, ON_THE_QUEUE),
        hang_up_after=dice.uniform(0, 1.5) if dice.random() < 0.15 else None,
        kind=weighted(dice, KINDS),
        autoanswer=dice.choice([None, None, True, False]),
        steers=tuple(sorted(steers)),
    )


def weighted(dice: random.Random, chances: dict[str, int]) -> str:
    return dice.choices(list(chances), list(chances.values()))[0]


def one_of(dice: random.Random, choices: Sequence[Drawn]) -> Drawn:
    return dice.choice(choices)
