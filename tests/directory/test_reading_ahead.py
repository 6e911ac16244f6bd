"""The next batch is read meanwhile: one, in its order, in the same language; what goes wrong is told in its place."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, current_thread

import pytest
from django.utils.translation import get_language, override

from directory.importing.reading_ahead import ReadingAhead

SECONDS = 10


def test_batches_come_in_their_order_whether_they_were_begun_early_or_not() -> None:
    with ReadingAhead(iter([[1, 2], [3], [4, 5]])) as ahead:
        found = [ahead.next()]
        ahead.go_on()
        ahead.go_on()
        found += [ahead.next(), ahead.next(), ahead.next()]

    assert found == [[1, 2], [3], [4, 5], None]


def test_the_next_batch_is_read_while_this_one_is_worked_at_and_the_one_after_is_not() -> None:
    begun = [Event(), Event(), Event()]

    def batches() -> Iterator[list[int]]:
        for number, event in enumerate(begun):
            event.set()
            yield [number]

    with ReadingAhead(batches()) as ahead:
        assert ahead.next() == [0]
        assert not begun[1].is_set()
        ahead.go_on()
        assert begun[1].wait(SECONDS)
        assert not begun[2].is_set()


def test_what_goes_wrong_in_reading_comes_after_the_batches_before_it() -> None:
    def batches() -> Iterator[list[int]]:
        yield [1]
        raise ValueError("row 2")

    with ReadingAhead(batches()) as ahead:
        assert ahead.next() == [1]
        ahead.go_on()
        with pytest.raises(ValueError, match="row 2"):
            ahead.next()


def test_whoever_gives_up_leaves_no_thread_behind() -> None:
    threads = []

    def batches() -> Iterator[list[int]]:
        threads.append(current_thread())
        while True:
            yield [1]

    with ReadingAhead(batches()) as ahead:
        ahead.go_on()

    assert [thread.is_alive() for thread in threads] == [False]


def test_it_is_read_in_the_language_of_whoever_wants_it() -> None:
    spoken = []

    def batches() -> Iterator[list[int]]:
        spoken.append(get_language())
        yield [1]

    with override("it"), ReadingAhead(batches()) as ahead:
        ahead.go_on()
        ahead.next()

    assert spoken == ["it"]
