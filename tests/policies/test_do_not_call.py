"""The do-not-call list: numbers and beginnings that nobody calls, at the click and again before dialling."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.audit.models import Entry
from clicktocall.calls import dialing
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.models import Call
from clicktocall.policies import do_not_call, importing, rulebook
from clicktocall.policies.models import DoNotCall
from directory.models import Extension
from tests.calls.conftest import PbxInMemory, anna, office, pbx_in_memory, phone, signed_in
from tests.factories import make_call, make_contact, make_user

__all__ = ["anna", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
TO, E164 = "+49 30 23125 100", "+493023125100"


def listed(number: str = E164, **about: Any) -> DoNotCall:
    entry = DoNotCall.objects.create(number=number, **about)
    rulebook.changed()
    return entry


def click(client: Client, to: str = TO) -> tuple[int, str]:
    Call.objects.all().delete()
    answer = client.post("/calls/", {"to": to, "key": "k", "sure": to}, headers=HTMX)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("entry", "to", "status"),
    [
        ({}, TO, 422),
        ({}, "030 23125100", 422),
        ({}, "+49 30 23125 101", 200),
        ({"number": "+4930231", "is_prefix": True}, TO, 422),
        ({"number": "+4930231"}, TO, 200),
        ({"number": "1001"}, "1001", 422),
        ({"number": "112"}, "112", 200),
        ({"number": "11", "is_prefix": True}, "115", 200),
    ],
)
def test_what_is_listed_is_not_called(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, entry: dict[str, Any], to: str, status: int
) -> None:
    listed(**entry)

    assert click(signed_in, to)[0] == status


def test_the_sentence_says_why_and_until_when_and_the_trail_names_the_list(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    listed(reason="Asked us not to", expires_on="2026-11-30")

    with time_machine.travel("2026-11-30 23:59 +0100", tick=False):
        text = click(signed_in)[1]
    with time_machine.travel("2026-12-01 00:00 +0100", tick=False):
        afterwards = click(signed_in)[0]

    assert (
        "This number is on the do-not-call list: Asked us not to. That holds until 30 November 2026. "
        "Ask your administrator if you must call it."
    ) in text
    assert afterwards == 200
    assert Entry.objects.get(what="dial_refused").detail["rule"] == "do-not-call list"


def test_what_was_listed_since_the_click_is_not_dialled(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    call = make_call(extension=phone, user=phone.user, number_class="national")
    listed(reason="Asked us not to")

    dialing.dial(call.pk)

    call.refresh_from_db()
    assert (call.outcome, "Asked us not to" in call.reason) == ("refused", True)
    assert pbx_in_memory.asked("call/dial") == []


def test_buttons_know_it_beforehand_without_a_query_each(
    signed_in: Client, phone: Extension, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listed("+49302312", is_prefix=True)
    make_contact("Clara Winter", TO, "+49 171 39200 10")

    page = signed_in.get("/", {"q": "clara"}, headers=HTMX).content.decode()

    assert page.count('aria-disabled="true" title="This number is on the do-not-call list.') == 1
    now = Forewarning(phone.user, [phone])
    with django_assert_num_queries(1):  # the version of the rules
        assert [bool(now.why_not(f"+49 30 23125 1{number:02}")) for number in range(50)] == [True] * 50


def test_a_list_too_long_to_be_kept_is_still_asked_at_the_click(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(do_not_call, "MOST_KEPT", 1)
    listed("+493023125999")
    listed()

    assert (Forewarning(phone.user, [phone]).why_not(TO), click(signed_in)[0]) == ("", 422)


SHEET = """number;reason;source;until
030 23125 100;Asked;Letter;2027-12-31
+49 171 3920*;Robots;;
rubbish;;;
+49 30 23125 101;;;31.12.2027
0900*;All of them;;
"""


def test_a_file_is_brought_in_and_its_faults_are_named(phone: Extension) -> None:
    report = importing.bring_in(SHEET.encode("utf-8-sig"), who="admin", source="Register")

    kept = DoNotCall.objects.values_list("number", "is_prefix", "reason", "source")
    assert list(kept) == [("+491713920", True, "Robots", "Register"), (E164, False, "Asked", "Letter")]
    assert (report.kept, report.left_out) == (2, 3)
    assert report.faults == ["Row 4: This has no digits. Type a phone number.",
                             "Row 5: The date is written 2027-12-31.",
                             "Row 6: Write a beginning with + and the country code, as +49 900*."]  # fmt: skip
    assert Entry.objects.get(what="imported").detail == {"rows": 2, "left_out": 3}


def test_an_entry_that_no_call_would_be_compared_with_is_not_taken() -> None:
    with pytest.raises(ValidationError, match=r"Write \+ and the country code"):
        DoNotCall(number="03023125100").full_clean()


@pytest.mark.parametrize("number", [E164, "1005", "0012"])
def test_international_and_internal_numbers_are_taken(number: str) -> None:
    DoNotCall(number=number).full_clean()


def test_the_same_file_again_brings_up_to_date_what_is_there(phone: Extension) -> None:
    importing.bring_in(b"030 23125 100,Asked\n", who="admin")
    importing.bring_in(b"number,reason\n030 23125 100,Asked twice\n030 23125 100,Asked thrice\n", who="admin")

    assert list(DoNotCall.objects.values_list("number", "reason")) == [(E164, "Asked thrice")]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe;;\n", b"a" * 200_000, b'"unclosed\n1,2', b"\n" * 1000])
def test_rubbish_is_no_list_and_breaks_nothing(phone: Extension, content: bytes) -> None:
    kept = 0
    with suppress(importing.NotAList):
        kept = importing.bring_in(content, who="admin").kept

    assert kept == 0
    assert DoNotCall.objects.count() == 0


def test_staff_bring_in_a_file_in_the_admin_panel(client: Client, phone: Extension) -> None:
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    address = "/admin/policies/donotcall/import/"

    page = client.post(address, {"file": SimpleUploadedFile("list.csv", SHEET.encode())})
    good = client.post(address, {"file": SimpleUploadedFile("list.csv", b"number\n030 23125 102\n")})

    assert "Row 4: This has no digits." in page.content.decode()
    assert (good.status_code, DoNotCall.objects.count()) == (302, 3)


def test_scripts_bring_in_a_file(phone: Extension, tmp_path: Path) -> None:
    file, said, faults = tmp_path / "list.csv", StringIO(), StringIO()
    file.write_text(SHEET, encoding="utf-8")

    call_command("do_not_call_import", str(file), stdout=said, stderr=faults)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("do_not_call_import", str(tmp_path / "none.csv"))

    assert said.getvalue() == "2 numbers are on the list, 3 rows were left out.\n"
    assert faults.getvalue().count("Row ") == 3


def test_a_beginning_of_half_the_world_is_refused(client: Client) -> None:
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    page = client.post("/admin/policies/donotcall/add/", {"number": "+4", "is_prefix": "on"})

    assert "Write more digits." in page.content.decode()
    assert DoNotCall.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "is_prefix", "kept"),
    [
        ("+49 30 23125 100", False, "+493023125100"),
        ("030 / 23125-100", False, "+493023125100"),
        ("0049 (30) 23125100", False, "+493023125100"),
        ("1234", False, "1234"),
        ("+49 900", True, "+49900"),
    ],
)
def test_staff_write_a_number_in_any_spelling(staff: Client, typed: str, is_prefix: bool, kept: str) -> None:  # noqa: FBT001 -- a value of the table
    entry = {"number": typed} | ({"is_prefix": "on"} if is_prefix else {})

    staff.post("/admin/policies/donotcall/add/", entry)

    assert [(one.number, one.is_prefix) for one in DoNotCall.objects.all()] == [(kept, is_prefix)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("hello", "This has no digits. Type a phone number."),
        ("030 23125100", "This number is on the list already. Change it there."),
    ],
)
def test_what_cannot_stand_on_the_list_stays_in_the_form_with_a_reason(
    staff: Client, typed: str, sentence: str
) -> None:
    DoNotCall.objects.create(number="+493023125100")

    page = staff.post("/admin/policies/donotcall/add/", {"number": typed}).content.decode()

    assert (sentence in page, f'value="{typed}"' in page) == (True, True)
