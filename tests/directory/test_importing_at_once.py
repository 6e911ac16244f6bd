"""Two files that name the same people, brought in at the same moment: everybody is in the directory once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from directory.importing import jobs
from directory.importing.bringing import bring
from directory.importing.planning import Wishes
from directory.models import Contact, PhoneNumber

PEOPLE = 60


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("uid", ["", "a{}"])
def test_who_is_in_both_files_comes_in_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uid: str) -> None:
    monkeypatch.setattr(jobs, "BATCH", 7)
    rows = [f"{uid.format(number)},Clara {number},030 23125 {100 + number}\n" for number in range(PEOPLE)]
    paths = [tmp_path / "one.csv", tmp_path / "other.csv"]
    for path in paths:
        path.write_text("uid,name,phone\n" + "".join(rows), encoding="utf-8")
    together = Barrier(len(paths))

    def bring_in(path: Path) -> tuple[int, int]:
        together.wait(timeout=20)
        try:
            run = bring(path, Wishes(region="DE"))
        finally:
            connection.close()
        return run.created, run.same

    with ThreadPoolExecutor(len(paths)) as threads:
        outcomes = list(threads.map(bring_in, paths))

    assert [created + same for created, same in outcomes] == [PEOPLE, PEOPLE]
    assert sum(created for created, _same in outcomes) == PEOPLE
    assert (Contact.objects.count(), PhoneNumber.objects.count()) == (PEOPLE, PEOPLE)
