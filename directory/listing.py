"""What a list shows of contacts: one statement for all of a page, and no more of each row than is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from clicktocall.prepared import fetch


class ListedNumber(NamedTuple):
    """A number of a contact, as a list needs it. A key of caches: all of it counts."""

    label: str
    typed: str
    e164: str
    digits: str
    extension: str


class Listed(NamedTuple):
    """A contact as a list shows it, its numbers in their order."""

    pk: int
    name: str
    company: str
    kind: str
    photo_key: str
    shelf: str
    numbers: tuple[ListedNumber, ...]


_COLUMNS = (
    "c.id, c.name, c.company, c.kind, c.photo_key, c.shelf, n.id, n.label, n.typed, n.e164, n.digits, n.extension"
)
_ORDER = "n.is_default DESC, n.position, n.id"
"""As the model of the numbers has it."""


def listed(keys: Iterable[int]) -> list[Listed]:
    """The contacts of these keys, in that order. Those that are not there are left out."""
    pks = list(keys)
    if not pks:
        return []
    marks, values = (", ".join(["%s"] * len(pks)), pks) if _is_sqlite() else ("SELECT unnest(%s::bigint[])", [pks])
    sql = (
        f"SELECT {_COLUMNS} FROM directory_contact AS c LEFT JOIN directory_phonenumber AS n ON n.contact_id = c.id"  # noqa: S608 -- our own columns; the keys are parameters
        f" WHERE c.id IN ({marks}) ORDER BY {_ORDER}"
    )
    contacts: dict[int, tuple[str, str, str, str, str]] = {}
    numbers: dict[int, list[ListedNumber]] = {}
    for pk, name, company, kind, photo_key, shelf, number_pk, *number in fetch(sql, values):
        contacts[pk] = (name, company, kind, photo_key, shelf)
        if number_pk is not None:
            numbers.setdefault(pk, []).append(ListedNumber(*number))
    return [Listed(pk, *contacts[pk], tuple(numbers.get(pk, ()))) for pk in pks if pk in contacts]


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"
