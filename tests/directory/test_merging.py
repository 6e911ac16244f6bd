"""Bringing rows into the directory, as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.importing.merging import BATCH, Import, Report
from directory.importing.reading import Fault, Row
from directory.models import Contact, PhoneNumber
from directory.search import find, whose
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def row(name: str, *numbers: str, company: str = "", number: int = 2) -> Row:
    return Row(number=number, name=name, company=company, numbers=tuple(("Work", typed) for typed in numbers))


def bring(*rows: Row | Fault, dry_run: bool = False) -> tuple[Report, list[Fault]]:
    told: list[Fault] = []
    run = Import(region="DE", tell=told.append, dry_run=dry_run)
    run.bring(rows)
    return run.report, told


def directory() -> list[tuple[str, str, list[str]]]:
    return [
        (contact.name, contact.company, [number.e164 or number.digits for number in contact.numbers.all()])
        for contact in Contact.objects.with_numbers()
    ]


def test_new_people_come_in_with_all_their_numbers_and_are_found() -> None:
    report, told = bring(
        row("Zoë Hartley", "0171 39200 12", "1002", company="ACME"), row("Ben", "030 23125 100 ext. 7")
    )

    assert (report, told) == (Report(created=2), [])
    assert directory() == [("Ben", "", ["+493023125100"]), ("Zoë Hartley", "ACME", ["+491713920012", "1002"])]
    assert [contact.name for contact in find("zoe 0171 39", user=make_user(), region="DE")] == ["Zoë Hartley"]
    assert whose("1002", user=make_user()) == Contact.objects.get(name="Zoë Hartley")


def test_the_same_file_again_changes_nothing() -> None:
    rows = [row("Anna", "030 23125 100", "1000", company="ACME"), row("Ben", "030 23125 101 ext. 7")]
    bring(*rows)
    before = (list(Contact.objects.values()), list(PhoneNumber.objects.values()))

    report, _told = bring(*rows)

    assert report == Report(same=2)
    assert (list(Contact.objects.values()), list(PhoneNumber.objects.values())) == before


def test_a_known_contact_gets_the_numbers_it_lacks_and_keeps_what_it_has() -> None:
    make_contact("Anna Keller", "+49 30 23125 100", company="ACME")

    report, _told = bring(row("ANNA  KELLER", "(030) 23125-100", "0171 39200 12", company="Acme"))

    assert report == Report(changed=1)
    assert directory() == [("Anna Keller", "ACME", ["+493023125100", "+491713920012"])]
    assert list(PhoneNumber.objects.values_list("typed", "position")) == [("+49 30 23125 100", 0), ("0171 39200 12", 1)]
    assert [contact.name for contact in find("0171 392", user=make_user(), region="DE")] == ["Anna Keller"]


def test_of_two_that_are_alike_the_first_gets_the_number() -> None:
    first, second = make_contact("Anna", "030 23125 100"), make_contact("Anna", "030 23125 101")

    bring(row("Anna", "030 23125 102"))

    assert [contact.numbers.count() for contact in (first, second)] == [2, 1]


def test_another_company_or_another_accent_is_another_contact() -> None:
    make_contact("Rene Weiss", "030 23125 100", company="ACME")

    report, _told = bring(
        row("Rene Weiss", "030 23125 100", company="Bolt"), row("René Weiss", "030 23125 1", company="ACME")
    )

    assert report == Report(created=2)


def test_an_extension_makes_another_number() -> None:
    report, _told = bring(row("Anna", "030 23125 000 ext. 1"), row("Anna", "030 23125 000 ext. 2"))

    assert report == Report(created=1, changed=1)
    assert list(PhoneNumber.objects.values_list("extension", flat=True)) == ["1", "2"]


def test_a_bad_number_is_told_and_the_contact_comes_in_with_the_others() -> None:
    report, told = bring(row("Anna", "030 23125 100", "see website", number=7))

    assert report == Report(created=1, numbers_left_out=1)
    assert told == [Fault(row=7, sentence='Work "see website" is left out. This has no digits. Type a phone number.')]
    assert directory() == [("Anna", "", ["+493023125100"])]


def test_a_fault_and_a_name_too_long_for_the_database_are_rejected() -> None:
    fault = Fault(row=2, sentence="It is empty.")

    report, told = bring(fault, row("A" * 201, "030 23125 100", number=3), row("B" * 200, "030 23125 100"))

    assert report == Report(created=1, rejected=2)
    assert told == [fault, Fault(row=3, sentence="Its name or company is longer than 200 characters.")]


def test_a_dry_run_counts_the_same_and_writes_nothing() -> None:
    make_contact("Anna", "030 23125 100")
    rows = [row("Anna", "030 23125 201"), *(row(f"Clara {number}", "030 23125 200") for number in range(BATCH))]
    rows += [row("Clara 0", "030 23125 200"), row("Clara 0", "030 23125 201"), row("Anna", "030 23125 201")]

    dry, _told = bring(*rows, dry_run=True)

    assert directory() == [("Anna", "", ["+493023125100"])]
    assert dry == bring(*rows)[0] == Report(created=BATCH, changed=2, same=2)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_the_same_however_many_rows_it_has(rows: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        bring(*(row(f"Clara {number}", "030 23125 200", "1000") for number in range(rows)))

    assert [query["sql"].split()[0] for query in asked if "POINT" not in query["sql"]] == [
        *("SELECT", "INSERT", "INSERT"),
        *("SELECT", "INSERT"),  # words that were not known yet
    ]


def test_rows_are_read_a_batch_at_a_time() -> None:
    written_when_read: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(2 * BATCH + 1):
            if number % BATCH == 0:
                written_when_read.append(Contact.objects.count())
            yield row(f"Clara {number}", "030 23125 200")

    Import(region="DE", tell=lambda _fault: None).bring(rows())

    assert written_when_read == [0, BATCH, 2 * BATCH]
