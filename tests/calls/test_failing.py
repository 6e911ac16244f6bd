"""A call that failed: on whose side, whatever else was heard of it, and in whatever order."""

from __future__ import annotations

import pytest
from django.test import Client

from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from tests.calls.messages import cdr, ext, failed, outbound, push

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("members", "outcome"),
    [
        ([ext("RING")], "failed"),  # it is their own phone that does not exist
        ([ext("ALERT")], "invalid_number"),
        ([ext("")], "invalid_number"),  # as the guide has it: no state in a report of a failure
        ([ext("ALERT"), outbound("RING")], "invalid_number"),
    ],
)
@pytest.mark.parametrize("comes_last", [False, True])
def test_a_number_that_does_not_exist_is_told_from_a_phone_that_does_not(
    client: Client, office: Pbx, dialed: Call, members: list[dict[str, object]], outcome: str, *, comes_last: bool
) -> None:
    messages = [failed("404 NOT found", *members), cdr("NO ANSWER")]

    for message in reversed(messages) if comes_last else messages:
        push(client, office, message)

    dialed.refresh_from_db()
    assert dialed.outcome == outcome


def test_what_else_is_reported_of_ones_own_phone_alone_is_about_that_phone(
    client: Client, office: Pbx, dialed: Call
) -> None:
    push(client, office, failed("408 Request Time", ext("ALERT")))

    dialed.refresh_from_db()
    assert dialed.outcome == "caller_no_answer"


@pytest.mark.parametrize(("kind", "outcome"), [("ring_group", "invalid_number"), ("external", "failed")])
def test_a_number_that_is_not_found_is_the_other_sides_where_a_group_calls(
    client: Client, office: Pbx, dialed: Call, kind: str, outcome: str
) -> None:
    """The group's phones exist. One's own number is dialled like any other, and may be the one that does not."""
    caller = {
        "caller_kind": kind,
        "caller": "6200" if kind == "ring_group" else "01713920010",
        "dial_permission": "1000",
    }
    Call.objects.filter(pk=dialed.pk).update(**caller)
    rung = ext("", number="1160") if kind == "ring_group" else outbound("", to="01713920010")

    push(client, office, failed("404 NOT found", rung))

    dialed.refresh_from_db()
    assert dialed.outcome == outcome
