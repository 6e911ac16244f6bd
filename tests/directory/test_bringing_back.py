"""What an import had created comes back from the bin as a whole, as far as it lies there as the undo has left it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clicktocall.accounts.models import User
from directory import binning, editing
from directory.drafts import draft_of
from directory.importing import jobs, restoring, starting, working
from directory.importing.bringing import bring, take_back
from directory.importing.planning import Wishes
from directory.models import Change, Contact, ImportRun
from directory.search import find
from directory.tasks import forget_old_imports
from tests.factories import make_contact, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_no_broker")]
Stage, Verb = ImportRun.Stage, Change.Verb


@pytest.fixture
def editor() -> User:
    """Somebody to whom shared contacts belong as much as to anybody else."""
    user = make_user("editor")
    user.user_permissions.add(Permission.objects.get(codename="delete_contact"))
    return user


@pytest.fixture
def taken_back(tmp_path: Path) -> Callable[..., ImportRun]:
    def make(count: int = 3, **wishes: Any) -> ImportRun:
        path = tmp_path / "contacts.csv"
        rows = "".join(f"Clara {one},030 23125 2{one:02}\n" for one in range(count))
        path.write_text(f"name,phone\n{rows}", encoding="utf-8")
        return take_back(bring(path, Wishes(region="DE", **wishes)))

    return make


def bring_back(run: ImportRun, *, by: User) -> ImportRun:
    assert starting.bring_back(run, by=by)
    working.work_at(run.pk, run.attempt)
    run.refresh_from_db()
    return run


def names() -> list[str]:
    return list(Contact.objects.here().order_by("name").values_list("name", flat=True))


def test_all_of_it_is_there_again_as_it_was_and_found(taken_back: Callable[..., ImportRun], editor: User) -> None:
    run = taken_back()
    before = [draft_of(contact) for contact in Contact.objects.order_by("pk")]

    bring_back(run, by=editor)

    assert (run.stage, run.restored, run.kept, run.done, run.total) == (Stage.APPLIED, 3, 0, 3, 3)
    assert [draft_of(contact) for contact in Contact.objects.here().order_by("pk")] == before
    assert [contact.name for contact in find("23125 202", user=make_user(), region="DE")] == ["Clara 2"]
    assert list(Contact.objects.all()[0].changes.values_list("verb", "revision", "user_name")) == [
        (Verb.RESTORED, 3, "editor"),
        (Verb.UNDONE, 2, "manage.py"),
        (Verb.ADDED, 1, "manage.py"),
    ]


def test_it_is_taken_back_and_brought_back_as_often_as_one_likes(
    taken_back: Callable[..., ImportRun], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    run = taken_back(5)

    for _time in range(2):
        bring_back(run, by=editor)
        assert (run.restored, len(names())) == (5, 5)
        take_back(run)
        assert (run.stage, run.restored, run.kept, names()) == (Stage.UNDONE, None, 0, [])


def test_who_was_edited_after_coming_back_stays_when_it_is_taken_back_again(
    taken_back: Callable[..., ImportRun], editor: User
) -> None:
    run = bring_back(taken_back(2), by=editor)
    Contact.objects.filter(name="Clara 0").update(note="Call her", revision=4)

    take_back(run)

    assert (run.kept, names()) == (1, ["Clara 0"])


def test_what_is_out_of_the_bin_stays_as_it_is_and_what_was_deleted_anew_stays_there(
    taken_back: Callable[..., ImportRun], editor: User
) -> None:
    run = taken_back(3)
    out, anew, _lying = Contact.objects.order_by("pk")
    for one in (out, anew):
        editing.restore(one, by=editor)
    editing.delete(anew, by=editor)
    before = list(Contact.objects.filter(pk__in=[out.pk, anew.pk]).order_by("pk").values())

    bring_back(run, by=editor)

    assert (run.restored, run.kept, names()) == (1, 1, ["Clara 0", "Clara 2"])
    assert list(Contact.objects.filter(pk__in=[out.pk, anew.pk]).order_by("pk").values()) == before


def test_nobody_takes_out_of_the_bin_as_a_whole_what_they_may_not_take_out_one_by_one(
    taken_back: Callable[..., ImportRun],
) -> None:
    run = taken_back(2)
    mine, anna = Contact.objects.order_by("pk")[0], make_user("anna")
    Contact.objects.filter(pk=mine.pk).update(owner=anna)

    bring_back(run, by=anna)

    assert (run.stage, run.restored, run.kept, names()) == (Stage.APPLIED, 1, 1, ["Clara 0"])
    assert binning.in_the_bin(anna).contacts == []


def test_where_nothing_can_come_back_the_import_is_not_said_to_be_in_the_directory(
    taken_back: Callable[..., ImportRun],
) -> None:
    run = taken_back(2)

    bring_back(run, by=make_user("anna"))

    assert (run.stage, run.restored, run.kept, names()) == (Stage.UNDONE, 0, 2, [])


def test_of_two_clicks_one_brings_it_back_and_what_is_in_the_directory_does_not_come_twice(
    taken_back: Callable[..., ImportRun], editor: User
) -> None:
    run = taken_back(1)
    stale = ImportRun.objects.get(pk=run.pk)
    assert starting.bring_back(run, by=editor)
    assert not starting.bring_back(stale, by=editor)

    working.work_at(run.pk, run.attempt)

    assert not starting.bring_back(stale, by=editor)
    assert Change.objects.filter(verb=Verb.RESTORED).count() == 1


def test_a_killed_worker_is_found_and_another_goes_on(
    taken_back: Callable[..., ImportRun], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    run = taken_back(5)
    done: list[object] = []

    def killed(changes: list[Change], run: ImportRun) -> restoring.Brought:
        if done:
            raise KeyboardInterrupt
        done.append(run)
        return restoring.restore(changes, run)

    assert starting.bring_back(run, by=editor)
    monkeypatch.setattr(jobs, "restore", killed)
    with pytest.raises(KeyboardInterrupt):
        working.work_at(run.pk, run.attempt)
    assert len(names()) == 2
    monkeypatch.setattr(jobs, "restore", restoring.restore)
    ImportRun.objects.update(beat_at=timezone.now() - timedelta(hours=1))

    [again] = working.forgotten()
    working.work_at(again.pk, again.attempt)

    again.refresh_from_db()
    assert (again.stage, again.restored, again.done, len(names())) == (Stage.APPLIED, 5, 5, 5)
    assert Change.objects.filter(verb=Verb.RESTORED).count() == 5


def test_it_can_be_brought_back_for_as_long_as_the_bin_keeps_it(
    taken_back: Callable[..., ImportRun], editor: User
) -> None:
    run, days = taken_back(1), settings.KEEP_DELETED_DAYS

    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=-1)):
        forget_old_imports()
        binning.empty_the_bin()
        bring_back(run, by=editor)
        take_back(run)
    with time_machine.travel(timezone.now() + timedelta(days=2 * days, hours=1)):
        binning.empty_the_bin()
        assert not starting.bring_back(run, by=editor)
        forget_old_imports()

    assert (Contact.objects.count(), ImportRun.objects.count()) == (0, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_the_same_however_many_contacts_come_back(
    taken_back: Callable[..., ImportRun], editor: User, rows: int
) -> None:
    run = taken_back(rows)
    make_contact("Anna", "030 23125 100")
    assert starting.bring_back(run, by=editor)

    with CaptureQueriesContext(connection) as asked:
        jobs.bring_back(run)

    others = [query["sql"] for query in asked if not any(word in query["sql"] for word in ("POINT", "COPY"))]
    assert [sql.split()[0] for sql in others if "INTO" not in sql and sql.split()[0] in {"SELECT", "UPDATE"}] == [
        *("SELECT", "SELECT"),  # the lines of the undo, what of it lies in the bin
        *("SELECT", "SELECT", "SELECT", "SELECT"),  # the user, two for their rights, what they may take out
        "UPDATE",  # out of the bin
        *("UPDATE", "UPDATE"),  # what has come back, comes once; progress
        *("SELECT", "SELECT", "UPDATE", "SELECT"),  # no more; how many; the end, the run again
    ]
    assert len(names()) == rows + 1
