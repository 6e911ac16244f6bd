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
