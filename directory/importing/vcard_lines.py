"""The lines of vCard files: unfolded, decoded and taken apart, one card at a time."""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from directory.importing.bounds import LONGEST_ROW, MOST_ROWS
from directory.importing.charsets import wide_encoding
from directory.importing.codepages import WESTERN
from directory.importing.faults import Unreadable

_LONGEST_LINE = 1 << 20
_MOST_LINES = 5_000
"""Properties of one card. A contact has room for some hundreds."""
_DEEPEST = 8
_LONGEST_HEADER = 10_000
_LONGEST_BEFORE = 100
_HEADER = re.compile(
    r"(?:(?P<group>[A-Za-z0-9_.-]+)\.)?(?P<name>[A-Za-z0-9_-]+) *(?P<parameters>(?:;(?:\"[^\"]*\"|[^\":])*)?):"
)
_PARAMETER = re.compile(r';([^=;"]+)(?:=((?:"[^"]*"|[^;"])*))?')
LONGEST_PHOTO = 14_000_000
"""Characters; what is longer is larger than any photo that we take, and its end is not kept."""
_PHOTO = re.compile(rb"(?:[A-Za-z0-9_-]+\.)?(?:PHOTO|X-MS-CARDPICTURE)[;:]", re.IGNORECASE)
_HEAVY = re.compile(rb"(?:[A-Za-z0-9_-]+\.)?(?:LOGO|SOUND|KEY|X-ABCROP-RECTANGLE)[;:]", re.IGNORECASE)
_QUOTED = re.compile(rb";\s*(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_CUSTOM = re.compile(r";X-CUSTOM\((?:[^():]*,)?([^(),:]*)\)", re.IGNORECASE)
"""A label in Android's vCard 2.1: X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=42=C3=BC=72=6F)"""
_AGENT = re.compile(rb"(?:[A-Za-z0-9_.-]+\.)?AGENT[^:]*:\s*", re.IGNORECASE)
"""What stands before a card inside a card. Source: vCard 2.1, 2.4.5"""
_PREFERENCE = re.compile(r"[1-9][0-9]?|100")
"""Source: RFC 6350, 5.3."""
_BARE = frozenset({
    "quoted-printable", "base64", "b", "8bit", "7bit",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One line: `item1.TEL;TYPE=work:030` has the group item1, the name TEL, the types {work} and a value."""

    group: str
    name: str
    types: frozenset[str]
    value: str
    is_uri: bool = False
    preference: int = 0
    """The smaller, the sooner to be chosen; 0 for those that are not preferred."""
    label: str = ""
    """What Android writes where none of its own words fits."""


@dataclass(slots=True, kw_only=True)
class RawCard:
    """The properties of one card. `fault` says why it cannot be used; `text` is how it came, without its photo."""

    number: int
    code_page: str
    """How its lines are read that are not in UTF-8 and name no character set."""
    properties: list[Property] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    length: int = 0
    photo: bytes = b""
    """The line of its first photo."""
    fault: str = ""

    @property
    def text(self) -> str:
        return "\n".join(["BEGIN:VCARD", *self.lines, "END:VCARD", ""])


def raw_cards(path: Path, *, code_page: str) -> Iterator[RawCard]:
    """Each card between BEGIN and END. A broken one comes with its fault; the next one is read all the same."""
    number = 0
    card: RawCard | None = None
    depth = 0
    before = b""
    for line in _unfolded(path):
        word = line.strip().upper().replace(b" ", b"")
        if word == b"BEGIN:VCARD":
            depth += 1
            if card is not None and not _AGENT.fullmatch(before):
                yield _without_end(card)
                depth = 1
            if depth == 1:
                number += 1
                card = RawCard(number=number, code_page=code_page)
            _check(number, depth)
        elif card is None:
            continue
        elif word == b"END:VCARD":
            depth -= 1
            if depth == 0:
                yield card
                card = None
        elif depth == 1:
            _add(card, line)
        before = line[:_LONGEST_BEFORE] if word else before
    if card is not None:
        yield _without_end(card)


def _without_end(card: RawCard) -> RawCard:
    card.fault = _("The card has no end. The file may have been cut off.")
    return card


def _check(number: int, depth: int) -> None:
    if number > MOST_ROWS:
        raise Unreadable(_("The file has more than %d cards. Divide it.") % MOST_ROWS)
    if depth > _DEEPEST:
        raise Unreadable(_("Cards stand inside cards, %d deep. This is no address book.") % depth)


def _add(card: RawCard, line: bytes) -> None:
    if card.fault or _HEAVY.match(line) or not line.strip():
        return
    if _PHOTO.match(line):
        card.photo = card.photo or line
        return
    text = _decoded(line, card.code_page)
    card.length += len(text)
    if card.length > LONGEST_ROW:
        card.fault = _("The card is longer than %d characters.") % LONGEST_ROW
        return
    if len(card.lines) == _MOST_LINES:
        card.fault = _("The card has more than %d lines.") % _MOST_LINES
        return
    card.lines.append(text)
    if (found := _property(text)) is not None:
        card.properties.append(found)


def _unfolded(path: Path) -> Iterator[bytes]:
    """Whole lines: what continues one begins with a space; in quoted-printable it follows an equals sign at the end."""
    line = bytearray()
    is_quoted = continues = False
    most = _LONGEST_LINE
    for piece in _pieces(path):
        if continues:
            line[-1:] = piece
        elif piece[:1] in {b" ", b"\t"} and line:
            if len(line) < most or most == _LONGEST_LINE:
                line += piece[1:]
        else:
            if line:
                yield bytes(line)
            line = bytearray(piece)
            is_quoted = bool(_QUOTED.search(piece[:1000].partition(b":")[0]))
            most = _most(piece)
        if most == _LONGEST_LINE < len(line):
            raise Unreadable(_("A line is longer than any address book has them. Is this a vCard file?"))
        continues = is_quoted and line.endswith(b"=")
    if line:
        yield bytes(line)


def _most(line: bytes) -> int:
    """How much of a line is kept. Of those that nobody needs, their beginning."""
    beginning = line[:100]
    return LONGEST_PHOTO if _PHOTO.match(beginning) else 1 if _HEAVY.match(beginning) else _LONGEST_LINE


def _pieces(path: Path) -> Iterator[bytes]:
    """The lines as they stand, without their ends. UTF-16 becomes UTF-8; carriage returns alone end lines too."""
    with path.open("rb") as file:
        wide = wide_encoding(file.read(1024))
        file.seek(0)
        if wide:
            with path.open(encoding=wide, errors="replace", newline=None) as text:
                while piece := text.readline(_LONGEST_LINE):
                    yield piece.rstrip("\r\n").encode()
            return
        while raw := file.readline(_LONGEST_LINE):
            if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
                raw = _in_one_line(raw, file)
            yield from raw.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n").split(b"\r")


def _in_one_line(raw: bytes, file: IO[bytes]) -> bytes:
    """A line of any length, of which only so much is kept as anybody needs."""
    most = _most(raw)
    if most == _LONGEST_LINE:
        raise Unreadable(_("A line is longer than any address book has them. Is this a vCard file?"))
    line = bytearray(raw)
    while more := file.readline(_LONGEST_LINE):
        if len(line) < most:
            line += more
        if more.endswith(b"\n"):
            break
    return bytes(line)


def _decoded(line: bytes, code_page: str = WESTERN) -> str:
    """The text of a line in the character set that it names, else in UTF-8, else as Windows writes it."""
    header, colon, value = line.partition(b":")
    if _QUOTED.search(header):
        value = quopri.decodestring(value)
    named = re.search(rb";\s*CHARSET=\"?([\w.:-]+)", header, re.IGNORECASE)
    for encoding in ([named[1].decode("ascii", "replace")] if named else []) + ["utf-8", code_page, WESTERN]:
        try:
            return (header + colon).decode("ascii", "replace") + value.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            continue
    return (header + colon).decode("ascii", "replace") + value.decode("latin-1")


def _property(text: str) -> Property | None:
    found = _HEADER.match(text[:_LONGEST_HEADER])
    if found is None:
        return None
    types: set[str] = set()
    is_uri = False
    preference = 0
    parameters = found["parameters"]
    custom = _CUSTOM.search(parameters) if "(" in parameters else None
    for name, value in _PARAMETER.findall(parameters if custom is None else parameters.replace(custom[0], "")):
        key = name.strip().lower()
        words = {word.strip().lower() for word in value.replace('"', "").split(",") if word.strip()}
        if key == "type":
            types |= words
        elif key == "value":
            is_uri = "uri" in words
        elif key == "pref":
            types.add("pref")
            preference = int(value) if _PREFERENCE.fullmatch(value) else 0
        elif not value and key not in _BARE:
            types.add(key)  # TEL;CELL of vCard 2.1
    return Property(
        group=(found["group"] or "").lower(),
        name=found["name"].upper(),
        types=frozenset(types),
        value=text[found.end() :],
        is_uri=is_uri,
        preference=preference or (1 if "pref" in types else 0),
        label="" if custom is None else _decoded(b";QUOTED-PRINTABLE:" + custom[1].encode()).partition(":")[2],
    )
