"""Somebody who may not call premium numbers tries every door: nothing dear is ever asked of the PBX."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.audit.models import Entry
from clicktocall.calls import steering
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.models import Call, Leg
from clicktocall.policies import rulebook, switch
from clicktocall.policies.models import DoNotCall
from directory.models import Extension
from tests.calls.conftest import PbxInMemory, anna, dialed, office, pbx_in_memory, phone, signed_in
from tests.factories import (
    let_others_call,
    make_contact,
    make_extension,
    make_limit,
    make_office_number,
    make_own_number,
    make_policy,
    make_user,
)

__all__ = ["anna", "dialed", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
PREMIUM = "0900 1 123456"
NO_PREMIUM = "The rule “standard” does not allow calls to numbers of this class: premium rate."


def set_up(phone: Extension, **plan: str) -> None:
    for field, value in plan.items():
        setattr(phone.pbx, field, value)
    phone.pbx.save(update_fields=list(plan))


@pytest.mark.parametrize(
    "typed",
    [
        PREMIUM,
        "+49 900 1123456",
        "0049 900 1123456",
        "+49 (0)900 1123456",
        "+49 0900 1123456",
        "tel:+49-900-1123456;ext=9",
        "tel:%2B49900%31123456",
        "sip:+499001123456@office",
        "０９００ １ １２３４５６",  # noqa: RUF001 -- full-width is the point
        "٠٩٠٠١١٢٣٤٥٦",
        "\u202e0900\u202c 1 123456",
        "0900-1-123456 x 1000",
        "09001123456;ext=1000",
        "09001123456,,1000#",
        "09001123456789",
        "09001 123456 0",
        "*21*09001123456#",
        "*7209001123456",
        "**61*+499001123456",
        "*72 0049 900 1123456",
        "01013 0900 1123456",
        "118 33",
        "*21*11833#",
    ],
)
def test_no_spelling_gets_through(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, typed: str) -> None:
    answer = signed_in.post("/calls/", {"to": typed, "key": "k", "sure": typed, "via": "link"}, headers=HTMX)
    by_link = signed_in.get("/call/", {"to": typed})

    assert (answer.status_code, by_link.status_code, pbx_in_memory.asked("call/dial")) == (422, 422, [])


@pytest.mark.parametrize(
    ("plan", "typed"),
    [
        ({"outside_prefix": "0"}, "0 0900 1123456 7"),
        ({"outside_prefix": "0"}, "0 11833"),
        ({"outside_prefix": "9", "region": "US"}, "9 1 900 555 0100"),
        ({"outside_prefix": "9", "region": "US"}, "9 411"),
        ({"region": "US"}, "1-900-FLOWERS"),
        ({"region": "US"}, "011 49 900 1123456"),
        ({"region": "IT"}, "892 424"),
        ({"region": "FR"}, "3200"),
        ({"region": "FR", "internal_ranges": "1XXX"}, "3200"),
        ({"region": "FR"}, "118 218"),
        ({"region": "CH"}, "1811"),
        ({"region": "AT"}, "118877"),
        ({"region": "SE"}, "+46 118 118"),
        ({"region": "JP"}, "184 0990 504111"),
        ({"rules": "5001 = 09001123456"}, "5001"),
        ({"rules": "+4980055501XX = 090011234XX"}, "0800 5550123"),
        ({"outside_prefix": "0", "rules": "5001 = 0 09001123456"}, "5001"),
        ({"rules": "+4989. = 00882139."}, "089 89998 123"),
        ({"rules": "*5. = *21*0900112345."}, "*56"),
    ],
)
def test_no_plan_turns_a_harmless_number_into_a_dear_one(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, plan: dict[str, str], typed: str
) -> None:
    set_up(phone, **plan)

    answer = signed_in.post("/calls/", {"to": typed, "key": "k"}, headers=HTMX)

    assert (answer.status_code, pbx_in_memory.asked("call/dial")) == (422, [])


def test_what_a_button_would_refuse_it_says_before(phone: Extension) -> None:
    set_up(phone, rules="5001 = 09001123456")
    now = Forewarning(phone.user, [phone])

    assert [now.why_not(to)[: len(NO_PREMIUM)] for to in ("5001", "*21*09001123456#")] == [NO_PREMIUM] * 2
    assert [now.why_not(to) for to in ("5002", "*21*1001#", "030 23125 100")] == ["", "", ""]


def test_a_phone_of_the_office_is_called_though_its_number_is_a_dear_one_outside(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    set_up(phone, region="FR")
    make_extension("3201", user=make_user("ben"), pbx=phone.pbx)
    make_office_number("3202", pbx=phone.pbx)
    now = Forewarning(phone.user, [phone])

    assert [bool(now.why_not(to)) for to in ("3201", "3202", "3203")] == [False, False, True]
    for key, to in enumerate(("3201", "3202@office")):
        signed_in.post("/calls/", {"to": to, "key": str(key)}, headers=HTMX)
        Call.objects.live().update(status="ended", outcome="busy", ended_at=timezone.now())
    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["3201", "3202"]
    assert list(Call.objects.order_by("placed_at").values_list("number_class", flat=True)) == ["internal"] * 2


def test_the_sentence_says_that_no_such_phone_is_known(signed_in: Client, phone: Extension) -> None:
    set_up(phone, region="FR")

    page = signed_in.post("/calls/", {"to": "3200", "key": "k"}, headers=HTMX).content.decode()

    assert "Unless the PBX has a phone of this number, the network charges extra for it." in page


@pytest.mark.parametrize("door", ["stranger's phone", "stranger's own number", "queue without the right", "queue"])
def test_no_other_phone_gets_through(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, door: str
) -> None:
    cleo = make_user("cleo")
    make_policy("Cleo", users=[cleo], classes=["premium"])
    make_extension("1003", user=cleo, pbx=phone.pbx)
    make_own_number("+49 171 39200 33", user=cleo)
    queue = make_office_number("6700", pbx=phone.pbx)
    if door == "queue":
        let_others_call(phone.user)
    chosen = {"stranger's phone": "1003", "stranger's own number": "+491713920033"}.get(door, str(queue))

    answer = signed_in.post("/calls/", {"to": PREMIUM, "key": "k", "extension": chosen}, headers=HTMX)

    assert (answer.status_code, pbx_in_memory.asked("call/dial")) == (422, [])


def test_what_was_called_once_by_somebody_else_is_not_called_again(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    """Not by the same key, not by a contact that has become another number since, not by another's call."""
    contact = make_contact("Clara Winter", "030 23125 100")
    contact.numbers.update(e164="+499001123456", digits="499001123456")
    signed_in.post("/calls/", {"to": "030 23125 100", "key": "k"})
    Call.objects.update(status="ended", outcome="busy", ended_at=timezone.now())

    page = signed_in.get("/", {"q": "clara"}, headers=HTMX).content.decode()
    answer = signed_in.post("/calls/", {"to": "+499001123456", "key": "k"}, headers=HTMX)

    assert 'aria-disabled="true" title="The rule “standard” does not allow' in page
    assert (answer.status_code, len(pbx_in_memory.asked("call/dial"))) == (422, 1)


