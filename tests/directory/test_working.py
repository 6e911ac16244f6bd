"""A worker's part of an import: done once, gone on with where another worker was killed, or given up in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from directory.importing import jobs, starting, working
from directory.importing.storing import PIECE, as_file, keep
from directory.models import Contact, ImportEntry, ImportMapping, ImportRun
from directory.tasks import forget_old_imports
from tests.directory.reading_files import SAMPLES
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db(transaction=True)
Stage = ImportRun.Stage


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)


def make_run(content: bytes, **about: object) -> ImportRun:
    run = ImportRun(user=make_user(), user_name="anna", file_name="people.csv", region="DE", **about)
    starting.begin(run, [content])
    return run


def people(number: int) -> bytes:
    rows = "".join(f"Clara {index},030 23125 2{index:02}\n" for index in range(number))
    return f"name,phone\n{rows}".encode()


def work(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    working.work_at(run.pk, run.attempt)
    run.refresh_from_db()
    return run


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker dies after its second batch."""
    batches = jobs.batches

    def cut_off(cards: Iterator[object]) -> Iterator[list[object]]:
        yield from islice(batches(cards), 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "batches", cut_off)
    yield
    monkeypatch.setattr(jobs, "batches", batches)


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_file_is_read_shown_brought_in_and_taken_back() -> None:
    make_contact("Clara 0", "030 23125 100")
    run = make_run(people(3) + b"Ben,later\nClara 1,030 23125 201\n")
    run.refresh_from_db()
    assert (run.stage, run.total, run.format) == (Stage.READY, 5, "a table")
    assert run.counts == {"created": 3, "changed": 0, "same": 0, "duplicates": 1, "rejected": 1}
    assert Contact.objects.count() == 1

    assert starting.bring_in(run)
    run.refresh_from_db()
    assert (run.stage, run.done, run.total) == (Stage.APPLIED, 5, 5)
    assert run.counts == {"created": 3, "changed": 0, "same": 1, "duplicates": 0, "rejected": 1}
    assert Contact.objects.count() == 4
    assert not run.pieces.exists()
    assert list(run.entries.values_list("row", "verdict")) == [(5, "rejected")]
    assert not starting.bring_in(run)

    assert starting.take_back(run, by=make_user("ben"))
    run.refresh_from_db()
    assert (run.stage, run.undone_by, Contact.objects.here().get().name) == (Stage.UNDONE, make_user("ben"), "Clara 0")
    assert not starting.take_back(run, by=make_user("ben"))


@pytest.mark.usefixtures("_no_broker")
def test_a_job_delivered_twice_is_done_once() -> None:
    run = make_run(people(3))
    attempt = run.attempt

    work(run)
    working.work_at(run.pk, attempt)

    assert ImportEntry.objects.filter(run=run).count() == 3


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.usefixtures("killed_after")
def test_a_killed_worker_is_found_and_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run(people(7))
    ImportRun.objects.filter(pk=run.pk).update(stage=Stage.APPLYING)
    with pytest.raises(KeyboardInterrupt):
        work(run)
    run.refresh_from_db()
    assert (run.done, Contact.objects.count()) == (4, 4)
    assert working.forgotten() == []
    ImportRun.objects.update(beat_at=timezone.now() - working.SILENCE - timedelta(seconds=1))

    [found] = working.forgotten()
    monkeypatch.undo()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jobs, "BATCH", 2)
        working.work_at(run.pk, run.attempt)
        assert Contact.objects.count() == 4, "the worker that was taken for dead"
        work(found)

    found.refresh_from_db()
    assert (found.stage, found.created, Contact.objects.count()) == (Stage.APPLIED, 7, 7)


@pytest.mark.usefixtures("_no_broker")
def test_a_worker_that_is_taken_over_writes_nothing_more() -> None:
    run = make_run(people(3))
    ImportRun.objects.filter(pk=run.pk).update(stage=Stage.APPLYING)
    run.refresh_from_db()
    ImportRun.objects.update(attempt=9)

    with as_file(run) as path, pytest.raises(jobs.TakenOver):
        jobs.apply(run, path)

    assert Contact.objects.count() == 0


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.parametrize(
    ("stage", "after"),
    [
        (Stage.READING, Stage.FAILED),
        (Stage.APPLYING, Stage.APPLIED),
        (Stage.UNDOING, Stage.APPLIED),
        (Stage.RESTORING, Stage.UNDONE),
    ],
)
def test_what_ends_workers_again_and_again_is_given_up_with_a_sentence(stage: Stage, after: Stage) -> None:
    run = make_run(people(3))

    for _try in count():
        ImportRun.objects.update(beat_at=timezone.now() - timedelta(hours=1), stage=stage)
        if not working.forgotten():
            break

    run.refresh_from_db()
    assert (run.stage, run.tries) == (after, working.MOST_TRIES)
    assert "begun several times" in run.sentence


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_columns_are_mapped_once_and_the_mapping_is_remembered() -> None:
    content = (SAMPLES / "by-hand.csv").read_bytes()
    run = make_run(content)
    run.refresh_from_db()
    assert (run.stage, run.sentence[:16]) == (Stage.MAPPING, "No column is hea")

    assert starting.map_columns(run, {"Wer": "name", "Wo": "company", "Womit": "phone:Mobile"})
    run.refresh_from_db()
    assert (run.stage, run.created, run.ignored) == (Stage.READY, 1, ["Schuhgröße"])

    again = make_run(content)
    again.refresh_from_db()
    assert (again.stage, again.created) == (Stage.READY, 1)
    assert ImportMapping.objects.count() == 1


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_a_file_that_cannot_be_read_says_why() -> None:
    run = make_run(b"%PDF-1.7")
    run.refresh_from_db()

    assert (run.stage, run.sentence[:26]) == (Stage.FAILED, "This is no list of contact")


@pytest.mark.usefixtures("_no_broker")
def test_a_file_is_kept_in_pieces_and_comes_out_as_it_went_in(tmp_path: Path) -> None:
    run = make_run(b"")
    run.pieces.all().delete()
    content = bytes(range(256)) * (PIECE // 100)

    keep(run, (content[begin : begin + 70_000] for begin in range(0, len(content), 70_000)))

    assert {len(piece.content) for piece in run.pieces.all()[:2]} == {PIECE}
    with as_file(run) as path:
        assert path.read_bytes() == content


@pytest.mark.usefixtures("_no_broker")
def test_files_that_nobody_brings_in_are_forgotten() -> None:
    make_run(people(1))
    long_ago = timezone.now() - working.KEPT - timedelta(days=1)
    for stage in (Stage.APPLIED, Stage.READY, Stage.UNDONE, Stage.READING):
        ImportRun.objects.create(stage=stage, created_at=long_ago, file_name=stage, region="DE")
    emptied = timezone.now() - timedelta(days=settings.KEEP_DELETED_DAYS + 1)
    ImportRun.objects.create(stage=Stage.UNDONE, created_at=emptied, beat_at=emptied, file_name="gone", region="DE")

    forget_old_imports()

    assert sorted(ImportRun.objects.values_list("file_name", flat=True)) == [
        *("applied", "people.csv", "reading"),
        "undone",  # what it had created lies in the bin and can be brought back
    ]


def test_the_progress_bar_knows_about_how_long_a_text_is(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(people(9))

    assert jobs.estimate(path) == 10
    assert jobs.estimate(SAMPLES / "apple.vcf") == 3
    assert jobs.estimate(SAMPLES / "workbook.xlsx") == 0
