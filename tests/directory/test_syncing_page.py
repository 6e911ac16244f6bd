"""The page and the command that bring extensions in line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.factories import make_extension, make_pbx, make_user
from tests.pbx.drivers.raw_server import closed_port

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "number,username,default\n1000,anna,yes\n1001,nobody,\n1002,ben,\n"


@pytest.fixture
def office(sim: Simulator) -> Pbx:
    pbx = make_pbx("office", url=sim.url)
    driver_for(pbx).keep_alive()
    make_user("anna", first_name="Anna", last_name="Keller")
    make_user("ben")
    return pbx


def page_of(pbx: Pbx) -> str:
    return f"/admin/pbx/pbx/{pbx.pk}/extensions/"


def owners() -> dict[str, str]:
    return dict(Extension.objects.values_list("number", "user__username"))


def said(staff: Client, pbx: Pbx, **posted: object) -> list[str]:
    answer = staff.post(page_of(pbx), posted, follow=True)
    return [str(message) for message in answer.context["messages"]]


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", text.encode())


def test_the_page_shows_both_sides_and_changes_nothing(staff: Client, sim: Simulator, office: Pbx) -> None:
    make_extension("4711", pbx=office, user=make_user("ben"))

    page = staff.get(page_of(office)).content.decode()

    assert [page.count(f"pbx-standing pbx-{standing}") for standing in ("new", "gone", "mapped")] == [10, 1, 0]
    assert page.count("suggested: same name") == 1
    assert page.count('<option value="anna" selected>') == 1
    assert (owners(), len(sim.requests("login"))) == ({"4711": "ben"}, 1)


def test_looking_at_the_page_logs_nobody_in(staff: Client, sim: Simulator) -> None:
    pbx = make_pbx("office", url=sim.url)

    page = staff.get(page_of(pbx)).content.decode()

    assert "Nobody is logged in at the PBX just now. Log in from the PBX&#x27;s doctor page." in page
    assert sim.requests("login") == []


def test_only_ticked_rows_are_applied(staff: Client, office: Pbx) -> None:
    make_extension("4711", pbx=office, user=make_user("ben"))
    rows = {"was-1000": "", "user-1000": "anna", "was-1001": "", "user-1001": "ben", "was-4711": "ben", "user-4711": ""}

    told = said(staff, office, do="apply", take=["1000", "4711"], **rows)

    assert (told, owners()) == (["Extensions given: 1. Changed: 0. Taken away: 1."], {"1000": "anna"})
    assert LogEntry.objects.get().get_change_message() == told[0]


def test_a_row_that_changed_meanwhile_is_refused_in_a_sentence(staff: Client, office: Pbx) -> None:
    make_extension("1000", pbx=office, user=make_user("ben"))

    told = said(staff, office, do="apply", take=["1000"], **{"was-1000": "", "user-1000": "anna"})

    assert told == ["Extension 1000 belongs to ben by now. Look at the list again, and choose anew."]
    assert owners() == {"1000": "ben"}


def test_a_ticked_row_that_stays_as_it_is_changes_nothing(staff: Client, office: Pbx) -> None:
    make_extension("1000", pbx=office, user=make_user("anna"))

    told = said(staff, office, do="apply", take=["1000"], **{"was-1000": "anna", "user-1000": "anna"})

    assert (told, LogEntry.objects.count()) == (["Nothing was chosen, so nothing was changed."], 0)


def test_nothing_ticked_is_said(staff: Client, office: Pbx) -> None:
    assert said(staff, office, do="apply") == ["Nothing was chosen, so nothing was changed."]
    assert said(staff, office, do="explode") == ["This page does not know that button. Nothing was done."]


def test_five_hundred_extensions_fit_into_the_form(staff: Client, office: Pbx) -> None:
    numbers = [str(number) for number in range(2000, 2500)]
    rows = {f"was-{number}": "" for number in numbers} | {f"user-{number}": "anna" for number in numbers}

    told = said(staff, office, do="apply", take=numbers, **rows)

    assert told == ["Extensions given: 500. Changed: 0. Taken away: 0."]


def test_names_are_typed_where_a_menu_would_be_too_long(staff: Client, office: Pbx) -> None:
    User.objects.bulk_create([User(username=f"user{number}") for number in range(100)])

    page = staff.get(page_of(office)).content.decode()

    assert (page.count("<select"), page.count('list="users"'), page.count("<datalist")) == (0, 10, 1)


def test_a_list_is_shown_before_it_is_applied(staff: Client, office: Pbx) -> None:
    page = staff.post(page_of(office), {"do": "read", "file": upload(LIST)}).content.decode()

    assert "Row 3: There is no active user “nobody”. Add the user first, or correct the name." in page
    assert [page.count(f'value="{line}"') for line in ("1000,anna,yes,", "1002,ben,,")] == [1, 1]
    assert owners() == {}


def test_what_the_pbx_does_not_have_is_said_and_left_to_be_ticked(staff: Client, office: Pbx) -> None:
    page = staff.post(page_of(office), {"do": "read", "file": upload(f"{LIST}4711,anna,\n")}).content.decode()
    rows = [" ".join(row.split()) for row in page.split('class="pbx-tick"')[1:]]

    assert ["no such extension" in row for row in rows] == [False, False, True]
    assert [" checked aria" in row for row in rows] == [True, True, False]
    assert "1 not on the PBX" in page


def test_a_list_is_shown_though_the_pbx_cannot_be_asked(staff: Client) -> None:
    make_user("anna")
    silent = make_pbx("silent", url=f"http://127.0.0.1:{closed_port()}")

    page = staff.post(page_of(silent), {"do": "read", "file": upload("number,username\n1000,anna\n")}).content.decode()

    assert "The PBX could not be asked whether it has these extensions. Nobody is logged in" in " ".join(page.split())
    assert (page.count('value="1000,anna,,"'), page.count("not known")) == (1, 1)


def test_the_confirmed_rows_are_applied_and_checked_again(staff: Client, office: Pbx) -> None:
    make_extension("1002", pbx=office, user=make_user("cleo"))

    told = said(staff, office, do="bring", row=["1000,anna,yes,", "1002,ben,,"])

    assert told == [
        "Extension 1002 belongs to cleo. Take it away there first.", "Extensions given: 1. Changed: 0. Taken away: 0.",
    ]  # fmt: skip
    assert owners() == {"1000": "anna", "1002": "cleo"}


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "No file was chosen. Choose one with the columns number and username."),
        (
            {"file": "x,y\n"},
            "The first row has to hold the headings: number, username and, if you like, default and autoanswer.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_said(staff: Client, office: Pbx, posted: dict[str, str], sentence: str) -> None:
    files = {"file": upload(posted["file"])} if posted else {}

    assert said(staff, office, do="read", **files) == [sentence]


def test_the_page_is_for_those_who_may_change_extensions(client: Client, office: Pbx) -> None:
    client.force_login(make_user("dora", is_staff=True))

    answers = [client.get(page_of(office)), client.post(page_of(office), {"do": "apply"})]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_the_page_is_reached_from_the_settings(staff: Client, office: Pbx) -> None:
    page = staff.get(f"/admin/pbx/pbx/{office.pk}/change/").content.decode()

    assert page.count(f'href="{page_of(office)}"') == 1


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("extensions_sync", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def test_the_command_shows_and_with_apply_gives_what_is_suggested(office: Pbx) -> None:
    code, shown = run("office")
    before = owners()
    _, applied = run("office", "--apply")

    assert shown.splitlines()[0] == (
        "1000   Anna Keller              Registered     new on the PBX     -> anna (same name)"
    )
    assert (code, shown.splitlines()[-1]) == (0, "Nothing was written. With --apply: 1 to give or change.")
    assert applied.splitlines()[-1] == "Extensions given: 1. Changed: 0. Taken away: 0."
    assert (before, owners()) == ({}, {"1000": "anna"})


def test_the_command_takes_a_list(office: Pbx, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    code, told = run("office", "--csv", str(file), "--apply")

    assert (code, told.splitlines()) == (
        1,
        [
            "Row 2: 1000 for anna",
            "Row 3: There is no active user “nobody”. Add the user first, or correct the name.",
            "Row 4: 1002 for ben",
            "Extensions given: 2. Changed: 0. Taken away: 0.",
            "1 left out, as said above.",
        ],
    )
    assert owners() == {"1000": "anna", "1002": "ben"}


def test_the_command_says_which_extensions_the_pbx_does_not_have(office: Pbx, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("number,username\n1000,anna\n4711,ben\n")
    code, told = run("office", "--csv", str(file))
    Pbx.objects.update(url=f"http://127.0.0.1:{closed_port()}")
    _, silent = run("office", "--csv", str(file))

    assert (code, told.splitlines()) == (
        0,
        [
            "Row 2: 1000 for anna",
            "Row 3: 4711 for ben, which the PBX does not have: create it there",
            "Nothing was written. With --apply: 2 to give or change.",
        ],
    )
    assert silent.startswith("The PBX could not be asked whether it has these extensions. The PBX cannot be reached")


def test_the_command_says_what_cannot_be_read(tmp_path: Path) -> None:
    make_pbx("office", url=f"http://127.0.0.1:{closed_port()}")
    file = tmp_path / "list.csv"

    assert run("offce") == (1, "There is no PBX offce. Known: office.")
    assert run("office", "--csv", str(file)) == (2, f"{file} cannot be read: No such file or directory.")
    assert run("office")[0] == 2
