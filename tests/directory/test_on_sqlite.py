"""What an import asks of SQLite ends with it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from directory.importing.on_sqlite import pages_are_kept_in_memory

DEFAULT, MEMORY = 0, 2
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="others need no asking"),
]


def where_pages_are_kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store")
        return int(cursor.fetchone()[0])


def test_pages_are_kept_in_memory_for_as_long_as_it_goes_on() -> None:
    with pages_are_kept_in_memory():
        assert where_pages_are_kept() == MEMORY

    assert where_pages_are_kept() == DEFAULT


def test_one_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="row 7"), pages_are_kept_in_memory():
        raise ValueError("row 7")

    assert where_pages_are_kept() == DEFAULT


def test_inside_a_transaction_it_stays_as_it_is() -> None:
    with transaction.atomic(), pages_are_kept_in_memory():
        assert where_pages_are_kept() == DEFAULT
