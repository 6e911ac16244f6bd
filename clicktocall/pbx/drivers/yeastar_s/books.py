"""The S-Series' company contacts. Source: Yeastar S-Series API 2.0.0, companycontacts/query, add, update and delete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from clicktocall.pbx.drivers.books import BookEntry, BookEntryReport, BookLimits
from clicktocall.pbx.drivers.lenient_json import Json, JsonObject
from clicktocall.pbx.drivers.yeastar_s.members import first_text, objects_of

LIMITS = BookLimits(text=255, number=re.compile(r"[0-9 ().+-]{1,31}"))
"""Source: Yeastar Cloud PBX (which has the same API 2.0.0), import parameters of contacts."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "first_name": "firstname",
        "last_name": "lastname",
        "company": "company",
        "email": "email",
        "business": "businessnum",
        "business_2": "businessnum2",
        "mobile": "mobile",
        "mobile_2": "mobile2",
        "home": "homenum",
        "home_2": "homenum2",
        "business_fax": "businessfax",
        "home_fax": "homefax",
        "other": "othernum",
        "street": "street",
        "postcode": "zipcode",
        "city": "city",
        "province": "state",
        "country": "country",
    }
)
"""Our name of a field -> the PBX's."""


def body_of(entry: BookEntry, *, with_empty: bool) -> dict[str, str]:
    """An update takes back what it does not say only where it is said to be empty."""
    said = entry.as_fields()
    return {name: said[field] for field, name in FIELDS.items() if said[field] or with_empty}


def listed(answer: Json) -> Iterator[BookEntryReport]:
    for entry in objects_of(answer):
        key = id_of(entry)
        if key:
            said = {field: first_text(entry, name) for field, name in FIELDS.items()}
            yield BookEntryReport(key=key, entry=BookEntry(**said))


def id_of(entry: JsonObject) -> str:
    """A text or a number: the guide shows both. Empty for what is no id."""
    value = entry.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return first_text(entry, "id")[:40]
