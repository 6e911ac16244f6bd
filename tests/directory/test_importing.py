"""Bringing files into the directory, as often as one likes, and taking them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.drafts import draft_of
from directory.editing import ChangedMeanwhile, change
from directory.importing import jobs
from directory.importing.applying import write
from directory.importing.bringing import bring, take_back
from directory.importing.planning import Plan, Verdict, Wishes
from directory.models import Change, Contact, EmailAddress, ImportRun, PhoneNumber
from directory.search import find, whose
from tests.directory.reading_files import SAMPLES
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
GERMANY = Wishes(region="DE")
CUT_OFF = "A spreadsheet has cut digits off this number. Format its column as text and type the number again."
Write = Callable[[str], Path]


@pytest.fixture
def file(tmp_path: Path) -> Write:
    def write(content: str) -> Path:
        path = tmp_path / "contacts.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def directory() -> list[tuple[str, str, list[str]]]:
    return [
        (contact.name, contact.company, [number.identity for number in contact.numbers.all()])
        for contact in Contact.objects.here().with_numbers()
    ]


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Contact, PhoneNumber, EmailAddress, Change)]


def verdicts(path: Path, wishes: Wishes = GERMANY) -> list[tuple[int, str, str]]:
    return [
        (plan.row, plan.verdict.value, plan.sentence) for looked in jobs.look(path, wishes) for plan in looked.plans
    ]


def test_new_people_come_in_with_all_that_belongs_to_them_and_are_found() -> None:
    run = bring(SAMPLES / "outlook.csv", Wishes(region="DE", tags=("Imported",)))

    jurgen = Contact.objects.get(family_name="Müller")
    assert run.counts == {"created": 3, "changed": 0, "same": 0, "duplicates": 0, "rejected": 1}
    assert jurgen.numbers.count() == 7
    assert [email.address for email in jurgen.emails.all()] == ["j.mueller@acme.example", "jm@home.example"]
    assert [tag.name for tag in jurgen.tags.all()] == ["Customers", "Imported", "VIP"]
    assert [change.verb for change in jurgen.changes.all()] == [Change.Verb.ADDED]
    assert [contact.pk for contact in find("muller 0171", user=make_user(), region="DE")] == [jurgen.pk]
    assert whose("+491713920012", user=make_user()) == Contact.objects.get(name="Lost Plus")


@pytest.mark.parametrize("name", ["google-new.csv", "outlook.csv", "apple.vcf", "vcard-40.vcf", "workbook.xlsx"])
def test_the_same_file_again_changes_nothing(name: str) -> None:
    """owncloud/contacts#588, monicahq/monica#5932: the second import made everybody twice."""
    first = bring(SAMPLES / name, GERMANY)
    before = everything()

    second = bring(SAMPLES / name, GERMANY)

    assert first.created
    assert (second.created, second.changed, second.duplicates) == (0, 0, 0)
    assert second.same == first.created
    assert everything() == before


def test_who_is_known_is_found_by_identity_then_number_and_name_then_name_and_company(file: Write) -> None:
    known = make_contact("Anna Keller", "030 23125 100", company="ACME")
    content = f"uid,name,company,phone\n{known.uid},Anna Maria Keller,,030 23125 101\n"
    content += ",ANNA  Keller,Other,(030) 23125-100\n,anna keller,acme,030 23125 102\n"

    run = bring(file(content), GERMANY)

    assert (run.created, run.changed, run.duplicates) == (0, 1, 2)
    assert directory() == [("Anna Keller", "ACME", ["+493023125100", "+493023125101", "+493023125102"])]


@pytest.mark.parametrize(
    ("name", "company"), [("Anna Keller", "Bolt"), ("Anna Keller", ""), ("Änna Keller", "ACME"), ("Ben Keller", "ACME")]
)
def test_who_only_resembles_somebody_is_somebody_else(file: Write, name: str, company: str) -> None:
    make_contact("Anna Keller", "030 23125 100", company="ACME")

    run = bring(file(f"name,company,phone\n{name},{company},030 23125 199\n"), GERMANY)

    assert run.created == 1


