"""What a column of a file may mean, as a word that a form can carry: `phone:Mobile`, `email:Work`, `company`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.importing.labels import LONGEST_LABEL, label_of


class Field(StrEnum):
    NAME = "name"
    INVERTED = "inverted"
    """A name whose family name stands in front of a comma."""
    PREFIX = "prefix"
    GIVEN = "given"
    MIDDLE = "middle"
    FAMILY = "family"
    SUFFIX = "suffix"
    NICKNAME = "nickname"
    FILE_AS = "file_as"
    PHONETIC = "phonetic"
    COMPANY = "company"
    DEPARTMENT = "department"
    TITLE = "title"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    PROVINCE = "province"
    COUNTRY = "country"
    WEBSITE = "website"
    NOTE = "note"
    TAGS = "tags"
    """Divided by `:::` alone."""
    CATEGORIES = "categories"
    """Divided by semicolons too, as Outlook does it."""
    UID = "uid"
    KIND = "kind"
    PHONE = "phone"
    PHONE_LABEL = "phone_label"
    PHONE_EXTENSION = "phone_extension"
    DEFAULT_PHONE = "default_phone"
    MORE_PHONES = "more_phones"
    """`Label: number`, divided by `:::`."""
    EMAIL = "email"
    EMAIL_LABEL = "email_label"
    MORE_EMAILS = "more_emails"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one column means. Columns of one `group` belong together: a number, its label and its extension."""

    field: Field
    label: str = ""
    group: str = ""

    @property
    def code(self) -> str:
        return f"{self.field}:{self.label}" if self.label else str(self.field)


NOTHING = Column(field=Field.NOTHING)
ADDRESS = frozenset({Field.STREET, Field.POSTCODE, Field.CITY, Field.PROVINCE, Field.COUNTRY})

CHOICES: tuple[tuple[str, str | Promise], ...] = (
    ("nothing", _("not used")),
    ("name", _("Name")),
    ("given", _("First name")),
    ("family", _("Last name")),
    ("inverted", _("Last name, first name")),
    ("company", _("Company")),
    ("phone", _("Number")),
    ("phone:Work", _("Number: work")),
    ("phone:Mobile", _("Number: mobile")),
    ("phone:Home", _("Number: home")),
    ("phone:Main", _("Number: main")),
    ("phone:Internal", _("Number: internal")),
    ("phone:Fax", _("Number: fax")),
    ("phone:Other", _("Number: other")),
    ("email", _("E-mail")),
    ("email:Work", _("E-mail: work")),
    ("email:Home", _("E-mail: home")),
    ("department", _("Department")),
    ("title", _("Job title")),
    ("street", _("Street")),
    ("postcode", _("Postcode")),
    ("city", _("City")),
    ("province", _("State or province")),
    ("country", _("Country")),
    ("website", _("Website")),
    ("categories", _("Tags")),
    ("note", _("Note")),
    ("middle", _("Middle name")),
    ("prefix", _("Prefix of the name")),
    ("suffix", _("Suffix of the name")),
    ("nickname", _("Nickname")),
    ("phonetic", _("Phonetic name")),
    ("uid", _("Identity (UID)")),
)
"""What people may choose for a column, the usual ones first."""


def column_of(code: str) -> Column:
    """The column that a code stands for; what nobody knows is not used."""
    field, _colon, label = code.partition(":")
    if field not in set(Field):
        return NOTHING
    return Column(field=Field(field), label=label_of(label)[:LONGEST_LABEL])
