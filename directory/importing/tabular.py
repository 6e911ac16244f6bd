"""Rows of a table as cards, by what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from directory.importing.assembling import MOST_OF_A_KIND, Draft
from directory.importing.cards import Card, Email, Phone, uid_of
from directory.importing.cells import lines, one_line
from directory.importing.columns import ADDRESS, Column, Field
from directory.importing.faults import Fault
from directory.importing.labels import label_of
from directory.importing.tables import Line, Table

_SEVERAL = re.compile(r"\s*:::\s*")
_NUMBERS = re.compile(r"\s*:::\s*|[\r\n]+")
_CATEGORIES = re.compile(r"\s*(?::::|[;\n])\s*")
_MOST_PARTS = 2 * MOST_OF_A_KIND
"""Things in one cell. A contact with so many is refused; nobody reads on."""
_PARTS_OF_NAMES = {
    Field.NAME: "name", Field.PREFIX: "prefix", Field.GIVEN: "given", Field.MIDDLE: "middle", Field.FAMILY: "family",
    Field.SUFFIX: "suffix", Field.NICKNAME: "nickname", Field.FILE_AS: "file_as", Field.PHONETIC: "phonetic",
    Field.COMPANY: "company", Field.DEPARTMENT: "department", Field.TITLE: "title",
}  # fmt: skip
_IS_A_COMPANY = frozenset({"company", "org", "organization", "organisation"})
_EVERYBODYS_TAGS = frozenset({"mycontacts", "my contacts", "starred", "starred in android", "all contacts"})


def read_table(table: Table, columns: tuple[Column, ...]) -> Iterator[Card | Fault]:
    """Each row of a table as a card. Rows in which nothing stands only count."""
    for line in table.lines:
        if any(map(str.strip, line.cells)):
            yield card_of(line, columns)


def card_of(line: Line, columns: tuple[Column, ...]) -> Card | Fault:
    source = tuple(line.cells)
    if len(line.cells) > len(columns) and any(map(str.strip, line.cells[len(columns) :])):
        sentence = _("It has more cells than the headings. Put a cell with a separator in quotes.")
        return Fault(row=line.number, sentence=sentence, source=source)
    draft = Draft(row=line.number, source=source)
    groups: dict[str, _Reachable] = {}
    default = ""
    for column, cell in zip(columns, line.cells, strict=False):
        if not cell or column.field is Field.NOTHING:
            continue
        if column.field is Field.DEFAULT_PHONE:
            default = one_line(cell)
        elif column.field in _OF_A_GROUP:
            group = column.group or f"{len(groups)}"
            groups.setdefault(group, _Reachable()).take(column, cell)
        else:
            _take(draft, column, cell)
    for reachable in groups.values():
        reachable.give(draft)
    if default:
        draft.phones = [
            Phone(typed=phone.typed, label=phone.label, is_default=phone.is_default or phone.typed == default)
            for phone in draft.phones
        ]
    return draft.card()


_OF_A_GROUP = frozenset({Field.PHONE, Field.PHONE_LABEL, Field.PHONE_EXTENSION, Field.EMAIL, Field.EMAIL_LABEL})


class _Reachable:
    """Columns that belong together: a number or an address, and its label."""

    def __init__(self) -> None:
        self.label = ""
        self.extension = ""
        self.phones: list[str] = []
        self.emails: list[str] = []

    def take(self, column: Column, cell: str) -> None:
        if column.field is Field.PHONE:
            self.phones += _each(cell)
            self.label = self.label or column.label
        elif column.field is Field.EMAIL:
            self.emails += _each(cell)
            self.label = self.label or column.label
        elif column.field is Field.PHONE_EXTENSION:
            self.extension = one_line(cell)
        else:
            self.label = one_line(cell)

    def give(self, draft: Draft) -> None:
        label = label_of(self.label)
        preferred = self.label.startswith("* ")  # Google marks the first choice so
        for typed in self.phones:
            whole = f"{typed} ext. {self.extension}" if self.extension else typed
            draft.phones.append(Phone(typed=whole, label=label, is_default=preferred))
        draft.emails += [Email(address=address, label=label) for address in self.emails]


def _each(cell: str) -> list[str]:
    """The numbers or addresses of a cell; most have one."""
    parts = _NUMBERS.split(cell, maxsplit=_MOST_PARTS) if ":::" in cell or "\n" in cell or "\r" in cell else (cell,)
    return [said for part in parts if (said := one_line(part))]


def _take(draft: Draft, column: Column, cell: str) -> None:
    """One cell that stands for itself."""
    if name := _PARTS_OF_NAMES.get(column.field):
        before = getattr(draft, name)
        said = one_line(cell)
        setattr(draft, name, f"{before} {said}" if before and column.field is Field.PHONETIC else before or said)
    elif column.field in ADDRESS:
        address = draft.addresses.setdefault(column.group, {})
        before, said = address.get(column.field, ""), lines(cell)
        address[column.field] = f"{before}\n{said}" if before and said else before or said
    elif column.field is Field.NOTE:
        draft.note = "\n".join(filter(None, (draft.note, lines(cell))))
    elif column.field is Field.UID:
        draft.uid = uid_of(cell)
    elif column.field is Field.KIND:
        draft.kind = "company" if cell.strip().lower() in _IS_A_COMPANY else "person"
    else:
        _take_several(draft, column, cell)


def _take_several(draft: Draft, column: Column, cell: str) -> None:
    """A cell that may hold several things."""
    if column.field is Field.WEBSITE:
        draft.websites += [
            website for part in _SEVERAL.split(cell, maxsplit=_MOST_PARTS) if (website := one_line(part))
        ]
    elif column.field is Field.TAGS:
        draft.tags += [tag for part in _SEVERAL.split(cell, maxsplit=_MOST_PARTS) if (tag := one_line(part))]
    elif column.field is Field.CATEGORIES:
        draft.categories += _categories(cell)
    elif column.field is Field.MORE_PHONES:
        draft.phones += [Phone(typed=said, label=label) for label, said in _labelled(cell)]
    elif column.field is Field.MORE_EMAILS:
        draft.emails += [Email(address=said, label=label) for label, said in _labelled(cell)]


def _categories(cell: str) -> list[str]:
    """The groups of other programs as tags; those in which they keep everybody say nothing."""
    found = [one_line(part).removeprefix("* ") for part in _CATEGORIES.split(cell, maxsplit=_MOST_PARTS)]
    return [tag for tag in found if tag and tag.casefold() not in _EVERYBODYS_TAGS]


def _labelled(cell: str) -> list[tuple[str, str]]:
    """`Reception: +49 30 23125 100 ::: 1000`: labels and what they stand in front of."""
    found = []
    for part in _SEVERAL.split(cell, maxsplit=_MOST_PARTS):
        label, colon, said = part.rpartition(": ")
        if one_line(said):
            found.append((label_of(label) if colon else "", one_line(said)))
    return found