def test_empty_fields_are_filled_and_what_is_there_stays_unless_the_file_shall_win(file: Write) -> None:
    contact = make_contact("Anna Keller", "030 23125 100", title="Buyer")
    path = file("name,title,department,phone\nAnna Keller,Head buyer,Sales,030 23125 100\n")

    bring(path, GERMANY)
    contact.refresh_from_db()
    assert (contact.title, contact.department, contact.revision) == ("Buyer", "Sales", 2)

    bring(path, Wishes(region="DE", overwrites=True))
    contact.refresh_from_db()
    assert contact.title == "Head buyer"
    assert [change.fields for change in contact.changes.order_by("pk")] == [
        [["department", "", "Sales"]],
        [["title", "Buyer", "Head buyer"]],
    ]


def test_an_entry_comes_in_whole_or_is_rejected_with_a_sentence(file: Write) -> None:
    run = bring(file("name,phone,mobile\nAnna,030 23125 100,4.93023E+11\nBen,see website,\n"), GERMANY)

    assert directory() == []
    assert [(entry.row, entry.sentence, entry.source) for entry in run.entries.all()] == [
        (
            2,
            f'Mobile "4.93023E+11": {CUT_OFF}',
            ["Anna", "030 23125 100", "4.93023E+11"],
        ),
        (3, 'Number "see website": This has no digits. Type a phone number.', ["Ben", "see website", ""]),
    ]


def test_a_look_says_what_would_happen_and_writes_nothing(file: Write) -> None:
    make_contact("Anna", "030 23125 100")
    make_contact("Clara", "030 23125 102")
    before = everything()
    path = file(
        "name,phone\nAnna,030 23125 101\nAnna,030 23125 100\nClara,030 23125 102\n"
        "Ben,030 23125 100\nBen,030 23125 100\n,1\n"
    )

    found = verdicts(path)

    assert found == [
        (2, "created", ""),
        (3, "same", ""),
        (4, "same", ""),
        (5, "created", "Anna has this number already."),
        (6, "duplicate", "The same contact as in row 5."),
        (7, "rejected", "It has no name. Give it one."),
    ]
    assert everything() == before


