"""The filter of a query: which cards it means, by the properties that stand in them. Source: RFC 6352, 10.5."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from directory.carddav.bodies import BadBody, Element
from directory.carddav.names import CARDDAV
from directory.carddav.refusing import Unsupported

_PARAMETER = re.compile(r';([^=;"]+)=("[^"]*"|[^;:]*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_AS_DIALLED = re.compile(r"[+0-9 ()./-]*[0-9][+0-9 ()./-]*")
_NO_DIGIT = re.compile("[^0-9]")
_MATCHES: Mapping[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        "equals": str.__eq__,
        "contains": str.__contains__,
        "starts-with": str.startswith,
        "ends-with": str.endswith,
    }
)
COLLATIONS = ("i;unicode-casemap", "i;ascii-casemap")
_ASCII_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A property of a card. `parameters` have names in capitals and may have several values; `value` is unescaped."""

    group: str
    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch:
    """Whether a text is what is looked for. `kind` is a key of _MATCHES."""

    text: str
    kind: str = "contains"
    collation: str = COLLATIONS[0]
    is_negated: bool = False

    def fits(self, value: str) -> bool:
        return _MATCHES[self.kind](self._folded(value), self._folded(self.text)) is not self.is_negated

    def fits_number(self, value: str) -> bool:
        """A telephone number is meant by its digits, too: +49 30 23125 and +493023125 are the same."""
        if not _AS_DIALLED.fullmatch(self.text):
            return self.fits(value)
        plain = TextMatch(text=self.text, kind=self.kind, collation=self.collation)
        has = plain.fits(value) or _MATCHES[self.kind](_NO_DIGIT.sub("", value), _NO_DIGIT.sub("", self.text))
        return has is not self.is_negated

    def _folded(self, text: str) -> str:
        return text.translate(_ASCII_LOWER) if self.collation == "i;ascii-casemap" else text.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFilter:
    """`match` is None where it is enough that the parameter is there, or is not there."""

    name: str
    is_absent: bool = False
    match: TextMatch | None = None

    def fits(self, line: Line) -> bool:
        values = line.parameters.get(self.name)
        if self.is_absent or values is None:
            return self.is_absent and values is None
        return self.match is None or any(map(self.match.fits, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyFilter:
    """A property for which all, or any, of the matches and parameters fit. `group` is empty for any group."""

    name: str
    group: str = ""
    is_absent: bool = False
    needs_all: bool = False
    matches: tuple[TextMatch, ...] = ()
    parameters: tuple[ParameterFilter, ...] = ()

    def fits(self, card: Iterable[Line]) -> bool:
        mine = (line for line in card if line.name == self.name and self.group in {"", line.group})
        if self.is_absent:
            return not any(True for _line in mine)
        return any(map(self._fits_line, mine))

    def _fits_line(self, line: Line) -> bool:
        """One and the same line must fit: a negated match asks for a line that is something else."""
        found = [match.fits_number(line.value) if line.name == "TEL" else match.fits(line.value)
                 for match in self.matches]  # fmt: skip
        found += [parameter.fits(line) for parameter in self.parameters]
        return not found or (all(found) if self.needs_all else any(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Without any property it means every card."""

    properties: tuple[PropertyFilter, ...] = ()
    needs_all: bool = False

    def fits(self, lines: Iterable[str]) -> bool:
        """Whether a card is meant whose lines, not folded, these are."""
        if not self.properties:
            return True
        card = [line_of(line) for line in lines]
        found = (one.fits(card) for one in self.properties)
        return all(found) if self.needs_all else any(found)


def line_of(line: str) -> Line:
    """A line as our own writer makes them: no parameter holds a colon."""
    head, _colon, value = line.partition(":")
    name = head.partition(";")[0].upper()
    group, dot, plain = name.rpartition(".")
    parameters: dict[str, tuple[str, ...]] = {}
    for key, said in _PARAMETER.findall(head):
        parameters[key.upper()] = (*parameters.get(key.upper(), ()), *said.strip('"').split(","))
    unescaped = _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    return Line(group=group if dot else "", name=plain, parameters=parameters, value=unescaped)


def filter_of(element: Element | None) -> Filter:
    """Raises BadBody and Unsupported."""
    if element is None:
        return Filter()
    properties = tuple(_property_filter(one) for one in element.all(f"{CARDDAV}prop-filter"))
    return Filter(properties=properties, needs_all=_needs_all(element))


def _property_filter(element: Element) -> PropertyFilter:
    group, _dot, name = _name(element).rpartition(".")
    return PropertyFilter(
        name=name,
        group=group,
        is_absent=element.child(f"{CARDDAV}is-not-defined") is not None,
        needs_all=_needs_all(element),
        matches=tuple(_text_match(one) for one in element.all(f"{CARDDAV}text-match")),
        parameters=tuple(_parameter_filter(one) for one in element.all(f"{CARDDAV}param-filter")),
    )


def _parameter_filter(element: Element) -> ParameterFilter:
    match = element.child(f"{CARDDAV}text-match")
    return ParameterFilter(
        name=_name(element),
        is_absent=element.child(f"{CARDDAV}is-not-defined") is not None,
        match=_text_match(match) if match else None,
    )


def _text_match(element: Element) -> TextMatch:
    said = element.attributes
    kind, collation = said.get("match-type", "contains"), said.get("collation", COLLATIONS[0])
    if collation == "default":
        collation = COLLATIONS[0]
    if kind not in _MATCHES:
        raise BadBody(_("A text matches by equals, contains, starts-with or ends-with."))
    if collation not in COLLATIONS:
        raise Unsupported(
            f"{CARDDAV}supported-collation", _("Texts are compared by i;ascii-casemap or i;unicode-casemap.")
        )
    negated = said.get("negate-condition", "no") == "yes"
    return TextMatch(text=element.text, kind=kind, collation=collation, is_negated=negated)


def _name(element: Element) -> str:
    name = element.attributes.get("name", "").strip().upper()
    if not name:
        raise BadBody(_("A filter needs the name of what it looks at."))
    return name


def _needs_all(element: Element) -> bool:
    test = element.attributes.get("test", "anyof")
    if test not in {"anyof", "allof"}:
        raise BadBody(_("A filter tests anyof or allof."))
    return test == "allof"
