"""The order of results, page after page; what a user prefers; who sees what."""

from __future__ import annotations

from itertools import chain

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from clicktocall.accounts.models import User
from directory.finding import initials, statements
from directory.finding.keys import Key, key_from
from directory.models import Contact, Favourite
from directory.search import find_page, keep_search_text
from directory.tagging import tag
from tests.factories import make_call, make_contact, make_user

pytestmark = pytest.mark.django_db


def pages(query: str, *, user: User | None = None, limit: int = 2) -> list[list[str]]:
    found, after = [], ""
    while True:
        page = find_page(query, user=user or make_user(), region="DE", after=after, limit=limit)
        found.append([contact.name for contact in page.contacts])
        after = page.after
        if not after:
            return found


def names(query: str, *, user: User | None = None) -> list[str]:
    return list(chain.from_iterable(pages(query, user=user, limit=50)))


@pytest.fixture(params=["walk", "index", "short index"])
def _however(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found on a walk through the names, or by the index, or by an index that holds more than is looked at."""
    if request.param != "walk":
        monkeypatch.setattr(statements, "WALKED", 1)
    if request.param == "short index":
        monkeypatch.setattr(statements, "CANDIDATES", 30)


@pytest.mark.usefixtures("_however")
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_pages_follow_one_another_without_a_gap_and_without_repeating_anybody(limit: int) -> None:
    for name in (
        "Anders Zorn",
        "anders Adler",
        "Zoë Anders",
        "Bea Anders",
        "Mia Zanders",
        "Ida Landers",
        "Ida Landers",
    ):
        make_contact(name)
    make_contact("Nobody Else", company="Anders & Co")

    found = pages("anders", limit=limit)

    assert list(chain.from_iterable(found)) == [
        "anders Adler",
        "Anders Zorn",
        "Bea Anders",
        "Zoë Anders",
        "Nobody Else",
        "Ida Landers",
        "Ida Landers",
        "Mia Zanders",
    ]
    assert {len(page) for page in found[:-1]} <= {limit}


@pytest.mark.usefixtures("_however")
def test_numbers_that_begin_so_come_before_those_that_hold_it() -> None:
    make_contact("Zoë Hartley", "+49 171 3920012")
    make_contact("Anna Keller", "+49 89 17139200")
    make_contact("Ben Keller", "+49 171 3920099")

    assert pages("0171 39") == [["Zoë Hartley", "Ben Keller"]]
    assert pages("171 39") == [["Zoë Hartley", "Ben Keller"], ["Anna Keller"]]


@pytest.mark.usefixtures("_however")
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_numbers_that_begin_so_stand_in_their_order_each_contact_once_by_its_first(limit: int) -> None:
    make_contact("Zoë Hartley", "+49 171 3920099", "+49 171 3920001", "+49 30 1234567")
    make_contact("Anna Keller", "+49 171 3920012")
    make_contact("Ben Keller", "+49 171 3920012", "+49 171 3920012")
    make_contact("Ida Lang", "+49 171 3930000")
    make_contact("Carl Adler", "1713", "+49 171 3920050")

    found = list(chain.from_iterable(pages("1713", limit=limit)))

    assert found == ["Carl Adler", "Zoë Hartley", "Anna Keller", "Ben Keller", "Ida Lang"]


@pytest.mark.parametrize("query", ["+390", "+39 0", "0039 0", "+39 02"])
def test_a_country_code_and_a_zero_behind_it_find_each_number_once(query: str) -> None:
    make_contact("Rome", "+39 06 698 12345")
    make_contact("Milan", "+39 02 555 0101")
    make_contact("Mobile", "+39 333 1234567")

    found = list(chain.from_iterable(pages(query, limit=2)))

    assert len(found) == len(set(found))
    assert "Milan" in found


def test_a_number_that_many_share_is_read_page_by_page() -> None:
    for place in range(9):
        make_contact(f"Colleague {9 - place}", "+49 30 23125 100")

    found = pages("030 23125", limit=4)

    assert [len(page) for page in found] == [4, 4, 1]
    assert len(set(chain.from_iterable(found))) == 9


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("2662", ["Anna Maria Rossi"]),
        ("266", ["Anna Maria Rossi"]),
        ("26 76", ["Anna Maria Rossi"]),
        ("76774", ["Anna Maria Rossi"]),
        ("662", []),
        ("AR", ["Anna Maria Rossi"]),
        ("amr", ["Anna Maria Rossi"]),
        ("a r", ["Anna Maria Rossi"]),
        ("mr", []),
        ("kw", ["Kim Wu Xi"]),
        ("kwx", ["Kim Wu Xi"]),
        ("kx", ["Kim Wu Xi"]),
        ("wx", []),
        ("jv", ["Juan Vicente García López"]),
        ("xw", ["Xaver Wu 2"]),
        ("0", []),
        ("r a", ["Anna Maria Rossi"]),
        ("supplier", ["Anna Maria Rossi"]),
        ("vip rossi", ["Anna Maria Rossi"]),
        ("supp acme anna", ["Anna Maria Rossi"]),
        ("cme", ["Anna Maria Rossi"]),
        ("cm", []),
        ("s", ["Anna Maria Rossi"]),
    ],
)
def test_keypad_initials_tags_and_parts_of_words_find_somebody(query: str, found: list[str]) -> None:
    anna = make_contact("Anna Maria Rossi", company="ACME SpA")
    tag(anna, ["VIP", "Supplier"])
    keep_search_text(anna)
    make_contact("Ben Keller", company="Nord")
    make_contact("Kim Wu Xi")
    make_contact("Juan Vicente García López")
    make_contact("Xaver Wu 2")

    assert names(query) == found


@pytest.mark.parametrize("query", ["田", "太郎", "田中 太郎", "田中太郎", "中太"])
def test_names_without_spaces_are_found_by_any_part(query: str) -> None:
    make_contact("田中太郎")
    make_contact("山田花子", company="株式会社")

    assert names(query)[:1] == ["田中太郎"]


def test_favourites_come_first_then_whom_the_user_has_called_of_late() -> None:
    anna, ben = make_user("anna"), make_user("ben")
    for name in ("Clara Adler", "Clara Berg", "Clara Conrad", "Dora Clara"):
        make_contact(name)
    by_name = {contact.name: contact for contact in Contact.objects.all()}
    make_call(user=anna, contact=by_name["Clara Conrad"])
    Favourite.objects.create(user=anna, contact=by_name["Dora Clara"])
    Favourite.objects.create(user=ben, contact=by_name["Clara Berg"])

    assert pages("clara", user=anna) == [["Dora Clara", "Clara Conrad"], ["Clara Adler", "Clara Berg"]]
    assert names("adler", user=anna) == ["Clara Adler"]
    assert names("", user=ben) == ["Clara Adler", "Clara Berg", "Clara Conrad", "Dora Clara"]


@pytest.mark.usefixtures("_however")
@pytest.mark.parametrize("query", ["", "clara", "winter", "inte", "0171", "713", "clara 0171", "25272", "cw", "wintre"])
def test_nothing_is_found_that_the_user_may_not_see(query: str) -> None:
    anna, ben, team = make_user("anna"), make_user("ben"), Group.objects.create(name="team")
    ben.groups.add(team)
    number = "0171 39200 12"
    make_contact("Clara Winter 1", number)
    make_contact("Clara Winter 2", number, owner=ben)
    make_contact("Clara Winter 3", number, owner=anna, shelf=Contact.Shelf.PERSONAL)
    make_contact("Clara Winter 4", number, owner=anna, shelf=Contact.Shelf.GROUP, group=team)
    make_contact("Clara Winter 5", number, owner=ben, shelf=Contact.Shelf.GROUP, group=team)
    make_contact("Clara Winter 6", number, deleted_at=timezone.now())

    seen = {user: [name[-1] for name in names(query, user=make_user(user))] for user in ("anna", "ben", "cleo")}

    assert seen == {"anna": ["1", "2", "3", "4"], "ben": ["1", "2", "4", "5"], "cleo": ["1", "2"]}


def test_a_favourite_that_may_not_be_seen_is_not_shown() -> None:
    private = make_contact("Clara Winter", owner=make_user("ben"), shelf=Contact.Shelf.PERSONAL)
    Favourite.objects.create(user=make_user("anna"), contact=private)

    assert names("clara", user=make_user("anna")) == []


@pytest.mark.parametrize("after", ["", "0", "x.1.a", "1.x.a", "\u0661.1.a", "0.1", "9.1.zzz", f"0.{'9' * 30}.a"])
def test_a_made_up_place_in_the_list_is_no_error(after: str) -> None:
    make_contact("Clara Winter")

    assert len(find_page("clara", user=make_user(), region="DE", after=after).contacts) <= 1


def test_a_place_in_the_list_survives_its_address() -> None:
    key = Key(2, "o'neil. 7", 12)

    assert key_from(str(key)) == key


def test_a_family_name_and_names_the_other_way_round_are_beginnings_too() -> None:
    """Also without the walk and the index of words, and on the shelf of a group and one's own."""
    anna, editors = make_user(), Group.objects.create(name="Sales")
    anna.groups.add(editors)
    make_contact("Anna Schmidt")
    make_contact("Zoë Schmid", shelf="personal", owner=anna)
    make_contact("Bea Maria Schmidt", shelf="group", group=editors)
    make_contact("Schmidt", company="Schmidt AG")
    make_contact("Carl Schmidt", shelf="personal", owner=make_user("ben"))
    make_contact("Dora Keller", company="Schmidt AG")

    assert pages("schm", user=anna) == [
        ["Schmidt", "Zoë Schmid"],
        ["Anna Schmidt", "Bea Maria Schmidt"],
        ["Dora Keller"],
    ]
    assert names("schmidt bea m", user=anna) == ["Bea Maria Schmidt"]
    assert names("schmidt an", user=anna) == ["Anna Schmidt"]


@pytest.mark.usefixtures("_however")
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_keys_find_names_page_after_page_on_postgresql_beginnings_and_last_words_first(limit: int) -> None:
    for name in ("Anna Adler", "Bona Berg", "Zoë Anna", "Anna Anna", "Carl Amoc", "Eva Lind"):
        make_contact(name)
    make_contact("Ida Anna Lind")
    make_contact("Dora Lind", "+49 30 1266 2000")

    found = list(chain.from_iterable(pages("2662", limit=limit)))

    by_keys = ["Anna Adler", "Anna Anna", "Bona Berg", "Carl Amoc", "Zoë Anna", "Ida Anna Lind"]
    assert found == [*(by_keys if connection.vendor == "postgresql" else sorted(by_keys)), "Dora Lind"]


@pytest.mark.usefixtures("_however")
@pytest.mark.parametrize("first_words", [1, 100])
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_initials_find_names_page_after_page_on_postgresql_those_of_the_first_two_words_first(
    limit: int, first_words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the index is asked because too many first words have no such second one."""
    monkeypatch.setattr(initials, "FIRST_WORDS", first_words)
    anna = make_user("anna")
    for name in ("Rita Adler", "Anna Rossi", "Aaron Rubin", "Zoë Arndt", "Alma Ra Xi", "Anna Ben", "Arno Kern"):
        make_contact(name)
    make_contact("Anna Maria Rossi")
    make_contact("Ida Lind", company="Ar Systems")
    make_contact("Abel Ritter", shelf="personal", owner=anna)
    make_contact("Adam Roth", shelf="personal", owner=make_user("ben"))

    found = list(chain.from_iterable(pages("Ar", user=anna, limit=limit)))

    by_initials = ["Aaron Rubin", "Abel Ritter", "Alma Ra Xi", "Anna Rossi", "Anna Maria Rossi"]
    expected = by_initials if connection.vendor == "postgresql" else sorted(by_initials)
    assert found == ["Arno Kern", "Zoë Arndt", *expected, "Ida Lind"]


@pytest.mark.usefixtures("_however")
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_internal_numbers_that_begin_so_come_before_those_that_hold_the_digits(limit: int) -> None:
    make_contact("Reception", "1014")
    make_contact("Workshop", "1013")
    make_contact("Berlin", "+49 30 1011 2000")
    make_contact("Rome", "+39 010 123 4567")
    make_contact("Both", "1015", "+49 30 1011 3000")

    assert list(chain.from_iterable(pages("101", limit=limit))) == ["Workshop", "Reception", "Both", "Berlin", "Rome"]


def test_the_form_that_people_use_at_home_finds_a_number_abroad() -> None:
    make_contact("Paris", "+33 1 98 76 54 32")

    assert names("0198765432") == ["Paris"]