def test_a_look_remembers_contacts_over_all_batches(file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    rows = [f"Clara {number},ACME,030 23125 2{number:02}\n" for number in range(5)]
    path = file("name,company,phone\n" + "".join(rows + rows))

    looked = [verdict for _row, verdict, _sentence in verdicts(path)]
    run = bring(path, GERMANY)

    assert looked == ["created"] * 5 + ["duplicate"] * 5
    assert (run.created, run.same) == (5, 5)


def test_only_contacts_of_the_same_shelf_are_touched(file: Write) -> None:
    """NethServer/dev#7515: an import asks who sees its contacts and whom they belong to."""
    anna, ben = make_user("anna"), make_user("ben")
    shared = make_contact("Clara", "030 23125 100")
    of_ben = make_contact("Clara", "030 23125 100", shelf=Contact.Shelf.PERSONAL, owner=ben)
    path = file(f"uid,name,phone\n{shared.uid},Clara,030 23125 100\n,Clara,030 23125 101\n")
    before = list(Contact.objects.order_by("pk").values())

    run = bring(path, Wishes(region="DE", shelf=Contact.Shelf.PERSONAL, owner_id=anna.pk))

    new = Contact.objects.exclude(pk__in=[shared.pk, of_ben.pk])
    assert run.created == 2
    assert {(contact.owner, contact.shelf) for contact in new} == {(anna, Contact.Shelf.PERSONAL)}
    assert list(Contact.objects.exclude(pk__in=new).order_by("pk").values()) == before


def test_an_undo_takes_the_whole_import_back(file: Write) -> None:
    contact = make_contact("Anna Keller", "030 23125 100", title="Buyer")
    contact.refresh_from_db()
    before = directory()
    path = file(
        "name,title,department,phone,e-mail,tags\n"
        "Anna Keller,Boss,Sales,030 23125 100 ::: 030 23125 101,a@acme.example,VIP\n"
        "Ben,,,030 23125 102,,VIP\n"
    )
    run = bring(path, Wishes(region="DE", overwrites=True))
    assert len(directory()) == 2

    take_back(run)

    contact.refresh_from_db()
    assert (run.stage, run.kept) == (ImportRun.Stage.UNDONE, 0)
    assert directory() == before
    assert (contact.title, contact.department, contact.emails.count(), contact.tags.count()) == ("Buyer", "", 0, 0)
    assert find("23125 101", user=make_user(), region="DE") == []
    assert contact.changes.order_by("pk").last() is not None
    assert bring(path, GERMANY).created == 1


def test_the_history_tells_who_took_an_import_back_and_who_edits_meanwhile_is_told(file: Write) -> None:
    contact, ben = make_contact("Anna Keller", "030 23125 100", title="Buyer"), make_user("ben")
    contact.refresh_from_db()
    run = bring(file("name,department,phone\nAnna Keller,Sales,030 23125 100\n"), GERMANY)
    contact.refresh_from_db()
    seen, mine = contact.revision, draft_of(contact)
    ImportRun.objects.filter(pk=run.pk).update(undone_by=ben)

    take_back(run)

    contact.refresh_from_db()
    last = contact.changes.all()[0]
    assert (last.verb, last.user, last.user_name) == (Change.Verb.UNDONE, ben, "ben")
    assert (last.fields, last.revision, contact.revision) == ([["department", "Sales", ""]], 3, 3)
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        change(contact, replace(mine, tags=("VIP",)), by=ben, region="DE", seen=seen)
    assert [one.verb for one in meanwhile.value.changes] == [Change.Verb.UNDONE]


def test_an_undo_leaves_alone_what_was_edited_since(file: Write) -> None:
    known = make_contact("Anna", "030 23125 100")
    run = bring(file("name,title,department,phone\nAnna,Boss,Sales,030 23125 100\nBen,,,030 23125 101\n"), GERMANY)
    Contact.objects.filter(pk=known.pk).update(title="Chair", revision=3)
    Contact.objects.filter(name="Ben").update(note="Call him", revision=2)

    take_back(run)

    known.refresh_from_db()
    assert run.kept == 1
    assert (known.title, known.department) == ("Chair", "")
    assert Contact.objects.filter(name="Ben").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_the_same_however_many_rows_it_has(file: Write, rows: int) -> None:
    path = file("name,phone\n" + "".join(f"Clara {number},030 23125 20{number}\n" for number in range(rows)))

    with CaptureQueriesContext(connection) as asked:
        bring(path, GERMANY)

    poured = ("knownword (slip", "searchword", "COPY", "POINT", "pg_advisory")
    others = [query["sql"] for query in asked if not any(word in query["sql"] for word in poured)]
    assert [sql.split()[0] for sql in others] == [
        *("INSERT", "DELETE", "SELECT"),  # the run; entries of its preview; the plans of the PBXs
        "SELECT",  # contacts with these numbers
        "SELECT",  # keys of the contacts, which are then poured with their numbers and their history
        "SELECT",  # words that are known; the others are learnt
        *("UPDATE", "UPDATE", "SELECT"),  # progress, the end, the run again
    ]


def test_rows_are_read_a_batch_ahead_and_no_further(file: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 10)
    read: list[int] = []
    written: list[tuple[int, int]] = []
    batches = jobs.batches

    def counted(entries: Iterator[object]) -> Iterator[list[object]]:
        for batch in batches(entries):
            read.append(len(batch))
            yield batch

    def watched(plans: list[Plan], run: ImportRun, **about: Any) -> None:
        written.append((Contact.objects.count(), sum(read)))
        write(plans, run, **about)

    monkeypatch.setattr(jobs, "batches", counted)
    monkeypatch.setattr("directory.importing.jobs.write", watched)

    bring(file("name,phone\n" + "".join(f"Clara {number},1000\n" for number in range(45))), GERMANY)

    assert written == [(0, 10), (10, 20), (20, 30), (30, 40), (40, 45)]


def test_what_cannot_be_read_further_says_what_came_in_before(file: Write) -> None:
    rows = "".join(f"Clara {number},030 23125 200\n" for number in range(jobs.BATCH))

    run = bring(file(f'name,phone\n{rows}"Ben,030 1\n'), GERMANY)

    assert run.stage == ImportRun.Stage.APPLIED
    assert run.sentence.startswith(f"Row {jobs.BATCH + 2} and what follows cannot be read")
    assert run.created == Contact.objects.count() == jobs.BATCH


def test_every_verdict_is_counted() -> None:
    assert set(jobs.COUNTED) == set(Verdict)
