"""What can be known of an entry before the database is asked: its numbers, and what it is found by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from directory.importing.cards import Card
from directory.importing.faults import Fault
from directory.importing.planning import numbers_of
from directory.models import PhoneNumber
from directory.office_plans import plan_for


@dataclass(slots=True, kw_only=True)
class Prepared:
    """An entry with its numbers and the keys by which it is found, the strongest first. A fault has neither."""

    entry: Card | Fault
    numbers: list[PhoneNumber] = field(default_factory=list)
    keys: tuple[str, ...] = ()


class Preparing:
    """Prepares entries. To be made where the database may be asked; used in any thread."""

    def __init__(self, *, region: str) -> None:
        self._plan = plan_for(region)

    def __call__(self, entry: Card | Fault) -> Prepared:
        if isinstance(entry, Fault):
            return Prepared(entry=entry)
        numbers = numbers_of(entry, plan=self._plan)
        if isinstance(numbers, Fault):
            return Prepared(entry=numbers)
        if entry.phones and not numbers:
            entry = Card.of(entry.__dict__ | {"phones": ()})  # who has a dash for a number has none
        keys = tuple(keys_of(entry.uid, entry.name, entry.company, numbers))
        return Prepared(entry=entry, numbers=numbers, keys=keys)


def keys_of(uid: UUID | None, name: str, company: str, numbers: Iterable[PhoneNumber]) -> Iterator[str]:
    if uid:
        yield f"u{uid.hex}"
    canonical_name = canonical(name)
    for number in numbers:
        yield f"n{number.e164 or number.digits}x{number.extension}|{canonical_name}"
    yield f"c{canonical_name}|{canonical(company)}"


@lru_cache(maxsize=1024)
def canonical(text: str) -> str:
    """However it is capitalised and spaced. Another accent is another name."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
