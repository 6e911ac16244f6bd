"""The headings that address books use, folded, and what they mean. `layouts` has what one program means by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from directory.folding import fold
from directory.importing.columns import NOTHING, Column, Field
from directory.importing.labels import label_of

_PLAIN: Mapping[Field, str] = {
    Field.NAME: "name|full name|display name|displayname|fullname|nome completo|nom complet|anzeigename"
    "|vor und zuname|vor und nachname",
    Field.GIVEN: "first name|firstname|given name|fname|vorname|nome|prenom|nombre|voornaam",
    Field.MIDDLE: "middle name|additional name|weitere vornamen|secondo nome",
    Field.FAMILY: "last name|lastname|family name|surname|lname|nachname|cognome|nom|apellidos|achternaam",
    Field.PREFIX: "name prefix|anrede",
    Field.SUFFIX: "name suffix|suffix|suffisso",
    Field.NICKNAME: "nickname|nick name|spitzname|soprannome",
    Field.FILE_AS: "file as|screen name",
    Field.PHONETIC: "phonetic name|phonetic first name|phonetic middle name|phonetic last name|given yomi|family yomi",
    Field.COMPANY: "company|company name|organisation|organization|organization name|firma|azienda|societe|societa"
    "|empresa|ragione sociale|bedrijf",
    Field.DEPARTMENT: "department|organization department|abteilung|reparto|service|departamento",
    Field.TITLE: "job title|jobtitle|title|organization title|position|funktion|posizione|fonction|puesto",
    Field.STREET: "street|street address|address|strasse|via|indirizzo|rue|calle",
    Field.POSTCODE: "postcode|postal code|zip|zip code|zipcode|plz|postleitzahl|cap|code postal|codigo postal",
    Field.CITY: "city|town|ort|stadt|citta|ville|ciudad",
    Field.PROVINCE: "state|province|region|county|state or province|bundesland|provincia",
    Field.COUNTRY: "country|country region|land|paese|pays|pais",
    Field.WEBSITE: "website|web site|web page|webpage|web|url|homepage|webseite|sito web|web page 1|web page 2",
    Field.NOTE: "note|notes|comment|comments|remark|remarks|notizen|bemerkung|bemerkungen|appunti|remarques|notas",
    Field.TAGS: "tags",
    Field.CATEGORIES: "categories|labels|group membership|kategorien|categorie|groups|group|groupname",
    Field.UID: "uid",
    Field.KIND: "kind",
    Field.DEFAULT_PHONE: "default number",
    Field.MORE_PHONES: "more numbers",
    Field.MORE_EMAILS: "more e mails",
    Field.NOTHING: "phonebook|e mail display name|e mail type|birthday",
}
_WORDS = {word: Column(field=field) for field, words in _PLAIN.items() for word in words.split("|")}
_NUMBERED = re.compile(r"(phone|telephone|e mail|email|address|website|organization) (\d+) (\w+(?: \w+)?)")
_OF_NUMBERED: Mapping[tuple[str, str], Field] = MappingProxyType(
    {("phone", word): Field.PHONE for word in ("value", "number")}
    | {("phone", word): Field.PHONE_LABEL for word in ("label", "type")}
    | {("phone", "extension"): Field.PHONE_EXTENSION}
    | {("email", word): Field.EMAIL for word in ("value", "address")}
    | {("email", word): Field.EMAIL_LABEL for word in ("label", "type")}
    | {("address", word): Field.STREET for word in ("street", "extended address", "po box")}
    | {("address", "city"): Field.CITY, ("address", "region"): Field.PROVINCE, ("address", "country"): Field.COUNTRY}
    | {("address", "postal code"): Field.POSTCODE, ("website", "value"): Field.WEBSITE}
    | {("website", "url"): Field.WEBSITE}
    | {("organization", "name"): Field.COMPANY, ("organization", "title"): Field.TITLE}
    | {("organization", "department"): Field.DEPARTMENT}
)
_NUMBER_ANYWHERE = frozenset(
    {"phone", "phones", "telephone", "telefon", "telefono", "tel", "mobile", "mobil", "cell", "cellphone", "handy"}
    | {"fax", "cellulare", "movil", "portable", "mobiltelefon", "telefonnummer", "pager", "rufnummer", "mobilnummer"}
    | {"telefonnr", "mobilnr", "handynr", "handynummer", "workphone", "homephone", "mobilephone"}
)
_NUMBER_IN_FRONT = frozenset(
    {"number", "work", "home", "business", "direct", "central", "switchboard", "internal", "other", "extension"}
    | {"main", "durchwahl", "zentrale", "mobile2", "home2", "business2"}
)
_NO_NUMBER = frozenset(
    {"address", "city", "country", "email", "mail", "label", "page", "postal", "postcode", "region", "state", "street"}
    | {"title", "type", "url", "web", "website", "zip", "zipcode", "code", "pob", "po", "province", "speed", "flags"}
    | {"speeddial", "locale", "box", "name", "anniversary", "parent", "county"}
)
"""Headings such as "Work email" or "Phone 1 - Label" have one of these."""
_SAYS_NOTHING = re.compile(
    r"\b(?:tele)?(?:phone|fon|fono|phones)\b|\btel\b|\bnumber\b|\bnummer\b|[.:]|\s\d+$", re.IGNORECASE
)


def meaning(heading: str) -> Column:
    """What a heading means in most address books; NOTHING if nobody knows."""
    folded = fold(heading)
    if numbered := _NUMBERED.fullmatch(folded):
        return _numbered(*numbered.groups())
    if folded in _WORDS:
        return _WORDS[folded]
    words = folded.split()
    if "email" in words or words[:2] == ["e", "mail"] or words == ["mail"]:
        return Column(field=Field.EMAIL, label=_where(words))
    if words and not _NO_NUMBER & set(words) and (words[0] in _NUMBER_IN_FRONT or _NUMBER_ANYWHERE & set(words)):
        return Column(field=Field.PHONE, label=label_of_heading(heading))
    return NOTHING


def label_of_heading(heading: str) -> str:
    """What a heading says about the numbers below it: "Business Phone 2" is for work, "Tel." says nothing."""
    return label_of(" ".join(_SAYS_NOTHING.sub(" ", heading).split()))


def _where(words: list[str]) -> str:
    return "Home" if {"home", "private", "privat"} & set(words) else "Work" if {"work", "business"} & set(words) else ""


def _numbered(what: str, number: str, part: str) -> Column:
    what = {"e mail": "email", "telephone": "phone"}.get(what, what)
    field = _OF_NUMBERED.get((what, part))
    if field is None or (what == "organization" and number != "1"):
        return NOTHING
    return Column(field=field, group=f"{what} {number}")
