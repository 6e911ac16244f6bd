"""Extensions of the PBX and of the users, side by side and brought in line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clicktocall.accounts.models import User
from clicktocall.pbx.drivers.base import NotSent
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from directory.syncing.applying import Applied, Choice, apply
from directory.syncing.comparing import Because, Row, Standing, Suggestions, compare
from tests.factories import make_extension, make_pbx, make_user
from tests.pbx.drivers.raw_server import closed_port, say
from tests.pbx.drivers.yeastar_s.stand_in import YeastarStandIn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Iterator[Pbx]:
    with Simulator(Config(password="Secret123")) as sim:
        yield make_pbx("office", url=sim.url)


def give(number: str, *, was: str = "", to: str = "", **ticks: bool) -> Choice:
    return Choice(number=number, was=was, username=to, **ticks)


def owners() -> dict[str, str]:
    return dict(Extension.objects.values_list("number", "user__username"))


# Comparing


def test_each_extension_stands_as_new_mapped_or_gone(office: Pbx) -> None:
    make_user("ben", first_name="Ben", last_name="Okafor")
    make_extension("1000", pbx=office, user=make_user("anna"))
    make_extension("99", pbx=office, user=make_user("anna"))

    rows = compare(office, driver_for(office))

    assert [(row.number, row.standing) for row in rows[:4]] == [
        ("99", Standing.GONE), ("1000", Standing.MAPPED), ("1001", Standing.NEW), ("1002", Standing.NEW),
    ]  # fmt: skip
    assert rows[1] == Row(number="1000", standing=Standing.MAPPED, name="Anna Keller", phone="Registered", owner="anna")
    assert (rows[2].suggested, rows[2].because, rows[3].suggested) == ("ben", Because.NAME, "")
    assert len(rows) == 11


def test_an_email_address_suggests_before_a_name() -> None:
    make_user("anna", email="Anna@Example.com")
    make_user("annette", first_name="Ann", last_name="Keller")
    with YeastarStandIn() as pbx:
        listed = {"number": "1000", "status": "Registered", "username": "Ann Keller"}
        details = {"number": "1000", "email": " anna@example.COM", "registerpassword": "secret"}
        pbx.replies["extension/list"] = say({"status": "Success", "extlist": [listed]})
        pbx.replies["extension/query"] = say({"status": "Success", "extinfos": [details]})
        office = make_pbx(url=pbx.url, password="Office-Password-7")

        row = compare(office, driver_for(office))[0]

    assert (row.suggested, row.because) == ("anna", Because.EMAIL)


@pytest.mark.parametrize(
    ("name", "suggested"),
    [
        ("Jürgen Møller", "jm"),
        ("juergen moeller", "jm"),
        ("Møller, Jürgen", "jm"),
        ("JM", "jm"),
        ("Jürgen", ""),
        ("", ""),
        ("???", ""),
    ],
)
def test_names_are_compared_folded(name: str, suggested: str) -> None:
    users = [User(username="jm", first_name="Jürgen", last_name="Møller"), User(username="x")]

    assert Suggestions(users).for_phone(name=name, email="")[0] == suggested


def test_what_fits_two_users_suggests_nobody() -> None:
    users = [User(username=name, first_name="Ann", last_name="Lee", email="office@example.com") for name in "ab"]

    assert Suggestions(users).for_phone(name="Ann Lee", email="office@example.com") == ("", None)


def test_users_without_an_address_fit_no_phone_without_one() -> None:
    assert Suggestions([User(username="a", email="")]).for_phone(name="", email=" ") == ("", None)


def test_a_pbx_that_cannot_be_asked_is_said() -> None:
    office = make_pbx(url=f"http://127.0.0.1:{closed_port()}")

    with pytest.raises(NotSent):
        compare(office, driver_for(office))


# Applying


def test_extensions_are_given_moved_and_taken_away() -> None:
    office, _anna, _ben = make_pbx(), make_user("anna"), make_user("ben")
    make_extension("1001", user=_anna)
    make_extension("1002", user=_anna)

    applied = apply(office, [give("1000", to="ben"), give("1001", was="anna", to="ben"), give("1002", was="anna")])

    assert applied == Applied(given=1, changed=1, taken_away=1)
    assert applied.sentence == "Extensions given: 1. Changed: 1. Taken away: 1."
    assert owners() == {"1000": "ben", "1001": "ben"}


def test_a_first_phone_rings_first_and_a_second_does_not() -> None:
    office = make_pbx()
    make_user("anna")

    apply(office, [give("1000", to="anna"), give("1001", to="anna")])

    assert dict(Extension.objects.values_list("number", "is_default")) == {"1000": True, "1001": False}


def test_a_new_default_takes_over_from_the_old_one() -> None:
    office = make_pbx()
    make_extension("1000", is_default=True)

    apply(office, [give("1001", to="anna", is_default=True, autoanswer=True)])

    assert list(Extension.objects.values_list("number", "is_default", "autoanswer")) == [
        ("1000", False, False), ("1001", True, True),
    ]  # fmt: skip


def test_a_moved_default_does_not_clash_with_that_of_its_new_user() -> None:
    office = make_pbx()
    make_extension("1000", user=make_user("anna"), is_default=True)
    make_extension("1001", user=make_user("ben"), is_default=True)

    applied = apply(office, [give("1000", was="anna", to="ben")])

    assert (applied.refusals, owners()["1000"]) == ([], "ben")
    assert list(Extension.objects.filter(is_default=True).values_list("number", flat=True)) == ["1001"]


def test_what_somebody_else_changed_meanwhile_is_left_alone_and_said() -> None:
    office = make_pbx()
    make_user("anna")
    make_extension("1000", user=make_user("ben"))
    cleo = make_user("cleo")

    applied = apply(
        office,
        [
            give("1000", to="anna"),
            give("1000", was="cleo", to="anna"),
            give("1000", was="cleo"),
            give("1001", was="cleo", to="anna"),
        ],
    )

    belongs = "Extension 1000 belongs to ben by now. Look at the list again, and choose anew."
    assert applied.refusals == [
        belongs, belongs, belongs, "Extension 1001 was taken away in the meantime. Look at the list again.",
    ]  # fmt: skip
    assert (owners(), cleo.extensions.count()) == ({"1000": "ben"}, 0)


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (
            give("1000", to="nobody"),
            "Extension 1000: there is no active user nobody. Add the user first, or choose another.",
        ),
        (
            give("1000", to="gone"),
            "Extension 1000: there is no active user gone. Add the user first, or choose another.",
        ),
        (give("10a0", to="anna"), "10a0: An extension is digits only."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(choice: Choice, sentence: str) -> None:
    make_user("anna")
    make_user("gone", is_active=False)

    applied = apply(make_pbx(), [choice, give("1005", to="anna")])

    assert (applied.refusals, owners()) == ([sentence], {"1005": "anna"})
