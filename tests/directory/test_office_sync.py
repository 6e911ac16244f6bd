"""The queues and voice menus of a PBX become numbers of the office: on a page, and by commands."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.simulator import Simulator
from directory.models import OfficeNumber
from directory.office_numbers import office_numbers
from tests.factories import make_extension, make_office_number, make_pbx, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def known() -> list[tuple[str, str, str]]:
    return list(OfficeNumber.objects.order_by("number").values_list("number", "name", "kind"))


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said, stderr=said)
    return said.getvalue()


def test_the_page_shows_both_sides_and_changes_nothing(staff: Client, office: Pbx) -> None:
    make_office_number("6500", "Greeting", "ivr")
    make_office_number("6799", "Old", "queue")
    make_office_number("6200", "Sales", "ring_group")
    before = known()

    answer = staff.get(f"/admin/pbx/pbx/{office.pk}/office-numbers/")

    rows = [row for row, _choice, _is_ticked in answer.context["rows"]]
    assert [(row.number, row.standing.value, row.there, row.here) for row in rows] == [
        ("6200", "here", "", "Sales"),
        ("6500", "mapped", "Main menu", "Greeting"),
        ("6700", "new", "Support", ""),
        ("6799", "gone", "", "Old"),
    ]
    assert [row.number for row, _choice, is_ticked in answer.context["rows"] if is_ticked] == ["6700"]
    assert known() == before


def test_what_is_ticked_is_taken_over_and_the_rest_stays(staff: Client, office: Pbx) -> None:
    make_office_number("6500", "Greeting", "ivr")
    make_office_number("6799", "Old", "queue")
    form = {
        "take": ["6700", "6799"],
        "was-6700": "", "kind-6700": "queue", "name-6700": "Helpdesk",
        "was-6799": "Old", "kind-6799": "queue",
        "was-6500": "Greeting", "kind-6500": "ivr", "name-6500": "Main menu",
    }  # fmt: skip

    answer = staff.post(f"/admin/pbx/pbx/{office.pk}/office-numbers/", form, follow=True)

    assert known() == [("6500", "Greeting", "ivr"), ("6700", "Helpdesk", "queue")]
    assert "Office numbers added: 1. Changed: 0. Removed: 1." in answer.content.decode()
    assert [one.number for one in office_numbers("helpd", pbxs=[office])] == ["6700"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (
            {"take": "6500", "was-6500": "Another", "kind-6500": "ivr", "name-6500": "Main menu"},
            "Number 6500 has changed meanwhile. Look at it again.",
        ),
        (
            {"take": "6500", "was-6500": "", "kind-6500": "ivr", "name-6500": "Main menu"},
            "Number 6500 has changed meanwhile. Look at it again.",
        ),
        (
            {"take": "6798", "was-6798": "Gone", "kind-6798": "queue"},
            "6798: Number 6798 has changed meanwhile. Look at it again.",
        ),
        (
            {"take": "1001", "was-1001": "", "kind-1001": "queue", "name-1001": "Ben"},
            "1001: A user has this number as an extension.",
        ),
        ({"take": "6801", "was-6801": "", "kind-6801": "extension", "name-6801": "X"}, "6801: Value"),
        ({"take": "x" * 30, f"kind-{'x' * 30}": "queue", f"name-{'x' * 30}": "X"}, "Write its digits only."),
        ({}, "Nothing was chosen, so nothing was changed."),
    ],
)
def test_what_does_not_fit_any_more_is_refused_in_a_sentence(
    staff: Client, office: Pbx, form: dict[str, str], sentence: str
) -> None:
    make_office_number("6500", "Greeting", "ivr")
    make_extension("1001", user=make_user("ben"))

    answer = staff.post(f"/admin/pbx/pbx/{office.pk}/office-numbers/", form, follow=True)

    assert sentence in answer.content.decode()
    assert known() == [("6500", "Greeting", "ivr")]


def test_a_pbx_that_does_not_answer_is_said_so(staff: Client) -> None:
    office = make_pbx("away", url="http://127.0.0.1:9")

    answer = staff.get(f"/admin/pbx/pbx/{office.pk}/office-numbers/")

    assert (answer.status_code, bool(answer.context["trouble"])) == (200, True)


def test_only_who_may_change_office_numbers_sees_the_page(client: Client, office: Pbx) -> None:
    client.force_login(make_user("staff", is_staff=True))

    assert client.get(f"/admin/pbx/pbx/{office.pk}/office-numbers/").status_code == 403


def test_the_command_shows_first_and_takes_over_when_told(office: Pbx) -> None:
    make_office_number("6500", "Greeting", "ivr")
    make_office_number("6799", "Old", "queue")

    shown = run("office_numbers_sync", "office")
    before = known()
    done = run("office_numbers_sync", "office", "--apply")

    assert "Nothing was written. With --apply: 2 to take over." in shown
    assert before == [("6500", "Greeting", "ivr"), ("6799", "Old", "queue")]
    assert "Office numbers added: 1. Changed: 1. Removed: 0." in done
    assert known() == [("6500", "Main menu", "ivr"), ("6700", "Support", "queue"), ("6799", "Old", "queue")]


def test_the_command_says_what_it_had_to_leave_out(office: Pbx) -> None:
    make_extension("6700", user=make_user("ben"))

    with pytest.raises(CommandError, match="1 left out"):
        run("office_numbers_sync", "office", "--apply")

    assert known() == [("6500", "Main menu", "ivr")]


def test_a_pbx_without_queues_has_none(office: Pbx, sim: Simulator) -> None:
    sim.fault("queue/query", "errno", errno="10013")

    assert [number.number for number in driver_for(office).office_numbers()] == ["6500"]


def test_a_number_is_entered_by_a_command(office: Pbx) -> None:
    said = run("office_number_add", "6200", "Sales", "ring_group", "--pbx", "office")

    assert said == "Sales can be called: Ring group 6200@office.\n"
    assert known() == [("6200", "Sales", "ring_group")]


@pytest.mark.parametrize(
    ("number", "pbx", "sentence"),
    [("62 00", "office", "Write its digits only."), ("6200", "elsewhere", "There is no PBX elsewhere. Known: office.")],
)
def test_a_command_that_does_not_fit_says_why(office: Pbx, number: str, pbx: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("office_number_add", number, "Sales", "ring_group", "--pbx", pbx)
