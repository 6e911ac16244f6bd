"""What the database itself keeps for the search: SQLite's trigram index, and texts in the form of this version.

Django makes SQLite's tables anew when a column changes, and their triggers go with the old one. So this is looked after
whenever the database has been migrated, not once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from directory.describing import keep_search_text
from directory.models import Contact

BATCH = 500
INDEX = "directory_contact_trigrams"
_AS_INDEXED = "replace(replace({row}.search_text, char(10), ' '), ' ', '  ')"
"""Two spaces before each word: three signs are then enough for a word of one letter. See `trigrams.match`."""
_MAKE = f"CREATE VIRTUAL TABLE {INDEX} USING fts5(text, content='', detail=none, tokenize='trigram case_sensitive 1')"
_FILL = f"INSERT INTO {INDEX} (rowid, text) SELECT c.id, {_AS_INDEXED.format(row='c')} FROM directory_contact AS c"
_ADD = f"INSERT INTO {INDEX} (rowid, text) VALUES (new.id, {_AS_INDEXED.format(row='new')});"
_TAKE = f"INSERT INTO {INDEX} ({INDEX}, rowid, text) VALUES ('delete', old.id, {_AS_INDEXED.format(row='old')});"
_TRIGGERS = {
    f"{INDEX}_added": f"AFTER INSERT ON directory_contact BEGIN {_ADD} END",
    f"{INDEX}_changed": (
        "AFTER UPDATE OF search_text ON directory_contact"
        f" WHEN old.search_text <> new.search_text BEGIN {_TAKE} {_ADD} END"
    ),
    f"{INDEX}_taken": f"AFTER DELETE ON directory_contact BEGIN {_TAKE} END",
}


def look_after(*, using: str, **_about: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if "directory_knownword" not in connection.introspection.table_names():
        return  # on the way to or from a version without it
    if connection.vendor == "sqlite":
        _index_on_sqlite(connection)
    for batch in _batches(using):
        keep_search_text(*batch)


def rebuild(*, using: str = "default") -> int:
    """Write all search texts anew. Returns how many."""
    contacts = Contact.objects.using(using).only("pk").order_by("pk").iterator(chunk_size=BATCH)
    count = 0
    while batch := list(islice(contacts, BATCH)):
        keep_search_text(*batch)
        count += len(batch)
    return count


def _batches(using: str) -> Iterator[list[Contact]]:
    """Contacts whose text was written by an earlier version, in which no blank line stood before the numbers."""
    old = Contact.objects.using(using).exclude(search_text__contains="\n\n").exclude(search_text="").order_by("pk")
    last = 0
    while batch := list(old.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _index_on_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{INDEX}%"])
        there = {name for (name,) in cursor.fetchall()}
        if there >= {INDEX, *_TRIGGERS}:
            return
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        cursor.execute(_MAKE)
        cursor.execute(_FILL)
        for name, does in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {does}")
