"""The wish to hold, resume or transfer: who may have it, whether the PBX can, and what if nobody carries it out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.audit.models import Entry
from clicktocall.calls import controls, sweeping, wishing
from clicktocall.calls.models import Call, Leg
from clicktocall.calls.showing import ShownCall, show
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import PbxInMemory
from tests.factories import make_policy, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talking(dialed: Call) -> Call:
    """Anna talks to Clara, and the PBX has told the lines of both."""
    Call.objects.filter(pk=dialed.pk).update(status="talking")
    Leg.objects.create(call=dialed, side="caller", number="1000", channelid="PJSIP/1000-1", state="talking")
    Leg.objects.create(call=dialed, side="callee", number="03023125100", channelid="PJSIP/trunk-2", state="talking")
    return Call.objects.select_related("pbx").get()


def now_shown() -> ShownCall:
    return show(Call.objects.select_related("pbx").get())


@pytest.mark.usefixtures("_no_broker")
def test_without_a_queue_the_user_is_told_at_once(talking: Call) -> None:
    wishing.hold(talking)

    assert now_shown().note == "The PBX could not be asked in time, so nothing has changed. Try again."
    assert now_shown().why == ""


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        (False, "The PBX could not be asked in time, so nothing has changed. Try again."),
        (True, "We do not know whether the PBX has done it. Look at your phone before you try again."),
    ],
)
def test_a_wish_whose_worker_is_lost_is_given_up(
    talking: Call,
    taken: bool,  # noqa: FBT001 -- a column of the table
    sentence: str,
) -> None:
    long_ago = timezone.now() - timedelta(minutes=1)
    Call.objects.update(steer="hold", steer_asked_at=long_ago, steer_taken_at=long_ago if taken else None)

    sweeping.sweep()

    assert (now_shown().note, now_shown().why) == (sentence, "")


def test_a_stranger_steers_nothing(client: Client, pbx_in_memory: PbxInMemory, talking: Call) -> None:
    client.force_login(make_user("cleo"))

    answers = [client.post(f"/calls/{talking.pk}/{verb}/", {"to": "1001"}) for verb in ("hold", "resume", "transfer")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (Call.objects.get().steer, len(pbx_in_memory.mock.calls)) == ("", 0)


def test_an_emergency_number_is_asked_about_before_anybody_is_sent_there(
    signed_in: Client, pbx_in_memory: PbxInMemory, talking: Call
) -> None:
    Pbx.objects.update(emergency_location="Via Roma 1, Milano")
    make_policy("Nothing", classes=[])

    asked = signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "+49 112"})

    page = asked.content.decode()
    assert (asked.status_code, Call.objects.get().transfer_to) == (422, "")
    assert ("Transfer to the emergency number 112" in page, "Via Roma 1, Milano" in page) == (True, True)

    confirmed = signed_in.post(f"/calls/{talking.pk}/transfer/", {"to": "112", "sure": "112"})

    assert confirmed.status_code == 302
    assert list(Entry.objects.filter(subject="112").order_by("pk").values_list("what", "subject")) == [
        ("dial_asked", "112"),
        ("dial_allowed", "112"),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("089 89998 123", ['value="08989998123"', "+498989998123", "national"]),
        ("0900 1 123456", ["does not allow calls to numbers of this class: premium rate."]),
        ("1000", ["This is the phone you are talking on."]),
        ("12", ["12", "internal"]),
        ("+", ["This has no digits."]),
    ],
)
def test_while_it_is_typed_the_page_says_what_would_be_sent(
    signed_in: Client, pbx_in_memory: PbxInMemory, talking: Call, typed: str, said: list[str]
) -> None:
    address = f"/calls/{talking.pk}/transfer/"
    part = signed_in.post(address, {"to": typed, "do": "look"}, headers={"HX-Request": "true"}).content.decode()
    page = signed_in.post(address, {"to": typed, "do": "look"}).content.decode()

    assert [(word in part, word in page) for word in said] == [(True, True)] * len(said)
    assert (Call.objects.get().steer, Entry.objects.exclude(what="signed_in").count()) == ("", 0)


def test_a_pbx_that_cannot_has_no_buttons(talking: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clicktocall.pbx.drivers.yeastar_s.YeastarS.can", frozenset())

    assert controls.controls_of(talking, talking.legs.all()) == []


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("paging_group", "All of the Blue paging group hear you at once: nobody there can wait or be transferred."),
        ("conference", "In the Blue conference room nobody waits and nobody is transferred. Hang up to leave."),
    ],
)
def test_where_many_listen_nobody_is_put_on_hold_or_sent_on(talking: Call, kind: str, reason: str) -> None:
    Call.objects.update(callee_kind=kind, contact_name="Blue")

    shown = now_shown()
    with pytest.raises(wishing.NotNow):
        wishing.hold(Call.objects.select_related("pbx").get())

    assert [control.reason for control in shown.controls] == [reason, reason]
    assert (shown.why, shown.can_hang_up, Call.objects.get().steer) == (reason, True, "")


def test_a_voice_menu_does_not_wait_but_whoever_it_has_led_to_does(talking: Call) -> None:
    Call.objects.update(callee_kind="ivr", contact_name="Main menu")
    led_on = now_shown().why
    Leg.objects.filter(side="callee").update(channelid="~callee:6500")
    in_the_menu = now_shown().why

    assert (led_on, in_the_menu) == ("", "Main menu is a voice menu: answer it with your phone's keys. It cannot wait.")
