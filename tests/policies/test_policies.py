"""Who may call what: the safe default, policies of users and groups, and the sentence of each no."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.calls.models import Call
from clicktocall.policies.models import Holiday, Policy
from directory.models import Extension
from tests.calls.conftest import PbxInMemory, anna, office, pbx_in_memory, phone, signed_in
from tests.factories import make_contact, make_group, make_limit, make_policy, make_user

__all__ = ["anna", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
BERLIN, PARIS, LONDON = "+49 30 23125 100", "+33 1 99 00 12 34", "+44 20 7946 0000"


def click(client: Client, to: str) -> tuple[int, str]:
    Call.objects.all().delete()
    answer = client.post("/calls/", {"to": to, "key": "k", "sure": to}, headers=HTMX)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("to", "status"),
    [
        ("1001", 200),
        ("112", 200),
        ("115", 200),
        ("0800 1234567", 200),
        (BERLIN, 200),
        ("+49 171 39200 10", 200),
        (LONDON, 422),
        ("0900 1234567", 422),
        ("0180 5123456", 422),
        ("+881 6 12345678", 422),
        ("11833", 422),
        ("+44 9098 790000", 422),
    ],
)
def test_until_staff_write_a_policy_nothing_dear_can_be_called(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, to: str, status: int
) -> None:
    assert click(signed_in, to)[0] == status


def policy_of(**about: Any) -> Policy:
    return make_policy("Sales", whom_to_ask="Ines Herbst (1004)", **about)


@pytest.mark.parametrize(
    ("policy", "to", "sentence"),
    [
        ({"countries": ["GB"]}, LONDON, ""),
        ({"every_country": True}, LONDON, ""),
        ({"countries": ["FR"]}, LONDON, "The rule “Sales” does not allow calls to United Kingdom."),
        ({"classes": ["premium"]}, "0900 1234567", ""),
        ({}, "0900 1234567", "The rule “Sales” does not allow calls to numbers of this class: premium rate."),
        ({"every_country": True}, "+44 9098 790000", "not allow calls to numbers of this class: premium rate."),
        ({"blocked_prefixes": "+4930"}, BERLIN, "The rule “Sales” does not allow numbers that begin with +4930."),
        ({"blocked_prefixes": "+4930", "allowed_prefixes": "+493023125"}, BERLIN, ""),
        ({"blocked_prefixes": "+4930", "allowed_prefixes": "+4930"}, BERLIN, "that begin with +4930."),
        ({"allowed_prefixes": "+442079460"}, LONDON, ""),
        ({"classes": []}, "1001", "does not allow calls to numbers of this class: internal."),
        ({"blocked_prefixes": "10"}, "1001", "does not allow numbers that begin with 10."),
        ({"classes": [], "blocked_prefixes": "112\n115\n1"}, "112", ""),
        ({"classes": [], "blocked_prefixes": "112\n115\n1"}, "115", ""),
        ({"caller_kinds": ["queue"]}, BERLIN, "does not let this caller be rung first."),
    ],
)
def test_the_policy_decides_and_says_so(
    signed_in: Client,
    phone: Extension,
    pbx_in_memory: PbxInMemory,
    policy: dict[str, Any],
    to: str,
    sentence: str,
) -> None:
    policy_of(**policy)

    status, text = click(signed_in, to)

    assert (status, sentence in text) == (422 if sentence else 200, True)
    assert ("Ask Ines Herbst (1004) if you need it." in text) is bool(sentence)
    assert len(pbx_in_memory.asked("call/dial")) == (0 if sentence else 1)


@pytest.mark.parametrize(
    ("now", "to", "sentence"),
    [
        ("2026-11-26 08:00 +0100", BERLIN, ""),
        ("2026-11-26 17:59:59 +0100", BERLIN, ""),
        ("2026-11-26 18:00 +0100", BERLIN, "You can call again from Friday, 27 November, 08:00."),
        ("2026-11-27 18:00 +0100", BERLIN, "You can call again from Tuesday, 1 December, 08:00."),  # a holiday between
        ("2026-11-26 18:00 +0100", "1001", ""),
        ("2026-11-26 18:00 +0100", "112", ""),
        ("2026-07-02 06:30 +0000", BERLIN, ""),  # summer time
    ],
)
def test_hours_hold_for_outside_calls_until_the_office_opens(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, now: str, to: str, sentence: str
) -> None:
    Holiday.objects.create(day="2026-11-30", name="Closed")
    policy_of(days=[0, 1, 2, 3, 4], from_time=time(8), until_time=time(18), on_holidays=False)

    with time_machine.travel(now, tick=False):
        status, text = click(signed_in, to)

    assert (status, sentence in text) == (422 if sentence else 200, True)
    assert ("at these times only: Monday to Friday, 08:00 to 18:00." in text) is bool(sentence)


def test_ones_own_policy_goes_before_those_of_groups_and_those_before_the_one_for_everybody(
    signed_in: Client, anna: User, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_policy("Everybody", every_country=True)
    of_everybody = click(signed_in, LONDON)[0]
    make_policy("Home", groups=[make_group("office", anna)])
    of_group = click(signed_in, LONDON)[1]
    make_policy("Anna", users=[anna], countries=["GB"])
    of_user = click(signed_in, LONDON)[0]

    assert (of_everybody, "The rule “Home”" in of_group, of_user) == (200, True, 200)


def test_of_several_groups_one_that_allows_it_is_enough(
    signed_in: Client, anna: User, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_policy("Home", groups=[make_group("office", anna)])
    make_policy("Abroad", groups=[make_group("export", anna)], every_country=True)

    assert click(signed_in, LONDON)[0] == 200


def test_whoever_leaves_a_group_loses_its_policy_at_once(
    signed_in: Client, anna: User, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    export = make_group("export", anna)
    make_policy("Abroad", groups=[export], every_country=True)
    inside = click(signed_in, LONDON)[0]
    anna.groups.remove(export)

    assert (inside, click(signed_in, LONDON)[0]) == (200, 422)


def test_the_trail_names_the_rule_of_each_yes_and_no(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    make_policy("Sales")
    click(signed_in, BERLIN)
    click(signed_in, LONDON)
    click(signed_in, "112")

    kept = Entry.objects.filter(what__startswith="dial").order_by("pk")
    assert [(entry.what, entry.detail["rule"]) for entry in kept] == [
        ("dial_allowed", "Sales"),
        ("dial_refused", "Sales"),
        ("dial_allowed", "never stopped"),
    ]


def test_a_link_to_what_is_not_allowed_says_so_before_the_click(signed_in: Client, phone: Extension) -> None:
    page = signed_in.get("/call/", {"to": LONDON})

    assert page.status_code == 422
    assert "The rule “standard” does not allow calls to United Kingdom." in page.content.decode()


@pytest.mark.parametrize("contacts", [1, 3])
def test_a_list_says_it_beforehand_without_a_query_for_each_number(
    signed_in: Client, anna: User, phone: Extension, contacts: int
) -> None:
    make_policy("Home", groups=[make_group("office", anna)])
    for _ in range(contacts):
        make_contact("Clara Winter", BERLIN, LONDON, PARIS)
    signed_in.get("/", {"q": "clara"}, headers=HTMX)

    with CaptureQueriesContext(connection) as asked:
        page = signed_in.get("/", {"q": "clara"}, headers=HTMX).content.decode()

    assert page.count('aria-disabled="true" title="The rule “Home” does not allow calls to') == 2 * contacts
    assert page.count('class="call-button"') == 3 * contacts
    assert sum('FROM "policies_' in query["sql"] for query in asked) == 1  # the version of the rules


ENTRY = {"name": "Sales", "classes": ["internal", "national"], "countries": ["GB", "FR"], "days": ["0", "4"],
         "caller_kinds": ["extension"], "blocked_prefixes": "+49 180\n", "allowed_prefixes": ""}  # fmt: skip


def test_a_new_policy_begins_with_what_is_safe(staff: Client) -> None:
    page = staff.get("/admin/policies/policy/add/").content.decode()

    ticked = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page)
    assert {"national", "mobile"} <= {value for name, value in ticked if name == "classes"}
    assert "premium" not in {value for name, value in ticked if name == "classes"}
    assert [value for name, value in ticked if name == "days"] == list("0123456")
    assert ("caller_kinds", "extension") in ticked


def test_staff_write_a_policy_and_the_trail_keeps_before_and_after(staff: Client) -> None:
    group = make_group("export")
    staff.post("/admin/policies/policy/add/", ENTRY | {"blocked_prefixes": "+49 180", "groups": [group.pk]})
    policy = Policy.objects.get()

    staff.post(f"/admin/policies/policy/{policy.pk}/change/", ENTRY | {"blocked_prefixes": "", "countries": ["GB"]})

    assert (policy.days, policy.blocked_prefixes, policy.countries) == ([0, 4], "+49180", ["GB", "FR"])
    assert Entry.objects.get(what="changed").detail["changed"] == {
        "countries": [["GB", "FR"], ["GB"]],
        "blocked_prefixes": ["+49180", ""],
        "groups": [["export"], []],
    }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("blocked_prefixes", "0180 5123456", "write + and the country code, or an internal number."),
        ("blocked_prefixes", "+1\n" * 501, "These are more than 500 lines."),
        ("from_time", "08:00", "Write both times, or neither."),
        ("time_zone", "Mars/Olympus", "No time zone has this name."),
        ("days", [], "This field is required."),
    ],
)
def test_what_makes_no_policy_is_refused_beside_its_field(
    staff: Client, field: str, value: object, sentence: str
) -> None:
    page = staff.post("/admin/policies/policy/add/", ENTRY | {"blocked_prefixes": "", field: value})

    assert sentence in page.content.decode()
    assert Policy.objects.count() == 0


def test_staff_read_in_words_what_a_policy_and_a_limit_say(client: Client) -> None:
    anna = make_user("anna")
    make_policy(
        "Sales", groups=[make_group("sales", anna)], countries=["FR", "GB"], days=[0, 1, 2, 3, 4], on_holidays=False
    )
    make_limit("Talk", most_minutes=60, classes=["mobile", "international"], scope="user", user=anna, window="hour")
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    policies = client.get("/admin/policies/policy/").content.decode()
    limits = client.get("/admin/policies/limit/").content.decode()

    words = ["France, United Kingdom", "Monday to Friday, not on holidays", "internal, toll-free, national, mobile"]
    assert [word for word in words if word not in policies] == []
    words = ["10 calls and 60 minutes an hour", "mobile, international", f"each user: {anna}"]
    assert [word for word in words if word not in limits] == []
