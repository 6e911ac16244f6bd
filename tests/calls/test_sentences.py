"""What the page says of a call whose sides do not do the same, and of words whose meaning is not documented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.calls.models import Call, Leg
from clicktocall.calls.showing import ShownCall, show
from clicktocall.pbx.models import Pbx
from tests.calls.messages import ext, outbound, push, status

pytestmark = pytest.mark.django_db(transaction=True)

Told = Callable[..., ShownCall]


@pytest.fixture
def told(client: Client, office: Pbx, dialed: Call) -> Told:
    """How the call looks once the PBX has told these members of it."""

    def tell(*members: dict[str, Any]) -> ShownCall:
        push(client, office, status(*members))
        return show(Call.objects.select_related("pbx").get(pk=dialed.pk))

    return tell


def test_a_side_that_has_hung_up_is_said_to_have_while_the_other_one_stays(told: Told) -> None:
    told(ext("ANSWERED"), outbound("ANSWER"))

    shown = told(ext("ANSWERED"), outbound("BYE"))

    assert shown.sentence == "The PBX says that Clara Winter has hung up."
    assert [control.reason for control in shown.controls] == ["Clara Winter has hung up."] * 2


def test_our_own_phone_that_has_left_is_said_to_have(told: Told) -> None:
    told(ext("ANSWERED"), outbound("ANSWER"))

    shown = told(ext("BYE"), outbound("ANSWER"))

    assert shown.sentence == "The PBX says that your phone 1000 has left the call with Clara Winter."


def test_a_pbx_that_begins_with_its_word_for_ringback_does_not_prove_that_somebody_has_lifted(told: Told) -> None:
    shown = told(ext("ALERT"))

    assert shown.sentence == "The PBX connects your phone 1000 with Clara Winter. If your phone rings, lift it."
    assert shown.caller.word == "rings, or is lifted"


def test_after_it_has_rung_the_same_word_does(told: Told) -> None:
    told(ext("RING"))

    shown = told(ext("ALERT"))

    assert (shown.sentence, shown.caller.word) == ("You have lifted. Calling Clara Winter …", "lifted")


def test_so_does_another_phone_that_is_rung(told: Told) -> None:
    told(ext("ALERT"))

    shown = told(ext("ALERT"), outbound("RING"))

    assert (shown.sentence, shown.caller.word) == ("It rings at Clara Winter.", "lifted")
    assert Leg.objects.count() == 2


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({}, ""),
        ({"hang_up_requested_at": timezone.now()}, "The call is being ended."),
        ({"transferred_at": timezone.now()}, "You have transferred this call."),
    ],
    ids=["talking", "asked", "sent on"],
)
def test_where_there_is_nothing_to_hang_up_the_button_says_why(
    signed_in: Client, told: Told, state: dict[str, Any], reason: str
) -> None:
    told(ext("ANSWERED"), outbound("ANSWER"))
    Call.objects.update(**state)

    page = signed_in.get("/calls/live/", headers={"HX-Request": "true"}).content.decode()

    shown = show(Call.objects.select_related("pbx").get())
    assert (shown.no_hang_up, shown.why, shown.can_hang_up) == (reason, reason, not reason)
    assert page.count(f'title="{reason}"') == (3 if reason else 0)
