"""The S-Series driver and the company contacts of its PBX, against the simulated one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from clicktocall.pbx.drivers.base import Can, Line, Refused, Unanswered
from clicktocall.pbx.drivers.books import NUMBERS, BookEntry, BookEntryReport
from clicktocall.pbx.drivers.lenient_json import loads
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbx.drivers.yeastar_s.books import FIELDS, listed
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.contacts import NUMBERS as THEIR_NUMBERS
from clicktocall.pbxsim.contacts import TEXTS as THEIR_TEXTS
from clicktocall.pbxsim.simulator import Simulator

PASSWORD = "Secret123"
MAGGIE = BookEntry(first_name="Maggie", last_name="Chou", business="03023125100", street="Wide Road 1", city="Berlin")


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator(Config(password=PASSWORD)) as simulator:
        yield simulator


@pytest.fixture
def driver(sim: Simulator) -> Iterator[YeastarS]:
    made = YeastarS(Line(name="sim", url=sim.url, username="api", password=PASSWORD), tokens=MemoryTokens())
    yield made
    made.log_out()


def test_an_entry_is_added_told_changed_and_removed(driver: YeastarS) -> None:
    key = driver.add_to_book(MAGGIE)
    added = driver.book()
    moved = replace(MAGGIE, street="", mobile="0171 3920010")
    driver.change_in_book(key, moved)
    changed = driver.book()
    driver.remove_from_book(key)

    assert (added, changed, driver.book()) == (
        (BookEntryReport(key=key, entry=MAGGIE),),
        (BookEntryReport(key=key, entry=moved),),
        (),
    )


def test_every_field_has_a_place_on_the_pbx() -> None:
    assert sorted(FIELDS.values()) == sorted((*THEIR_TEXTS, *THEIR_NUMBERS))
    assert sorted(FIELDS) == sorted(BookEntry().as_fields())
    assert {FIELDS[name] for name in NUMBERS} == set(THEIR_NUMBERS)


def test_what_the_pbx_does_not_take_is_refused_in_words(driver: YeastarS) -> None:
    with pytest.raises(Refused, match="did not accept the contact's fields") as refused:
        driver.add_to_book(replace(MAGGIE, business="*55"))

    assert (refused.value.code, Can.BOOK in driver.can) == ("10140", True)


def test_an_answer_that_is_lost_leaves_it_open_whether_it_was_added(sim: Simulator, driver: YeastarS) -> None:
    driver.keep_alive()
    sim.fault("companycontacts/add", "drop", processed=True)

    with pytest.raises(Unanswered):
        driver.add_to_book(MAGGIE)

    assert [report.entry for report in driver.book()] == [MAGGIE]


@pytest.mark.parametrize(("said", "keys"), [('"12"', ["12"]), ("12", ["12"]), ("true", []), ("null", []), ("[]", [])])
def test_an_id_is_a_text_or_a_number(said: str, keys: list[str]) -> None:
    answer = loads(f'[{{"id": {said}, "firstname": "Maggie", "unknown": 1}}, 7]'.encode())

    assert [report.key for report in listed(answer)] == keys
