"""Who may be rung first for whom: a right for queues and groups, a confirmed number for one's own, one call each."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.factories import (
    let_others_call,
    make_extension,
    make_office_number,
    make_own_number,
    make_pbx,
    make_user,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

CLICK = {"to": "+49 30 23125 100", "key": "k1"}
MINE = "+491713920010"


def refusal(answer: Any) -> str:
    return str(answer.context["refusal"])


def test_a_queue_calls_with_the_permission_of_my_extension(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_office_number("6700", "Support", "queue")
    let_others_call(phone.user)

    signed_in.post("/calls/", CLICK | {"extension": "6700@office"})

    call = Call.objects.get()
    assert pbx_in_memory.asked("call/dial") == [
        {"caller": "6700", "callee": "03023125100", "autoanswer": "no", "dialpermission": "1000"}
    ]
    assert (call.caller_kind, call.caller_name, call.extension, call.callee_kind) == (
        "queue",
        "Support",
        None,
        "external",
    )


def test_my_own_number_is_called_first_although_my_phone_answers_by_itself(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    Extension.objects.update(autoanswer=True)
    make_own_number()

    signed_in.post("/calls/", CLICK | {"extension": MINE})

    assert pbx_in_memory.asked("call/dial") == [
        {"caller": "01713920010", "callee": "03023125100", "autoanswer": "no", "dialpermission": "1000"}
    ]


def test_without_the_right_no_queue_calls(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_office_number("6700", "Support", "queue")

    answer = signed_in.post("/calls/", CLICK | {"extension": "6700@office"})

    assert (answer.status_code, pbx_in_memory.asked("call/dial")) == (422, [])
    assert refusal(answer) == (
        "You may not let Support call. Choose one of your own phones, or ask your administrator."
    )


@pytest.mark.parametrize("owner", ["anna, not confirmed", "ben", "nobody"])
def test_only_my_own_confirmed_number_is_called_first(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, owner: str
) -> None:
    if owner != "nobody":
        make_own_number(user=make_user(owner[:4].strip(",")), confirmed=owner == "ben")

    answer = signed_in.post("/calls/", CLICK | {"extension": MINE})

    assert (answer.status_code, pbx_in_memory.asked("call/dial")) == (422, [])
    assert refusal(answer).startswith("This number is not confirmed as yours, so it is not rung.")


def test_a_queue_of_a_pbx_where_i_have_no_phone_lacks_a_permission(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_office_number("6700", "Support", "queue", pbx=make_pbx("branch"))
    let_others_call(phone.user)

    answer = signed_in.post("/calls/", CLICK | {"extension": "6700@branch"})

    assert refusal(answer).startswith("Support can only call with the permission of an extension of yours.")


def test_several_calls_of_one_queue_go_on_at_once_and_my_phone_stays_free(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_office_number("6700", "Support", "queue")
    let_others_call(phone.user)

    for key, to in (("a", "+49 30 23125 100"), ("b", "+49 30 23125 101")):
        assert signed_in.post("/calls/", {"to": to, "key": key, "extension": "6700@office"}).status_code == 302
    own = signed_in.post("/calls/", {"to": "+49 30 23125 102", "key": "c"})

    assert (own.status_code, [asked["caller"] for asked in pbx_in_memory.asked("call/dial")]) == (
        302,
        ["6700", "6700", "1000"],
    )


def test_my_own_number_has_one_live_call(
    signed_in: Client, anna: User, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_own_number()
    signed_in.post("/calls/", CLICK | {"extension": MINE})

    second = signed_in.post("/calls/", {"to": "+49 30 23125 101", "key": "k2", "extension": MINE})
    Call.objects.update(status="ended", outcome="answered", ended_at=timezone.now())
    afterwards = signed_in.post("/calls/", {"to": "+49 30 23125 101", "key": "k3", "extension": MINE})

    assert (second.status_code, afterwards.status_code) == (422, 302)
    assert refusal(second) == (
        "Phone 01713920010 is already in a call with 030 23125100. Hang up first, then call again."
    )


def test_the_switch_offers_what_this_user_may_have_rung_first(signed_in: Client, phone: Extension) -> None:
    make_office_number("6700", "Support", "queue")
    make_office_number("6300", "Warehouse", "paging_group")  # cannot call
    make_office_number("6701", "Elsewhere", "queue", pbx=make_pbx("branch"))
    make_own_number()
    before = signed_in.get("/").content.decode()
    let_others_call(phone.user)

    page = signed_in.get("/").content.decode()

    assert [word in before for word in ("0171 3920010", "Support")] == [True, False]
    assert [word in page for word in ("0171 3920010", "Support (queue)", "Warehouse", "Elsewhere")] == [
        True,
        True,
        False,
        False,
    ]


def test_an_internal_number_of_another_pbx_is_not_called_here(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_extension("2000", user=phone.user, pbx=make_pbx("branch"))

    wrong = signed_in.post("/calls/", {"to": "6700@branch", "key": "k", "extension": "1000@office"})
    far = signed_in.post("/calls/", {"to": "6700@rome", "key": "k", "extension": "1000@office"})
    right = signed_in.post("/calls/", {"to": "6700@office", "key": "k", "extension": "1000@office"})

    assert refusal(wrong) == "6700 is a number of the PBX branch. Call from your phone there."
    assert [str(offer) for offer in wrong.context["offers"]] == ["2000@branch"]
    assert "Call from phone 2000 on branch" in wrong.content.decode()
    assert refusal(far) == "6700 is a number of the PBX rome, where you have no phone. Ask your administrator."
    assert (right.status_code, [asked["callee"] for asked in pbx_in_memory.asked("call/dial")]) == (302, ["6700"])


def test_numbers_of_the_same_name_on_several_pbxs_are_told_apart(signed_in: Client, phone: Extension) -> None:
    branch = make_pbx("branch")
    make_extension("2000", user=phone.user, pbx=branch)
    for pbx in (phone.pbx, branch):
        make_office_number("6700", "Support", "queue", pbx=pbx)
    let_others_call(phone.user)

    page = " ".join(signed_in.get("/?q=support").content.decode().split())

    names = ("Support on branch (queue)", "Support on office (queue)", "Internal on branch ", "Internal on office ")
    assert [page.count(name) for name in names] == [1, 1, 1, 1]


@pytest.mark.parametrize("numbers", [1, 3])
def test_the_switch_costs_the_same_for_one_queue_and_for_three(
    signed_in: Client, phone: Extension, numbers: int
) -> None:
    let_others_call(phone.user)
    for number in range(numbers):
        make_office_number(f"670{number}", f"Support {number}", "queue")

    with CaptureQueriesContext(connection) as asked:
        page = signed_in.get("/calls/").content.decode()

    tables = ("directory_officenumber", "directory_ownnumber", "auth_permission")
    assert page.count("data-passing") == numbers
    # the numbers, and with the phones whether there are any; one's own; one's rights and those of one's groups
    assert [sum(f'FROM "{table}"' in query["sql"] for query in asked) for table in tables] == [2, 1, 2]


def test_a_link_says_who_is_rung_first(signed_in: Client, phone: Extension) -> None:
    make_office_number("6700", "Support", "queue")
    let_others_call(phone.user)

    page = signed_in.get("/call/?to=%2B493023125100&extension=6700@office").content.decode()
    refused = signed_in.get("/call/?to=6400&extension=6700@office")

    assert "Support is rung first. Once it is lifted we call 030 23125100." in page
    assert '<option value="6700@office" data-elsewhere data-passing selected>Support (queue)</option>' in page
    assert refused.status_code == 422
    assert refusal(refused).startswith("The PBX does not connect Support (queue) with 6400 (internal number).")


def test_a_group_of_users_can_have_the_right(signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    make_office_number("6700", "Support", "queue")
    leaders = Group.objects.create(name="Team leaders")
    leaders.permissions.add(Permission.objects.get(codename="let_call_officenumber"))
    phone.user.groups.add(leaders)

    answer = signed_in.post("/calls/", CLICK | {"extension": "6700@office"})

    assert (answer.status_code, len(pbx_in_memory.asked("call/dial"))) == (302, 1)
