"""What an import has created and is taken back lies in the bin like anything else that was deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import binning, editing
from directory.drafts import draft_of
from directory.importing import jobs
from directory.importing.bringing import bring, take_back
from directory.importing.planning import Wishes
from directory.models import Change, Contact, ImportRun, PhoneNumber
from directory.search import find, whose
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
GERMANY = Wishes(region="DE")
UID = "6a8b9c1e-0f3d-4d5a-9b7c-2e1f00112233"
Verb = Change.Verb


@pytest.fixture
def ben_came_in(tmp_path: Path) -> ImportRun:
    return bring(file_of_ben(tmp_path), GERMANY)


def file_of_ben(folder: Path) -> Path:
    return file(folder, f"uid,name,company,phone,tags\n{UID},Ben,ACME,030 23125 102,VIP\n")


def file(folder: Path, content: str) -> Path:
    path = folder / "contacts.csv"
    path.write_text(content, encoding="utf-8")
    return path


def many(folder: Path, count: int) -> Path:
    return file(folder, "name,phone\n" + "".join(f"Clara {one},030 23125 2{one:02}\n" for one in range(count)))


def delete_by_hand(_run: ImportRun) -> None:
    editing.delete(Contact.objects.get(), by=make_user())


def test_what_was_created_goes_into_the_bin_with_all_that_belongs_to_it(ben_came_in: ImportRun) -> None:
    ben, boss = Contact.objects.get(), make_user("boss", is_superuser=True)
    ImportRun.objects.update(undone_by=boss)

    take_back(ben_came_in)

    assert binning.in_the_bin(boss).contacts == [ben]
    assert (Contact.objects.here().count(), binning.days_left(Contact.objects.get())) == (0, settings.KEEP_DELETED_DAYS)
    assert list(ben.changes.values_list("verb", "revision", "user_name", "user")) == [
        (Verb.UNDONE, 2, "boss", boss.pk),
        (Verb.ADDED, 1, "manage.py", None),
    ]


def test_single_ones_are_brought_back_as_they_were(ben_came_in: ImportRun) -> None:
    ben = Contact.objects.get()
    before = draft_of(ben)
    take_back(ben_came_in)

    assert editing.restore(ben, by=make_user())

    assert (draft_of(Contact.objects.here().get()), ben.revision) == (before, 3)
    assert [found.pk for found in find("23125 102", user=make_user(), region="DE")] == [ben.pk]


def test_the_search_finds_none_of_it(ben_came_in: ImportRun) -> None:
    anna = make_user()
    assert [len(find(asked, user=anna, region="DE")) for asked in ("ben", "acme", "125 102", "236")] == [1, 1, 1, 1]

    take_back(ben_came_in)

    assert [len(find(asked, user=anna, region="DE")) for asked in ("ben", "acme", "125 102", "236")] == [0, 0, 0, 0]
    assert whose("+493023125102", user=anna) is None


@pytest.mark.parametrize("goes", [take_back, delete_by_hand])
def test_the_same_file_comes_in_again_however_its_contacts_have_gone(
    ben_came_in: ImportRun, tmp_path: Path, goes: Callable[[ImportRun], object]
) -> None:
    old = Contact.objects.get()
    goes(ben_came_in)

    again, once_more = bring(file_of_ben(tmp_path), GERMANY), bring(file_of_ben(tmp_path), GERMANY)

    assert (again.created, again.changed, once_more.same) == (1, 0, 1)
    assert Contact.objects.here().exclude(pk=old.pk).get().name == "Ben"
    assert not Contact.objects.here().filter(pk=old.pk).exists()
    take_back(again)
    assert Contact.objects.gone().count() == 2


def test_who_is_in_the_bin_already_lies_there_as_before_and_is_not_said_to_stay(ben_came_in: ImportRun) -> None:
    delete_by_hand(ben_came_in)
    before = Contact.objects.values().get()

    take_back(ben_came_in)

    assert (ben_came_in.kept, Contact.objects.values().get()) == (0, before)


def test_what_an_import_has_created_and_then_added_to_goes_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 1)
    path = file(tmp_path, "name,company,phone\nBen,ACME,030 23125 102\nBen,ACME,030 23125 103\n")
    run = bring(path, GERMANY)
    assert (run.created, run.changed, PhoneNumber.objects.count()) == (1, 1, 2)

    take_back(run)

    assert (run.kept, Contact.objects.here().count(), PhoneNumber.objects.count()) == (0, 0, 2)
    assert list(Change.objects.values_list("verb", flat=True)) == [Verb.UNDONE, Verb.IMPORTED, Verb.ADDED]


def test_what_somebody_has_edited_between_two_changes_of_an_import_stays_and_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 1)
    path = file(tmp_path, "name,company,phone\nBen,ACME,030 23125 102\nBen,ACME,030 23125 103\n")
    run = bring(path, GERMANY)
    Contact.objects.update(note="Call him", revision=3)

    take_back(run)

    assert (run.kept, Contact.objects.here().get().note) == (1, "Call him")
    assert list(PhoneNumber.objects.values_list("e164", flat=True)) == ["+493023125102"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_the_same_however_many_contacts_go(tmp_path: Path, rows: int) -> None:
    run = bring(many(tmp_path, rows), GERMANY)

    with CaptureQueriesContext(connection) as asked:
        take_back(run)

    others = [query["sql"] for query in asked if not any(word in query["sql"] for word in ("POINT", "COPY"))]
    assert [sql.split()[0] for sql in others if "INTO" not in sql] == [
        *("UPDATE", "SELECT"),  # the run is claimed
        *("SELECT", "SELECT", "UPDATE"),  # its changes, their contacts, into the bin
        *("UPDATE", "UPDATE"),  # what was taken back is so once; progress
        *("SELECT", "UPDATE", "SELECT"),  # no more changes; the end, the run again
    ]


def test_the_bin_is_emptied_of_many_a_bounded_number_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binning, "AT_ONCE", 2)
    make_contact("Anna", "030 23125 100")
    take_back(bring(many(tmp_path, 5), GERMANY))
    assert binning.empty_the_bin() == 0

    later = timezone.now() + timedelta(days=settings.KEEP_DELETED_DAYS, seconds=1)
    with time_machine.travel(later), CaptureQueriesContext(connection) as asked:
        assert binning.empty_the_bin() == 5

    deleted = [query["sql"] for query in asked if query["sql"].startswith('DELETE FROM "directory_contact" ')]
    assert (len(deleted), Contact.objects.get().name) == (3, "Anna")
