"""What goes out comes in again as it was, in every format, and no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import tracemalloc
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clicktocall.audit.models import Entry
from directory.exporting.formats import FORMATS
from directory.exporting.gathering import cards_of
from directory.exporting.tables import GOOGLE, OUTLOOK, OWN, csv_lines
from directory.exporting.vcards import vcard_lines
from directory.exporting.workbooks import workbook_pieces
from directory.importing.bringing import bring
from directory.importing.cards import Card, Email, Phone
from directory.importing.cells import guarded, lines, one_line, unguarded
from directory.importing.labels import label_of
from directory.importing.planning import Wishes
from directory.models import Contact, PhoneNumber
from directory.tagging import tag
from tests.directory.reading_files import SAMPLES
from tests.directory.reading_files import cards_of as cards_in
from tests.factories import make_contact, make_user

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"], blacklist_characters="\ufeff"), max_size=30)
WORDS = TEXT.map(one_line).filter(lambda text: ":::" not in text)
SEVERAL_LINES = st.lists(TEXT, max_size=3).map("\n".join).map(lines)
LABELS = st.sampled_from(
    ["", "Work", "Mobile", "Home", "Main", "Fax", "Work fax", "Other", "Pager", "Desk, 2nd; floor"]
)
TAGS = st.lists(WORDS.filter(bool), max_size=3, unique=True)
PHONES = st.sampled_from(
    ["+49 30 23125 100", "+49 30 23125 101 ext. 7", "+44 20 7946 0120", "+1 202-555-0123", "1000", "*55", "112"]
)
SOME_PHONES = st.lists(st.builds(Phone, typed=PHONES, label=LABELS), max_size=4, unique_by=lambda phone: phone.typed)
SOME_EMAILS = st.lists(
    st.builds(Email, address=st.sampled_from(["a@acme.example", "b@acme.example"]), label=LABELS),
    max_size=2,
    unique_by=lambda email: email.address,
)
CARDS = st.builds(
    Card,
    name=WORDS.filter(bool),
    kind=st.sampled_from(["person", "company"]),
    uid=st.uuids(),
    given_name=WORDS,
    family_name=WORDS,
    phonetic_name=WORDS,
    company=WORDS,
    department=WORDS,
    title=WORDS,
    street=SEVERAL_LINES,
    postcode=WORDS.map(lambda text: text[:20].strip()),
    city=WORDS,
    province=WORDS,
    country=WORDS,
    website=WORDS,
    note=SEVERAL_LINES,
    phones=SOME_PHONES.map(tuple),
    emails=SOME_EMAILS.map(tuple),
    tags=TAGS.map(tuple),
).map(Card.settled)


def written(form: str, cards: list[Card]) -> bytes:
    counts = {"phones": 4, "emails": 2}
    if form == "xlsx":
        return b"".join(workbook_pieces(OWN, cards, **counts))
    if form.startswith("vcard"):
        return "".join(vcard_lines(cards, version=f"{form[-1]}.0")).encode()
    table = {"csv": OWN, "google": GOOGLE, "outlook": OUTLOOK}[form]
    return "".join(csv_lines(table, cards, **counts)).encode()


@pytest.mark.parametrize("form", FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(card=CARDS, has_default=st.booleans())
def test_what_goes_out_comes_in_as_it_was(tmp_path: Path, form: str, card: Card, has_default: bool) -> None:  # noqa: FBT001 -- drawn by hypothesis
    if has_default and len(card.phones) > 1:
        card = replace(card, phones=(*card.phones[:-1], replace(card.phones[-1], is_default=True)))
    path = tmp_path / "out"
    path.write_bytes(written(form, [card]))

    assert cards_in(path) == [card]


@given(st.text())
def test_a_guard_comes_off_as_it_went_on(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell)[:1] not in set("=+-@\t\r")


HOSTILE = Card(
    name="=cmd|' /C calc'!A0",
    company="@SUM(1)",
    title="-2+3",
    note="\t=1",
    uid=UUID(int=1),
    phones=(Phone(typed="+49 30 23125 100", label="=Work"), Phone(typed="+44 20 7946 0120")),
)


@pytest.mark.parametrize("form", ["csv", "google", "outlook"])
def test_no_cell_of_a_table_would_be_run_by_a_spreadsheet(form: str) -> None:
    rows = list(csv.reader(StringIO(written(form, [HOSTILE]).decode("utf-8-sig"), newline="")))

    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "google", "outlook"])
def test_a_number_keeps_its_plus(tmp_path: Path, form: str) -> None:
    path = tmp_path / "out"
    path.write_bytes(written(form, [HOSTILE]))

    [card] = cards_in(path)

    assert isinstance(card, Card)
    assert [phone.typed for phone in card.phones] == ["+49 30 23125 100", "+44 20 7946 0120"]
    assert (card.name, card.company, card.title) == (HOSTILE.name, HOSTILE.company, HOSTILE.title)


def test_lines_of_a_vcard_are_folded_between_characters() -> None:
    text = written("vcard4", [Card(name="ä" * 200, uid=UUID(int=1))]).decode()

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "ä" * 200 in text.replace("\r\n ", "")


def test_every_label_that_is_written_is_one_that_is_read() -> None:
    assert [label_of(label) for label in ("Work", "Mobile", "Work fax", "Main", "Pager")] == [
        "Work",
        "Mobile",
        "Work fax",
        "Main",
        "Pager",
    ]


def fill_directory() -> None:
    for name in ("google-new.csv", "outlook.csv", "apple.vcf", "yeastar-p.csv"):
        bring(SAMPLES / name, Wishes(region="DE"))


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMATS)
def test_an_export_brought_in_again_changes_nothing_and_fills_an_empty_directory(tmp_path: Path, form: str) -> None:
    fill_directory()
    before = list(cards_of(Contact.objects.order_by("pk")))
    assert len(before) > 6
    path = tmp_path / "out"
    path.write_bytes(b"".join(FORMATS[form].pieces(Contact.objects.order_by("pk"))))

    again = bring(path, Wishes(region="IT"))
    assert again.counts == {"created": 0, "changed": 0, "same": len(before), "duplicates": 0, "rejected": 0}

    identities = sorted(PhoneNumber.objects.values_list("e164", "digits", "extension"))
    Contact.objects.all().delete()
    bring(path, Wishes(region="IT"))
    assert list(cards_of(Contact.objects.order_by("pk"))) == before
    assert sorted(PhoneNumber.objects.values_list("e164", "digits", "extension")) == identities


@pytest.mark.django_db
@pytest.mark.parametrize("contacts", [1, 3])
@pytest.mark.parametrize(("form", "queries"), [("csv", 6), ("vcard4", 4)])
def test_an_export_costs_the_same_for_one_contact_and_for_three(contacts: int, form: str, queries: int) -> None:
    for number in range(contacts):
        tag(make_contact(f"Clara {number}", "030 23125 200"), ["VIP"])

    with CaptureQueriesContext(connection) as asked:
        list(FORMATS[form].pieces(Contact.objects.order_by("pk")))

    # contacts, numbers, addresses, tags; for a table, before that: most numbers, most addresses
    assert len(asked) == queries


@pytest.mark.thorough
@pytest.mark.django_db
def test_an_export_holds_a_few_contacts_at_a_time() -> None:
    Contact.objects.bulk_create([Contact(name=f"Clara {number}", note="x" * 5_000) for number in range(2_000)])
    pieces = FORMATS["vcard3"].pieces(Contact.objects.order_by("pk"))
    next(pieces)
    tracemalloc.start()

    size = sum(map(len, pieces))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 10_000_000
    assert most < 0.8 * size


@pytest.mark.django_db
def test_the_command_writes_what_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tag(make_contact("Anna", "030 23125 100"), ["VIP"])
    make_contact("Ben", "030 23125 101")
    make_contact("Secret", shelf=Contact.Shelf.PERSONAL, owner=make_user("cleo"))
    make_contact("Gone").delete()
    path = tmp_path / "out.vcf"

    def names(*words: str) -> list[str]:
        call_command("contacts_export", str(path), "--format", "vcard3", *words)
        return [card.name for card in cards_in(path) if isinstance(card, Card)]

    assert names() == ["Anna", "Ben"]
    assert names("--tag", "vip") == ["Anna"]
    assert names("--search", "0049 30 23125 101") == ["Ben"]
    assert names("--user", "cleo") == ["Anna", "Ben", "Secret"]
    assert Entry.objects.filter(what="exported").count() == 4
    out = TextIOWrapper(BytesIO())
    monkeypatch.setattr("sys.stdout", out)
    call_command("contacts_export", "--format", "csv")
    assert isinstance(out.buffer, BytesIO)
    assert b"Anna" in out.buffer.getvalue()


@pytest.mark.django_db
def test_an_export_that_cannot_be_written_or_meant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("contacts_export", str(tmp_path / "none" / "out.csv"))
    with pytest.raises(CommandError, match="There is no user nobody"):
        call_command("contacts_export", "--user", "nobody")
