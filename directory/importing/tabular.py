"""Rows of a table as cards, by what its columns mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.importing.assembling import MOST_OF_A_KIND, Draft
from directory.importing.cards import Card, Email, Phone, uid_of
from directory.importing.cells import lines, one_line
from directory.importing.columns import ADDRESS, Column, Field
from directory.importing.faults import Fault
from directory.importing.labels import NOT_CALLED_FIRST, OF_EVERYBODY, label_of
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


def read_table(table: Table, columns: tuple[Column, ...]) -> Iterator[Card | Fault]:
    """Each row of a table as a card. Rows in which nothing stands only count."""
    steps = _steps(columns)
    for line in table.lines:
        if any(map(str.strip, line.cells)):
            yield _card(line, steps) if not line.is_broken else _broken(line)


def _broken(line: Line) -> Fault:
    sentence = _("A quotation mark of it is missing, or stands inside a cell. Write it twice there.")
    return Fault(row=line.number, sentence=sentence, source=tuple(line.cells))


def card_of(line: Line, columns: tuple[Column, ...]) -> Card | Fault:
    return _card(line, _steps(columns))


@dataclass(slots=True, kw_only=True)
class _Step:
    """What there is to know of a column before the first row is read."""

    column: Column
    part: str
    """Of a name; empty for columns that hold none."""
    label: str
    is_alone: bool
    """Whether its numbers can be taken as they stand: nothing in the table belongs to them or comes in front."""
    is_later: bool
    """The same of numbers that nobody calls first, wherever their column stands: the first one is the one to call."""


def _steps(columns: tuple[Column, ...]) -> list[_Step]:
    groups = Counter(column.group for column in columns if column.field in _OF_A_GROUP and column.group)
    are_alone = not any(column.field in _BESIDE_NUMBERS or groups[column.group] > 1 for column in columns)
    says_which = any(column.field is Field.DEFAULT_PHONE for column in columns)
    steps = []
    for column in columns:
        label = label_of(column.label)
        is_alone = are_alone and column.field is Field.PHONE and not column.label.startswith("* ")
        is_later = is_alone and not says_which and label in NOT_CALLED_FIRST
        part = _PARTS_OF_NAMES.get(column.field, "")
        steps.append(
            _Step(column=column, part=part, label=label, is_alone=is_alone and not is_later, is_later=is_later)
        )
    return steps


def _card(line: Line, steps: list[_Step]) -> Card | Fault:
    source = tuple(line.cells)
    if len(source) > len(steps) and any(map(str.strip, source[len(steps) :])):
        sentence = _("It has more cells than the headings. Put a cell with a separator in quotes.")
        return Fault(row=line.number, sentence=sentence, source=source)
    draft = Draft(row=line.number, source=source)
    groups: dict[str, _Reachable] = {}
    later: list[Phone] = []
    for step, cell in zip(steps, source, strict=False):
        if not cell:
            continue
        if step.part:
            _take_name(draft, step.part, one_line(cell))
        elif step.is_alone:
            draft.phones += [Phone(typed=typed, label=step.label) for typed in _each(cell)]
        elif step.is_later:
            later += [Phone(typed=typed, label=step.label) for typed in _each(cell)]
        elif step.column.field in _OF_A_GROUP:
            group = step.column.group or f"{len(groups)}"
            groups.setdefault(group, _Reachable()).take(step.column, cell)
        else:
            _take(draft, step.column, cell)
    for reachable in groups.values():
        reachable.give(draft)
    draft.phones += later
    return draft.card()


_OF_A_GROUP = frozenset({Field.PHONE, Field.PHONE_LABEL, Field.PHONE_EXTENSION, Field.EMAIL, Field.EMAIL_LABEL})
_BESIDE_NUMBERS = frozenset({Field.PHONE_LABEL, Field.PHONE_EXTENSION, Field.MORE_PHONES})


class _Reachable:
    """Columns that belong together: a number or an address, and its label."""

    label = ""
    extension = ""

    def __init__(self) -> None:
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
    if ":::" not in cell and cell.isprintable():
        return [said] if (said := " ".join(cell.split())) else []
    return [said for part in _NUMBERS.split(cell, maxsplit=_MOST_PARTS) if (said := one_line(part))]


def _take(draft: Draft, column: Column, cell: str) -> None:
    """One cell that stands for itself and is no part of a name."""
    if column.field in ADDRESS:
        address = draft.addresses.setdefault(column.group, {})
        before, said = address.get(column.field, ""), lines(cell)
        address[column.field] = f"{before}\n{said}" if before and said else before or said
    elif column.field is Field.NOTE:
        draft.note = "\n".join(filter(None, (draft.note, lines(cell))))
    elif column.field is Field.INVERTED:
        _take_inverted(draft, one_line(cell))
    elif column.field is Field.UID:
        draft.uid = uid_of(cell)
    elif column.field is Field.DEFAULT_PHONE:
        draft.default_phone = one_line(cell)
    elif column.field is Field.KIND:
        draft.kind = "company" if cell.strip().lower() in _IS_A_COMPANY else "person"
    else:
        _take_several(draft, column, cell)


def _take_name(draft: Draft, part: str, said: str) -> None:
    """What is said first, counts; only a phonetic name may stand in several cells."""
    before = getattr(draft, part)
    if not before:
        setattr(draft, part, said)
    elif part == "phonetic":
        draft.phonetic = f"{before} {said}"


def _take_inverted(draft: Draft, said: str) -> None:
    """Keller, Anna. Without a comma nobody knows where the family name ends."""
    family, _comma, given = (part.strip() for part in said.partition(","))
    if family and given:
        _take_name(draft, "family", family)
        _take_name(draft, "given", given)
    else:
        _take_name(draft, "name", said.strip(", "))


def _take_several(draft: Draft, column: Column, cell: str) -> None:
    """A cell that may hold several things."""
    if column.field is Field.WEBSITE:
        draft.websites += [
            website
            for part in _SEVERAL.split(cell, maxsplit=_MOST_PARTS)
            if (website := one_line(part).replace("\\:", ":"))  # Google writes http\://
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
    return [tag for tag in found if tag and tag.casefold() not in OF_EVERYBODY]


def _labelled(cell: str) -> list[tuple[str, str]]:
    """`Reception: +49 30 23125 100 ::: 1000`: labels and what they stand in front of."""
    found = []
    for part in _SEVERAL.split(cell, maxsplit=_MOST_PARTS):
        label, colon, said = part.rpartition(": ")
        if one_line(said):
            found.append((label_of(label) if colon else "", one_line(said)))
    return found
