"""A plan is tried before it is saved: on the page, and on the command line."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.audit.models import Entry
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.pbx.models import Pbx
from clicktocall.policies import rulebook
from clicktocall.policies.models import DoNotCall
from directory import number_checks
from tests.factories import make_contact, make_pbx, make_policy, make_user

pytestmark = pytest.mark.django_db

PLAN = {"region": "DE", "national_form": "usual"}
BERLIN = NumberingPlan(region="DE")
BEHIND_A_ZERO = NumberingPlan(region="DE", outside_prefix="0")


@pytest.fixture
def pbx() -> Pbx:
    return make_pbx("berlin")


@pytest.fixture
def page(pbx: Pbx) -> str:
    return f"/admin/pbx/pbx/{pbx.pk}/numbers/"


def test_numbers_are_tried_under_the_edited_plan_beside_the_saved_one(staff: Client, page: str) -> None:
    numbers = "030 23125 100 x 9\n+49 30 23125 100\nhello"

    answer = staff.post(page, PLAN | {"outside_prefix": "0", "numbers": numbers, "do": "try"})

    tried = answer.context["tried"]
    assert [(one.typed, one.refusal) for one in tried] == [
        ("030 23125 100 x 9", ""),
        ("+49 30 23125 100", ""),
        ("hello", "This has no digits. Type a phone number."),
    ]
    text = answer.content.decode()
    assert "<del>030 23125100</del> <ins>0 030 23125100</ins>" in text
    assert ("then type 9" in text, Pbx.objects.get().outside_prefix) == (True, "")


def test_each_policy_says_whether_it_lets_the_number_through(staff: Client, page: str) -> None:
    make_policy("Everybody", is_for_everybody=True)
    make_policy("Export", is_for_everybody=False, countries=["GB"])

    answer = staff.post(page, PLAN | {"numbers": "+44 20 7946 0000\n112", "do": "try"})

    text = " ".join(answer.content.decode().split())
    assert '<span class="tried-no">no:</span> Everybody' in text
    assert '<span class="tried-yes">yes:</span> Export' in text
    assert '<span class="tried-yes">yes:</span> never stopped' in text


def test_a_number_on_the_do_not_call_list_is_said_to_be_there(staff: Client, page: str) -> None:
    make_policy("Everybody", is_for_everybody=True, countries=["GB"])
    DoNotCall.objects.create(number="+442079460000")
    rulebook.changed()

    text = staff.post(page, PLAN | {"numbers": "+44 20 7946 0000", "do": "try"}).content.decode()

    assert "do-not-call list" in text
    assert '<span class="tried-yes">' not in text


@pytest.mark.parametrize(
    "content", ["name;phone\nClara;030 23125 100\nBen;+44 20 7946 0000\n", "030 23125 100\n+44 20 7946 0000"]
)
def test_a_csv_file_is_read_cell_by_cell(staff: Client, page: str, content: str) -> None:
    file = SimpleUploadedFile("numbers.csv", content.encode("utf-8-sig"))

    answer = staff.post(page, PLAN | {"do": "try", "file": file})

    assert [one.preview.sent.digits for one in answer.context["tried"]] == ["03023125100", "00442079460000"]


def test_what_would_change_in_the_directory_is_shown_before_it_is_saved(staff: Client, page: str) -> None:
    make_contact("Clara", "030 23125 100", "112", "1000")

    answer = staff.post(page, PLAN | {"outside_prefix": "0", "do": "compare"})

    found = answer.context["comparison"]
    assert (found.looked_at, found.changed, found.is_cut_short) == (3, 1, False)
    assert [(change.before.sent.digits, change.after.sent.digits) for change in found.first] == [
        ("03023125100", "003023125100")
    ]


def test_all_changes_come_as_a_file_that_no_spreadsheet_calculates(staff: Client, page: str) -> None:
    make_contact("Clara", "030 23125 100")

    answer = staff.post(page, PLAN | {"outside_prefix": "0", "do": "file"})

    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines == [
        "number,sent now,rule now,sent then,rule then",
        "'+493023125100,03023125100,national,003023125100,national",
    ]
    assert list(Entry.objects.filter(what="exported").values_list("who", "subject")) == [("admin", "numbers berlin")]


def test_only_save_saves_and_leaves_a_line_in_the_trail(staff: Client, page: str, pbx: Pbx) -> None:
    staff.post(page, PLAN | {"outside_prefix": "0", "do": "save"})

    pbx.refresh_from_db()
    line = Entry.objects.get(what=Entry.What.CHANGED)
    assert (pbx.outside_prefix, line.detail["changed"]) == ("0", {"outside_prefix": ["", "0"]})


def test_a_plan_that_cannot_be_read_stays_in_the_form(staff: Client, page: str) -> None:
    answer = staff.post(page, PLAN | {"rules": "+43. =", "do": "save"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("Line 1: The right side" in text, "+43. =" in text, Pbx.objects.get().rules) == (True, True, "")


def test_the_page_is_for_those_who_may_change_a_pbx(client: Client, page: str) -> None:
    client.force_login(make_user("helper", is_staff=True))

    assert (client.get(page).status_code, client.post(page, PLAN | {"do": "save"}).status_code) == (403, 403)


def test_a_comparison_stops_where_it_is_told_to() -> None:
    make_contact("Clara", "030 23125 100", "030 23125 101", "030 23125 102")

    found = number_checks.compare(saved=BERLIN, edited=BEHIND_A_ZERO, office="berlin", most=2, shown=1)

    assert (found.looked_at, found.changed, len(found.first), found.is_cut_short) == (2, 2, 1, True)


@pytest.mark.parametrize("numbers", [1, 3])
def test_a_comparison_is_one_query(numbers: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_contact("Clara", *["030 23125 100"] * numbers)

    with django_assert_num_queries(1):
        number_checks.compare(saved=BERLIN, edited=BEHIND_A_ZERO, office="berlin")


def test_no_more_than_so_many_numbers_are_tried() -> None:
    assert len(number_checks.lines_of("1\n" * 600)) == len(number_checks.cells_of("12;\n" * 600)) == 500


def run(*arguments: str) -> list[str]:
    said = StringIO()
    call_command("numbers_check", *arguments, stdout=said)
    return said.getvalue().splitlines()


def test_the_command_says_what_is_sent_and_why(pbx: Pbx) -> None:
    assert run("berlin", "+44 20 7946 0000", "112", "030 23125 100,,9", "--set", "outside_prefix=0") == [
        (
            "+44 20 7946 0000  +442079460000 (international, GB)  00442079460000 -> 000442079460000 (international)"
            "  no: standard"
        ),
        "112  emergency  112 (emergency, never changed)  yes: never stopped",
        (
            "030 23125 100,,9  +493023125100 (national, DE)  03023125100 -> 003023125100 (national), then type 9"
            "  yes: standard"
        ),
    ]


def test_the_command_compares_over_the_directory(pbx: Pbx) -> None:
    make_contact("Clara", "030 23125 100", "1000")

    assert run("berlin", "--compare", "--set", "rules=+4930. = 7.\\n+43. = 8. ; Austria") == [
        "+493023125100  03023125100 (national) -> 723125100 (+4930.)",
        "1 of 2 numbers of the directory would be sent differently.",
    ]


def test_the_command_speaks_to_programs_too(pbx: Pbx, tmp_path: Path) -> None:
    file = tmp_path / "numbers.csv"
    file.write_text("name,phone\nClara,030 23125 100\n", encoding="utf-8")

    assert [json.loads(line) for line in run("berlin", "--file", str(file), "--json")] == [
        {
            "typed": "030 23125 100",
            "e164": "+493023125100",
            "class": "national",
            "country": "DE",
            "sent": "03023125100",
            "rule": "national",
            "then_type": "",
            "sent_before": "",
            "allowed": {"standard": ""},
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (["nowhere"], "There is no PBX nowhere. Known: berlin.", 2),
        (["berlin", "hello"], "Not every number can be called.", 1),
        (["berlin", "--set", "color=red"], "--set: there is no color.", 2),
        (["berlin", "--set", "rules=+43."], "rules: Line 1: Write a pattern, an equals sign", 2),
        (["berlin", "--set", "region=XX"], "region: Write the two letters of the country", 2),
        (["berlin", "--file", "/nowhere.csv"], "--file: /nowhere.csv cannot be read", 2),
    ],
)
def test_the_command_ends_with_a_sentence(pbx: Pbx, arguments: list[str], sentence: str, code: int) -> None:
    with pytest.raises(CommandError, match=sentence) as ended:
        run(*arguments)
    assert ended.value.returncode == code
