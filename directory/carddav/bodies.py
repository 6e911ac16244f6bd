"""The XML of a request, read while it comes in: without a DTD and so without entities, never deep, never endless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

from django.utils.translation import gettext as _

MOST_BYTES = 32_000_000
"""Thunderbird asks for all cards of a book in one request: 100,000 of them are 11 MB of addresses."""
DEEPEST = 12
MOST_ELEMENTS = 2_000
"""Beside the addresses, which are kept apart and may be many."""
HREF = "{DAV:}href"


class BadBody(Exception):
    """str() is a sentence for whoever has written the program that sent this."""


@dataclass(slots=True)
class Element:
    """`name` is `{namespace}name`; `text` is what stands directly in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Element]:
        return (child for child in self.children if child.name == name)


@dataclass(slots=True, kw_only=True)
class Body:
    """What a request says. `hrefs` are the addresses directly in the root, which no element is made for."""

    root: Element | None = None
    hrefs: list[str] = field(default_factory=list)


def read_body(blocks: Iterable[bytes]) -> Body:
    """`root` is None where nothing was sent. Raises BadBody."""
    reader = _Reader()
    size = 0
    try:
        for block in blocks:
            size += len(block)
            if size > MOST_BYTES:
                raise BadBody(_("This request is larger than 32 MB. Ask for fewer cards at a time."))
            reader.feed(block)
        if size:
            reader.finish()
    except (ExpatError, UnicodeError, LookupError) as error:
        raise BadBody(_("This is no XML that can be read: %(reason)s.") % {"reason": error}) from None
    return reader.body


class _Reader:
    """Builds the tree. A DTD is refused where it begins, before anything in it is looked at."""

    def __init__(self) -> None:
        self.body = Body()
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._elements = 0
        self._parser = ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, block: bytes) -> None:
        self._parser.Parse(block, False)  # noqa: FBT003 -- expat takes it by position only

    def finish(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003 -- the same

    def _doctype(self, *_declaration: object) -> None:
        raise BadBody(_("A request may not declare a document type."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST:
            raise BadBody(_("The elements of this request stand too deep in each other."))
        element = Element(f"{{{name}" if "}" in name else name, attributes)
        if element.name != HREF or len(self._open) != 1:
            self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise BadBody(_("This request has too many elements."))
        self._open.append(element)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if not self._open:
            self.body.root = element
        elif element.name == HREF and len(self._open) == 1:
            self.body.hrefs.append(element.text.strip())
        else:
            self._open[-1].children.append(element)

    def _text(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)
