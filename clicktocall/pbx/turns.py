"""How many requests may be on the way to one PBX: places that all our processes share, each taken for one errand.

A place is a key in the cache that only one can add and that goes by itself after a while: a process that is killed
takes none with it for long. While the cache is away, nobody knows how many there are, and everybody may go.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from clicktocall.pbx.sessions import HeldUp, cache_answers

LEASE_SECONDS = 45
"""Longer than any errand: connecting, a login and an answer at their slowest."""
OWN_PLACES = 2
"""Beyond the limit, for what a user does to a call that goes on, and for calls for help: these wait behind nothing."""


class Errand(StrEnum):
    """What somebody goes to the PBX for. How long they may wait for a place depends on it."""

    LOOK = "look"
    """A question that will be asked again anyway: it does not wait, and takes no more than half of the places."""
    WORK = "work"
    """A step of something long in the background: it waits, and takes no more than half of the places."""
    DIAL = "dial"
    STEER = "steer"
    """Hanging up, hold, transfer: it has places of its own, and goes even where none is free."""
    HELP = "help"
    """An emergency call: the same, and it waits for nothing."""


WAIT_SECONDS = {Errand.LOOK: 0.0, Errand.WORK: 5.0, Errand.DIAL: 5.0, Errand.STEER: 0.2, Errand.HELP: 0.0}
GOES_ANYWAY = frozenset({Errand.STEER, Errand.HELP})


class NoTurn(HeldUp):
    """All places were taken for too long. Nothing was sent."""


@contextmanager
def turn(pbx_pk: int, errand: Errand) -> Iterator[None]:
    """One of the places at that PBX, for as long as the errand lasts. Raises NoTurn."""
    place = _take(pbx_pk, errand)
    ends = time.monotonic() + LEASE_SECONDS - 1
    try:
        yield
    finally:
        if place and time.monotonic() < ends:  # later it may be somebody else's
            cache.delete(place)


def _take(pbx_pk: int, errand: Errand) -> str:
    """The place that was free; empty where the errand is done without one."""
    ends = time.monotonic() + WAIT_SECONDS[errand]
    while True:
        for place in _places(pbx_pk, errand):
            if cache.add(place, errand.value, LEASE_SECONDS):
                return place
        if not cache_answers():
            return ""
        if time.monotonic() >= ends:
            break
        time.sleep(0.02)
    if errand in GOES_ANYWAY:
        return ""
    raise NoTurn(_("The PBX is busy with other requests of ours, so nothing was sent. Try again in a moment."))


def _places(pbx_pk: int, errand: Errand) -> list[str]:
    """Where that errand may look for a place, in the order in which it does."""
    limit = settings.PBX_REQUESTS_AT_ONCE
    shared = list(range(max(1, limit // 2) if errand in {Errand.LOOK, Errand.WORK} else limit))
    random.shuffle(shared)  # so that not all try the same one first
    own = list(range(limit, limit + OWN_PLACES)) if errand in GOES_ANYWAY else []
    return [f"pbx:{pbx_pk}:place:{number}" for number in own + shared]
