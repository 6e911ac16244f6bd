"""A list of extensions with their users, as text in columns: read, checked row by row, and written again."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx
from directory.folding import fold
from directory.importing.faults import Fault, Unreadable
from directory.models import Extension
from directory.syncing.applying import Choice

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
COLUMNS = ("number", "username", "default", "autoanswer")
HEADINGS = {
    "number": "number", "extension": "number",
    "username": "username", "user": "username", "user name": "username",
    "default": "default", "rings first": "default",
    "autoanswer": "autoanswer", "auto answer": "autoanswer", "answers by itself": "autoanswer",
}  # fmt: skip
WORDS = {"": None, "yes": True, "y": True, "true": True, "1": True, "x": True, "on": True} | dict.fromkeys(
    ("no", "n", "false", "0", "off"), False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A row that can be carried out. `changes` is False if everything is so already."""

    row: int
    choice: Choice
    changes: bool

    @property
    def line(self) -> str:
        """The row as text again, for a form to carry."""
        return _line(self.choice)


def read(data: bytes, pbx: Pbx) -> list[Planned | Fault]:
    """What each row would do, in their order. Raises Unreadable, with a sentence, if it is no such list."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %d kilobytes. Divide it.") % (MOST_BYTES // 1000))
    text = _decoded(data).replace("\0", "")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(_("The file cannot be read: %s. Save it as CSV in UTF-8.") % error) from None
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("The file has more than %d rows. Divide it.") % MOST_ROWS)
    columns = _columns(rows[0] if rows else [])
    return list(_Plan(pbx).rows(rows[1:], columns))


def of_lines(lines: Iterable[str]) -> bytes:
    """The text of a list, from the lines that a form has carried."""
    return "\n".join([",".join(COLUMNS), *lines]).encode()


def _line(choice: Choice) -> str:
    words = {True: "yes", False: "no", None: ""}
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(
        [choice.number, choice.username, words[choice.is_default], words[choice.autoanswer]]
    )
    return text.getvalue()


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _columns(headings: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings):
        name = HEADINGS.get(fold(heading))
        if name:
            columns.setdefault(name, index)
    if not {"number", "username"} <= columns.keys():
        raise Unreadable(
            _("The first row has to hold the headings: number, username and, if you like, default and autoanswer.")
        )
    return columns


class _Plan:
    """Looks at rows one after the other, and remembers what earlier ones said."""

    def __init__(self, pbx: Pbx) -> None:
        names = list(User.objects.filter(is_active=True).values_list("username", flat=True))
        self._users = {name.casefold(): name for name in names} | {name: name for name in names}
        here = Extension.objects.filter(pbx=pbx).select_related("user")
        self._here = {extension.number: extension for extension in here}
        self._row_of_number: dict[str, int] = {}
        self._row_of_default: dict[str, int] = {}

    def rows(self, rows: Iterable[list[str]], columns: dict[str, int]) -> Iterator[Planned | Fault]:
        for row, cells in enumerate(rows, start=2):
            told = {name: cells[index].strip() if index < len(cells) else "" for name, index in columns.items()}
            if any(told.values()):
                yield self._row(row, told)

    def _row(self, row: int, told: dict[str, str]) -> Planned | Fault:
        number, username = told["number"], self._user(told["username"])
        fault = self._fault(number, username, told)
        if not fault:
            is_default = WORDS[told.get("default", "").lower()]
            fault = self._repetition(row, number, username, is_default=bool(is_default))
        if fault:
            return Fault(row=row, sentence=fault)
        extension = self._here.get(number)
        choice = Choice(
            number=number,
            was=username if extension else "",
            username=username,
            is_default=is_default,
            autoanswer=WORDS[told.get("autoanswer", "").lower()],
        )
        return Planned(row=row, choice=choice, changes=extension is None or _differs(extension, choice))

    def _user(self, told: str) -> str:
        """The user name as it is spelled here; empty if there is none."""
        return self._users.get(told) or self._users.get(told.casefold(), "")

    def _fault(self, number: str, username: str, told: dict[str, str]) -> str:
        """What is wrong with that row by itself; empty if nothing is."""
        if not (number.isascii() and number.isdecimal() and len(number) <= 16):
            return _("“%s” is no extension. Write its digits only, at most 16.") % number
        if not username:
            return _("There is no active user “%s”. Add the user first, or correct the name.") % told["username"]
        for column in ("default", "autoanswer"):
            if told.get(column, "").lower() not in WORDS:
                return _("“%(word)s” under %(column)s is not understood. Write yes or no.") % {
                    "word": told[column],
                    "column": column,
                }
        taken = self._here.get(number)
        if taken and taken.user.username != username:
            return _("Extension %(number)s belongs to %(owner)s. Take it away there first.") % {
                "number": number,
                "owner": taken.user.username,
            }
        return ""

    def _repetition(self, row: int, number: str, username: str, *, is_default: bool) -> str:
        """What contradicts an earlier row; empty if nothing does."""
        first = self._row_of_number.setdefault(number, row)
        if first != row:
            return _("Extension %(number)s stands in row %(row)d already. Leave one of them out.") % {
                "number": number,
                "row": first,
            }
        first = self._row_of_default.setdefault(username, row) if is_default else row
        if first != row:
            return _("Row %(row)d says already which phone of %(user)s rings first. Choose one.") % {
                "row": first,
                "user": username,
            }
        return ""


def _differs(extension: Extension, choice: Choice) -> bool:
    told = ((choice.is_default, extension.is_default), (choice.autoanswer, extension.autoanswer))
    return any(wanted is not None and wanted != present for wanted, present in told)
