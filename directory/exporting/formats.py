"""The formats in which contacts can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.exporting.gathering import cards_of, most_of_one
from directory.exporting.tables import GOOGLE, OUTLOOK, OWN, TableFormat, csv_lines
from directory.exporting.vcards import vcard_lines
from directory.exporting.workbooks import workbook_pieces
from directory.models import Contact

CSV = "text/csv; charset=utf-8"
VCARD = "text/vcard; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: how it is called, and how contacts become its bytes, a few at a time."""

    label: str | Promise
    hint: str | Promise
    suffix: str
    content_type: str
    pieces: Callable[[QuerySet[Contact]], Iterator[bytes]]


def _csv(table: TableFormat, contacts: QuerySet[Contact]) -> Iterator[bytes]:
    phones, emails = most_of_one(contacts)
    return map(str.encode, csv_lines(table, cards_of(contacts), phones=phones, emails=emails))


def _xlsx(contacts: QuerySet[Contact]) -> Iterator[bytes]:
    phones, emails = most_of_one(contacts)
    return workbook_pieces(OWN, cards_of(contacts), phones=phones, emails=emails)


def _vcard(version: str, contacts: QuerySet[Contact]) -> Iterator[bytes]:
    return map(str.encode, vcard_lines(cards_of(contacts, photos=True), version=version))


FORMATS: dict[str, Format] = {
    "csv": Format(
        label=_("CSV, all columns"),
        hint=_("Everything, to keep or to bring in here again."),
        suffix="csv",
        content_type=CSV,
        pieces=partial(_csv, OWN),
    ),
    "xlsx": Format(
        label=_("Excel workbook"),
        hint=_("The same as a workbook: numbers keep their +."),
        suffix="xlsx",
        content_type=XLSX,
        pieces=_xlsx,
    ),
    "google": Format(
        label=_("Google Contacts"),
        hint=_("CSV with Google's columns."),
        suffix="csv",
        content_type=CSV,
        pieces=partial(_csv, GOOGLE),
    ),
    "outlook": Format(
        label=_("Outlook"),
        hint=_("CSV with Outlook's columns."),
        suffix="csv",
        content_type=CSV,
        pieces=partial(_csv, OUTLOOK),
    ),
    "vcard3": Format(
        label=_("vCard 3.0"),
        hint=_("For Apple, Thunderbird, Android and most phones."),
        suffix="vcf",
        content_type=VCARD,
        pieces=partial(_vcard, "3.0"),
    ),
    "vcard4": Format(
        label=_("vCard 4.0"),
        hint=_("The newer version, always in UTF-8."),
        suffix="vcf",
        content_type=VCARD,
        pieces=partial(_vcard, "4.0"),
    ),
}
