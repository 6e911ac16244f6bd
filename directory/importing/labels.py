"""What a number or an address is for: the words of other programs, and ours."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from directory.importing.cells import one_line

LONGEST_LABEL = 40
OF_EVERYBODY = frozenset({"mycontacts", "my contacts", "starred", "starred in android", "all contacts"})
"""Groups in which programs keep everybody, in lower case: they say nothing."""
NOT_CALLED_FIRST = frozenset({"Fax", "Work fax", "Home fax", "Other fax", "Pager", "Assistant", "Callback", "ISDN"})
_LONGEST_READ = 200
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_KNOWN = {
    "work": "Work", "business": "Work", "office": "Work", "company": "Work", "arbeit": "Work", "geschäftlich": "Work",
    "home": "Home", "private": "Home", "privat": "Home", "casa": "Home",
    "mobile": "Mobile", "cell": "Mobile", "cellular": "Mobile", "mobil": "Mobile", "cellulare": "Mobile",
    "cellphone": "Mobile", "mobile phone": "Mobile", "handy": "Mobile",
    "mobiltelefon": "Mobile", "mobilnummer": "Mobile", "movil": "Mobile", "portable": "Mobile",
    "handynr": "Mobile", "handynummer": "Mobile", "mobilnr": "Mobile", "workphone": "Work", "homephone": "Home",
    "main": "Main", "company main": "Main", "other": "Other", "pager": "Pager", "car": "Car", "fax": "Fax",
    "workfax": "Work fax", "work fax": "Work fax", "homefax": "Home fax", "home fax": "Home fax",
    "otherfax": "Other fax", "other fax": "Other fax", "internal": "Internal",
    "homepage": "Website", "internet": "", "smtp": "", "ex": "", "voice": "", "pref": "",
}  # fmt: skip


def label_of(text: str) -> str:
    """The label that a file gives. Common ones are spelled in one way, others stay as they are."""
    return _label(text.strip()[:_LONGEST_READ])


@lru_cache(maxsize=1024)
def _label(text: str) -> str:
    if found := _APPLE.fullmatch(text):
        text = found[1]
    text = one_line(text).lstrip("* ")
    return _KNOWN.get(text.casefold(), text)[:LONGEST_LABEL]


def label_of_types(types: AbstractSet[str]) -> str:
    """The label that the types of a vCard stand for; empty if they say nothing."""
    where = "Work" if "work" in types else "Home" if "home" in types else ""
    if "fax" in types:
        return f"{where} fax" if where else "Other fax" if "other" in types else "Fax"
    for word, label in (("cell", "Mobile"), ("pager", "Pager"), ("car", "Car"), ("main", "Main")):
        if word in types:
            return label
    if where:
        return where
    other = sorted(word for word in types if word.startswith("x-"))
    if other:
        word = other[0].removeprefix("x-")
        return label_of(word[:1].upper() + word[1:])
    return "Other" if "other" in types else ""
