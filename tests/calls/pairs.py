"""Every pair of caller and callee that a PBX connects: what it is sent, whose phones are lifted, what the page says."""

from __future__ import annotations

from dataclasses import dataclass

OUTSIDE = "+49 30 23125 100"
OWN = "+491713920010"
OF_THE_OFFICE = {
    "6500": ("Main menu", "ivr"),
    "6200": ("Sales", "ring_group"),
    "6700": ("Support", "queue"),
    "6300": ("Warehouse", "paging_group"),
    "6400": ("Blue", "conference"),
}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """`caller` and `to` as the form sends them, `sent` as the PBX gets it; whose phones are lifted, in order."""

    caller: str = "1000"
    to: str = OUTSIDE
    sent: dict[str, str]
    lifts: tuple[str, ...]
    rings: str
    talks: str
    ended: str


def from_my_phone(callee: str) -> dict[str, str]:
    return {"caller": "1000", "callee": callee, "autoanswer": "no"}


def with_permission(caller: str) -> dict[str, str]:
    return {"caller": caller, "callee": "03023125100", "autoanswer": "no", "dialpermission": "1000"}


PAIRS = {
    "extension, outside number": Pair(
        sent=from_my_phone("03023125100"),
        lifts=("1000",),
        rings="Your phone 1000 rings. Lift it and we call Clara Winter.",
        talks="You are talking to Clara Winter.",
        ended="The call with Clara Winter has ended. You talked for ",
    ),
    "extension, extension": Pair(
        to="1001",
        sent=from_my_phone("1001"),
        lifts=("1000", "1001"),
        rings="Your phone 1000 rings. Lift it and we call Ben Okafor.",
        talks="You are talking to Ben Okafor.",
        ended="The call with Ben Okafor has ended. You talked for ",
    ),
    "extension, voice menu": Pair(
        to="6500@office",
        sent=from_my_phone("6500"),
        lifts=("1000",),
        rings="Your phone 1000 rings. Lift it and we call Main menu.",
        talks="You are connected with Main menu.",
        ended="You have left Main menu. You were connected for ",
    ),
    "extension, ring group": Pair(
        to="6200@office",
        sent=from_my_phone("6200"),
        lifts=("1000", "1002"),
        rings="Your phone 1000 rings. Lift it and we call the Sales group.",
        talks="You are talking to the Sales group.",
        ended="The call with the Sales group has ended. You talked for ",
    ),
    "extension, queue": Pair(
        to="6700@office",
        sent=from_my_phone("6700"),
        lifts=("1000", "1008"),
        rings="Your phone 1000 rings. Lift it and we call the Support queue.",
        talks="You are talking to the Support queue.",
        ended="The call with the Support queue has ended. You talked for ",
    ),
    "extension, paging group": Pair(
        to="6300@office",
        sent=from_my_phone("6300"),
        lifts=("1000",),
        rings="Your phone 1000 rings. Lift it and we call the Warehouse paging group.",
        talks="You are heard by the Warehouse paging group. Speak now.",
        ended="Your announcement to the Warehouse paging group has ended. It took ",
    ),
    "extension, conference": Pair(
        to="6400@office",
        sent=from_my_phone("6400"),
        lifts=("1000",),
        rings="Your phone 1000 rings. Lift it and we call the Blue conference room.",
        talks="You are in the Blue conference room.",
        ended="You have left the Blue conference room. You were there for ",
    ),
    "extension, parking slot": Pair(
        to="6901",
        sent=from_my_phone("6901"),
        lifts=("1000",),
        rings="Your phone 1000 rings. Lift it and we call 6901.",
        talks="You are talking to 6901.",
        ended="The call with 6901 has ended. You talked for ",
    ),
    "voice menu, outside number": Pair(
        caller="6500@office",
        sent=with_permission("6500"),
        lifts=(),
        rings="",
        talks="Clara Winter has answered and hears Main menu.",
        ended="The call of Main menu with Clara Winter has ended. It took ",
    ),
    "ring group, outside number": Pair(
        caller="6200@office",
        sent=with_permission("6200"),
        lifts=("1002",),
        rings="The first free agent of the Sales group is rung, then Clara Winter.",
        talks="The Sales group is talking to Clara Winter.",
        ended="The call of the Sales group with Clara Winter has ended. They talked for ",
    ),
    "queue, outside number": Pair(
        caller="6700@office",
        sent=with_permission("6700"),
        lifts=("1008",),
        rings="The first free agent of the Support queue is rung, then Clara Winter.",
        talks="The Support queue is talking to Clara Winter.",
        ended="The call of the Support queue with Clara Winter has ended. They talked for ",
    ),
    "own number, outside number": Pair(
        caller=OWN,
        sent=with_permission("01713920010"),
        lifts=(),
        rings="We call you on 0171 3920010. Answer it and we call Clara Winter.",
        talks="You are talking to Clara Winter.",
        ended="The call with Clara Winter has ended. You talked for ",
    ),
}
