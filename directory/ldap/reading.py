"""An entry of an LDAP server as a contact: foreign words become ours here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from directory.importing.bounds import LONGEST_CELL, LONGEST_ROW
from directory.importing.cards import Card, uid_of
from directory.importing.cells import one_line
from directory.importing.columns import ADDRESS, Column, Field
from directory.importing.faults import Fault
from directory.importing.tables import Line
from directory.importing.tabular import card_of
from directory.ldap.layouts import Reading
from directory.ldap.values import Entry

SEVERAL = frozenset({Field.PHONE, Field.EMAIL, Field.CATEGORIES, Field.TAGS, Field.NOTE, Field.WEBSITE})
"""Of these every value counts; of the others the first."""
MIXED_ENDIAN = "objectguid"
"""Active Directory writes the first three parts of its GUIDs backwards. Source: Microsoft, MS-DTYP 2.3.4.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An entry: who it is, if it says so, and the contact or what is wrong with it. `name` is for people to find it."""

    uid: UUID | None
    card: Card | Fault
    name: str
    photo: bytes = b""
    """As it came, of any size."""


def read(entry: Entry, reading: Reading, *, row: int) -> Read:
    uid = _identity(entry, reading.identity)
    name = _name(entry, reading)
    if uid is None:
        sentence = _("It has no %s, so it could not be found again. Let the account read that attribute.")
        return Read(uid=None, card=Fault(row=row, sentence=sentence % reading.identity), name=name)
    pairs = list(_cells(entry, reading))
    if sum(len(cell) for _column, cell in pairs) > LONGEST_ROW or any(len(cell) > LONGEST_CELL for _c, cell in pairs):
        return Read(uid=uid, card=Fault(row=row, sentence=_("It is too long. Shorten it on the server.")), name=name)
    columns = (Column(field=Field.UID), *(column for column, _cell in pairs))
    cells = [str(uid), *(cell for _column, cell in pairs)]
    card = card_of(Line(number=row, cells=cells), columns)
    return Read(uid=uid, card=card, name=name, photo=_photo(entry, reading))


def _cells(entry: Entry, reading: Reading) -> Iterator[tuple[Column, str]]:
    """The values of an entry as cells, each under a column of its own."""
    said: set[Field] = set()
    for attribute, column in reading.columns:
        values = [text for value in entry.attributes.get(attribute, ()) if (text := value.decode(errors="replace"))]
        if not values or (column.field not in SEVERAL and column.field in said):
            continue
        said.add(column.field)
        for place, value in enumerate(values if column.field in SEVERAL else values[:1]):
            group = "" if column.field in ADDRESS else f"{attribute} {place}"
            yield Column(field=column.field, label=column.label, group=group), _plain(value, attribute)


def _plain(value: str, attribute: str) -> str:
    """Two attributes carry signs of their own. Source: RFC 4517 (postal addresses), RFC 2079 (labeledURI)."""
    if attribute in {"postaladdress", "homepostaladdress"}:
        return "\n".join(part.strip() for part in value.split("$"))
    if attribute == "labeleduri":
        return value.split(maxsplit=1)[0] if value.strip() else ""
    return value


def _identity(entry: Entry, attribute: str) -> UUID | None:
    value = next(iter(entry.attributes.get(attribute, ())), b"")
    if attribute == MIXED_ENDIAN and len(value) == 16:
        return UUID(bytes_le=value)
    try:
        return uid_of(value.decode()[:300])
    except UnicodeDecodeError:
        return UUID(bytes=value) if len(value) == 16 else uid_of(value.hex()[:300])


def _photo(entry: Entry, reading: Reading) -> bytes:
    """Of several attributes the first that says something."""
    return next((value for name in reading.photos for value in entry.attributes.get(name, ()) if value), b"")


def _name(entry: Entry, reading: Reading) -> str:
    """What staff will know it by: its name, else its DN."""
    named = (attribute for attribute, column in reading.columns if column.field is Field.NAME)
    values = (value for attribute in named for value in entry.attributes.get(attribute, ()))
    return one_line(next(values, b"").decode(errors="replace"))[:200] or one_line(entry.dn)[:200]