def talk(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(status="talking", answered_at=timezone.now())
    Leg.objects.create(call=call, side="caller", number="1000", channelid="PJSIP/1000-1", state="talking")
    Leg.objects.create(call=call, side="callee", number="03023125100", channelid="PJSIP/trunk-2", state="talking")


@pytest.mark.parametrize("typed", [PREMIUM, "*21*09001123456#", "5001", "09001 123456 7", "0118 33"])
def test_nobody_is_transferred_there(
    signed_in: Client, dialed: Call, phone: Extension, pbx_in_memory: PbxInMemory, typed: str
) -> None:
    set_up(phone, outside_prefix="0", rules="5001 = 0 09001123456")
    talk(dialed)

    answer = signed_in.post(f"/calls/{dialed.pk}/transfer/", {"to": typed, "sure": typed})

    assert (answer.status_code, Call.objects.get().transfer_to) == (422, "")
    assert Entry.objects.get(what="dial_refused").detail["via"] == "transfer"


def test_a_transfer_that_waited_for_its_worker_is_not_carried_out_once_dialling_is_stopped(
    signed_in: Client, dialed: Call, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    pbx_in_memory.answers_with("call/transfer", {"status": "Success"})
    talk(dialed)
    switch.stop(pbx=None, message="Water in the cellar", who="admin")

    from_the_queue(dialed.pk)

    assert Call.objects.get().transferred_at is None
    assert "Water in the cellar" in Call.objects.get().steer_failed
    line = Entry.objects.get(what="dial_refused")
    assert (line.who, line.subject, line.detail["via"]) == ("anna", "03023125101", "transfer")


def from_the_queue(call_id: UUID) -> None:
    """A transfer that was asked for a moment before."""
    asked = {"steer": "transfer", "steer_asked_at": timezone.now(), "transfer_to": "03023125101"}
    Call.objects.filter(pk=call_id).update(**asked)
    steering.carry_out(call_id)


@pytest.mark.parametrize(
    "typed", ["030 23125 100", "+49 (0)30/23125-100", "tel:+493023125100", "0049 30 23125100", "*21*03023125100#"]
)
def test_the_do_not_call_list_knows_every_spelling(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, typed: str
) -> None:
    DoNotCall.objects.create(number="+493023125100", reason="asked us not to")
    rulebook.changed()

    answer = signed_in.post("/calls/", {"to": typed, "key": "k"}, headers=HTMX)

    assert (answer.status_code, "do-not-call list" in answer.content.decode()) == (422, True)
    assert pbx_in_memory.asked("call/dial") == []


def test_what_a_rule_sends_is_looked_up_on_the_list_as_well(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    set_up(phone, rules="5001 = 03023125100")
    DoNotCall.objects.create(number="+493023125100")
    rulebook.changed()

    answer = signed_in.post("/calls/", {"to": "5001", "key": "k"}, headers=HTMX)

    assert (answer.status_code, pbx_in_memory.asked("call/dial")) == (422, [])


def test_a_rule_that_leads_to_an_emergency_number_is_asked_about_and_never_stopped(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    set_up(phone, rules="5 = 112")
    make_limit(most_calls=0)
    switch.stop(pbx=None, who="admin")

    asked = signed_in.post("/calls/", {"to": "5", "key": "k"})
    signed_in.post("/calls/", {"to": "5", "key": "k", "sure": "5"})

    assert (asked.status_code, [dial["callee"] for dial in pbx_in_memory.asked("call/dial")]) == (422, ["112"])
