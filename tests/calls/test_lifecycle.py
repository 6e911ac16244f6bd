"""Which status follows which, for every pair of them."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from django.db import IntegrityError
from django.utils import timezone

from clicktocall.calls import lifecycle
from clicktocall.calls.lifecycle import COMES_FROM, Outcome, Source, Status
from clicktocall.calls.models import Call
from tests.factories import make_call

pytestmark = pytest.mark.django_db

ORDER = [Status.QUEUED, Status.DIALING, Status.RINGING_CALLER, Status.RINGING_CALLEE, Status.TALKING, Status.ENDED]


def make_call_at(status: Status) -> Call:
    ended = {"outcome": Outcome.UNKNOWN, "ended_at": timezone.now()} if status == Status.ENDED else {}
    return make_call(status=status, **ended)


def test_no_status_leads_back() -> None:
    for later, sources in COMES_FROM.items():
        assert {source for source in sources if ORDER.index(source) >= ORDER.index(later)} == set()


@pytest.mark.parametrize(("here", "there"), list(product(Status, ORDER[:-1])))
def test_a_call_moves_only_where_the_table_says(here: Status, there: Status) -> None:
    call = make_call_at(here)

    moved = lifecycle.advance(call, there, source=Source.EVENT)

    allowed = here in COMES_FROM[there]
    call.refresh_from_db()
    assert (moved, call.status) == (allowed, there if allowed else here)
    assert [event.status for event in call.events.all()] == ([there] if allowed else [])


@pytest.mark.parametrize("here", ORDER)
def test_whatever_has_not_ended_can_end_once(here: Status) -> None:
    call = make_call_at(here)

    first = lifecycle.end(call, Outcome.BUSY, source=Source.EVENT, code="486 Busy here")
    second = lifecycle.end(call, Outcome.FAILED, source=Source.EVENT)

    call.refresh_from_db()
    assert (first, second) == (here != Status.ENDED, False)
    assert call.outcome == (Outcome.UNKNOWN if here == Status.ENDED else Outcome.BUSY)


def test_a_claim_succeeds_once() -> None:
    call = make_call()

    claims = [lifecycle.claim(call) for _ in range(3)]

    assert claims == [True, False, False]


def test_only_from_narrows_the_table() -> None:
    call = make_call_at(Status.DIALING)

    assert not lifecycle.end(call, Outcome.CANCELLED, source=Source.USER, only_from=Status.QUEUED)
    assert Call.objects.get().status == Status.DIALING


@pytest.mark.parametrize(
    "broken",
    [
        {"status": Status.ENDED, "ended_at": timezone.now()},
        {"outcome": Outcome.BUSY},
        {"status": Status.ENDED, "outcome": Outcome.BUSY},
        {"ended_at": timezone.now()},
    ],
)
def test_the_database_knows_no_outcome_without_an_end(broken: dict[str, object]) -> None:
    call = make_call()

    with pytest.raises(IntegrityError):
        Call.objects.filter(pk=call.pk).update(**broken)


def test_any_order_of_moves_ends_at_the_furthest() -> None:
    moves = [Status.RINGING_CALLER, Status.RINGING_CALLEE, Status.TALKING]
    for order in permutations(moves):
        call = make_call_at(Status.DIALING)
        for move in order:
            lifecycle.advance(call, move, source=Source.EVENT)

        call.refresh_from_db()
        assert call.status == Status.TALKING
