"""What the attributes of an LDAP server mean: the usual ones of each kind of server, or what staff have written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.importing.columns import CHOICES, Column, Field, column_of
from directory.models import LdapSource

_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9.-]*)\s*[=:]\s*([a-z_]+)(?::([^:\r\n]{1,40}))?\s*")
PHOTO = "photo"
"""The one meaning that is no text, and therefore no column."""
_MAY_BE = frozenset(code.partition(":")[0] for code, _label in CHOICES) - {"nothing", "uid"} | {PHOTO}
MOST_ATTRIBUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A kind of server. Of several attributes with one meaning the first that says something counts."""

    filter: str
    identity: str
    mapping: str


ACTIVE_DIRECTORY = Layout(
    # Contacts, and the users that are not disabled (bit 2). Source: Microsoft, userAccountControl and matching rules.
    filter="(&(objectCategory=person)(|(objectClass=contact)"
    "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))))",
    identity="objectGUID",
    mapping="""displayName = name
cn = name
givenName = given
sn = family
company = company
department = department
title = title
telephoneNumber = phone:Work
otherTelephone = phone:Work
mobile = phone:Mobile
otherMobile = phone:Mobile
mail = email:Work
streetAddress = street
postalCode = postcode
l = city
st = province
co = country
wWWHomePage = website
thumbnailPhoto = photo
jpegPhoto = photo
""",
)
INETORGPERSON = Layout(
    filter="(objectClass=inetOrgPerson)",
    identity="entryUUID",
    mapping="""displayName = name
cn = name
givenName = given
sn = family
o = company
departmentNumber = department
ou = department
title = title
telephoneNumber = phone:Work
mobile = phone:Mobile
homePhone = phone:Home
mail = email:Work
street = street
postalCode = postcode
l = city
st = province
c = country
labeledURI = website
jpegPhoto = photo
""",
)
LAYOUTS: Mapping[str, Layout] = {
    LdapSource.Layout.ACTIVE_DIRECTORY: ACTIVE_DIRECTORY,
    LdapSource.Layout.INETORGPERSON: INETORGPERSON,
}


class NotAMapping(ValueError):
    """What staff have written about the attributes cannot be read. str() is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How entries of one source are read. The attributes are in lower case."""

    filter: str
    identity: str
    columns: tuple[tuple[str, Column], ...]
    photos: tuple[str, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        texts = (attribute for attribute, _column in self.columns)
        return tuple(dict.fromkeys((self.identity, *texts, *self.photos)))

    @property
    def fields(self) -> frozenset[Field]:
        return frozenset(column.field for _attribute, column in self.columns)


def reading_of(source: LdapSource) -> Reading:
    """Where staff have written nothing, the usual of the kind counts. Raises NotAMapping."""
    layout = LAYOUTS[source.layout]
    mapping = source.mapping if source.mapping.strip() else layout.mapping
    return Reading(
        filter=" ".join(source.filter.split()) or layout.filter,
        identity=(source.identity or layout.identity).lower(),
        columns=columns_of(mapping),
        photos=photos_of(mapping),
    )


def columns_of(text: str) -> tuple[tuple[str, Column], ...]:
    """`mobile = phone:Mobile`, a line each. Raises NotAMapping."""
    columns = [
        (attribute, column_of(f"{meaning}:{label}" if label else meaning))
        for attribute, meaning, label in _lines(text)
        if meaning != PHOTO
    ]
    fields = {column.field for _attribute, column in columns}
    if not fields & {Field.NAME, Field.GIVEN, Field.FAMILY, Field.COMPANY}:
        raise NotAMapping(_("Say which attribute holds the name: displayName = name"))
    return tuple(columns)


def photos_of(text: str) -> tuple[str, ...]:
    """The attributes that hold a photo, in turn. Raises NotAMapping."""
    return tuple(attribute for attribute, meaning, _label in _lines(text) if meaning == PHOTO)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Attribute, meaning and label. Raises NotAMapping."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ATTRIBUTES:
        raise NotAMapping(_("More than %d attributes are not read. Leave some out.") % MOST_ATTRIBUTES)
    for line in lines:
        if not (read := _LINE.fullmatch(line)):
            raise NotAMapping(_("%s is not understood. Write a line such as: mobile = phone:Mobile") % repr(line[:60]))
        if read[2] not in _MAY_BE:
            said = {"word": read[2], "words": ", ".join(sorted(_MAY_BE))}
            raise NotAMapping(_("%(word)s is no field of a contact. There are: %(words)s.") % said)
        yield read[1].lower(), read[2], (read[3] or "").strip()
