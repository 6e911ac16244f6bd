"""vCard 2.1, 3.0 and 4.0: each card as one of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _

from directory.importing.assembling import Draft
from directory.importing.cards import Card, Email, Phone, uid_of
from directory.importing.cells import lines, one_line
from directory.importing.codepages import code_page_of
from directory.importing.faults import Fault
from directory.importing.labels import OF_EVERYBODY, label_of, label_of_types
from directory.importing.vcard_lines import Property, RawCard, raw_cards
from directory.importing.vcard_photos import take_photo

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PARTS = {separator: re.compile(rf"(?:^|{separator})((?:\\.|[^\\{separator}])*\\?)", re.DOTALL) for separator in ";,"}
_SEVERAL = re.compile(r"(?<!\\),(?=\S)")
"""Between the given names of somebody who has several. A comma with a blank behind it is part of a text."""
_GROUPS_OF_PEOPLE = frozenset({"group"})


def read_vcards(path: Path, *, region: str) -> Iterator[Card | Fault]:
    """What a vCard file holds, card by card. Raises Unreadable."""
    for raw in raw_cards(path, code_page=code_page_of(region)):
        yield _card(raw)


def _card(raw: RawCard) -> Card | Fault:
    source = (raw.text,)
    if raw.fault:
        return Fault(row=raw.number, sentence=raw.fault, source=source)
    by_name: dict[str, list[Property]] = {}
    for line in raw.properties:
        by_name.setdefault(line.name, []).append(line)
    if _kind(by_name) in _GROUPS_OF_PEOPLE:
        sentence = _("It is a list of people, not a contact. Give its members a tag instead.")
        return Fault(row=raw.number, sentence=sentence, source=source)
    draft = Draft(row=raw.number, source=source)
    labels = {line.group: label_of(_text(line.value)) for line in by_name.get("X-ABLABEL", []) if line.group}
    _who(draft, by_name)
    _where(draft, by_name, labels)
    take_photo(draft, raw.photo)
    first = min((line.preference for line in by_name.get("TEL", []) if line.preference), default=0)
    draft.phones = [phone for line in by_name.get("TEL", []) if (phone := _phone(line, labels, first=first)).typed]
    draft.emails = [email for line in by_name.get("EMAIL", []) if (email := _email(line, labels)).address]
    return draft.card()


def _kind(by_name: dict[str, list[Property]]) -> str:
    words = [_first(by_name, "KIND"), _first(by_name, "X-ADDRESSBOOKSERVER-KIND")]
    return next((word.lower() for word in words if word), "")


def _who(draft: Draft, by_name: dict[str, list[Property]]) -> None:
    family, given, middle, prefix, suffix = _parts(by_name, "N", 5, several=" ")
    draft.name = _first(by_name, "FN")
    draft.prefix, draft.given, draft.middle, draft.family, draft.suffix = prefix, given, middle, family, suffix
    draft.nickname = _first(by_name, "NICKNAME")
    phonetic = ("X-PHONETIC-FIRST-NAME", "X-PHONETIC-MIDDLE-NAME", "X-PHONETIC-LAST-NAME")
    draft.phonetic = " ".join(filter(None, (_first(by_name, name) for name in phonetic)))
    draft.phonetic = draft.phonetic or _first(by_name, "X-PHONETIC-NAME")
    draft.company, draft.department = _parts(by_name, "ORG", 2)
    draft.title = _first(by_name, "TITLE") or _first(by_name, "ROLE")
    draft.uid = uid_of(_first(by_name, "UID"))
    draft.kind = "company" if _is_company(draft, by_name) else ""
    draft.note = "\n".join(filter(None, (lines(_text(line.value)) for line in by_name.get("NOTE", []))))
    tags = [tag for line in by_name.get("CATEGORIES", []) for tag in _split(line.value, ",")]
    draft.tags = [tag for tag in tags if tag.casefold() not in OF_EVERYBODY]


def _is_company(draft: Draft, by_name: dict[str, list[Property]]) -> bool:
    """By what the card says of it, else by its name: who has no name beside that of the company, is the company."""
    if kind := _kind(by_name):
        return kind == "org"
    if shown := _first(by_name, "X-ABSHOWAS"):
        return shown.upper() == "COMPANY"
    person = (draft.prefix, draft.given, draft.middle, draft.family, draft.suffix)
    return not any(person) and bool(draft.name) and draft.name == draft.company


def _where(draft: Draft, by_name: dict[str, list[Property]], labels: dict[str, str]) -> None:
    for number, line in enumerate(by_name.get("ADR", [])):
        parts = [lines(_text(part)) for part in _split_raw(line.value, ";")] + [""] * 7
        street = "\n".join(filter(None, (parts[0], parts[1], parts[2])))
        said = {"street": street, "city": parts[3], "province": parts[4], "postcode": parts[5], "country": parts[6]}
        label = labels.get(line.group) or label_of_types(line.types)
        draft.addresses[f"{number} {label}".strip()] = said
    draft.websites = [url for line in by_name.get("URL", []) if (url := one_line(_text(line.value)))]


def _phone(line: Property, labels: dict[str, str], *, first: int) -> Phone:
    typed = one_line(_text(line.value))
    if line.is_uri or re.match(r"(?i)(?:tel|sips?|callto):", typed):
        typed = _from_uri(typed)
    label = labels.get(line.group) or label_of(line.label) or label_of_types(line.types)
    return Phone(typed=typed, label=label, is_default=bool(first) and line.preference == first)


def _from_uri(uri: str) -> str:
    """Source: RFC 3966: tel:+49-30-23125-100;ext=7, and tel:23125-100;phone-context=+49-30"""
    number, *parameters = unquote(uri).partition(":")[2].split(";")
    said = {name.strip().lower(): value for name, _equals, value in (word.partition("=") for word in parameters)}
    extension, context = said.get("ext", ""), said.get("phone-context", "")
    number = number.partition("@")[0]
    if context.startswith("+") and not number.startswith("+"):
        number = f"{context}{number}"
    return f"{number} ext. {extension}" if extension else number


def _email(line: Property, labels: dict[str, str]) -> Email:
    address = one_line(_text(line.value))
    if address.lower().startswith("mailto:"):
        address = unquote(address[7:])
    return Email(address=address, label=labels.get(line.group) or label_of_types(line.types - {"cell", "main"}))


def _first(by_name: dict[str, list[Property]], name: str) -> str:
    return next((text for line in by_name.get(name, []) if (text := one_line(_text(line.value)))), "")


def _parts(by_name: dict[str, list[Property]], name: str, count: int, *, several: str = ",") -> list[str]:
    """The parts of the first such line that has any; as many as asked for. `several` stands between things in one."""
    for line in by_name.get(name, []):
        value = line.value if several == "," or "," not in line.value else _SEVERAL.sub(several, line.value)
        parts = [one_line(_text(part)) for part in _split_raw(value, ";")]
        if any(parts):
            return (parts + [""] * count)[:count]
    return [""] * count


def _split(value: str, separator: str) -> list[str]:
    return [text for part in _split_raw(value, separator) if (text := one_line(_text(part)))]


def _split_raw(value: str, separator: str) -> list[str]:
    """Parts of a value; a separator behind a backslash belongs to its part."""
    return [found[1] for found in _PARTS[separator].finditer(value)][: value.count(separator) + 1]


def _text(value: str) -> str:
    r"""A value without its escapes: \n is a line break, any other character behind a backslash is itself."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
