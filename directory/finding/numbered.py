"""Contacts with a number that begins so, in the order of those numbers, internal ones first.

An index has them in that order, so that as a rule no more of them are read than a page shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from directory.finding.conditions import Condition, Sight, any_of, begins, joined
from directory.finding.keys import NUMBER, Key
from directory.finding.statements import CANDIDATES, ask

_NUMBER = "CASE WHEN m.e164 = '' THEN ' ' || m.digits ELSE m.e164 END"
"""By what they are put in order: a blank stands before every sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The numbers that begin so, in one of the two columns."""

    beginning: str
    is_internal: bool

    @property
    def column(self) -> str:
        return "n.digits" if self.is_internal else "n.e164"

    @property
    def number(self) -> str:
        return f"' ' || {self.column}" if self.is_internal else self.column

    def holds(self, alias: str) -> Condition:
        if not self.is_internal:
            return begins(f"{alias}.e164", self.beginning)
        return Condition(sql=f"{alias}.e164 = ''") & begins(f"{alias}.digits", self.beginning)


def by_number(
    sight: Sight, beginnings: Iterable[str], internal: Iterable[str], *, also: Condition, after: Key | None, limit: int
) -> list[Key]:
    """Contacts with an international number, or one that has no such form, that begins so; each by its first."""
    ranges = [Range(beginning=one, is_internal=False) for one in _widest(beginnings)]
    ranges += [Range(beginning=one, is_internal=True) for one in _widest(internal)]
    held = sight.all & also & _has_none_before(ranges)
    every = joined(" UNION ALL ", [_first(one, held, after, limit) for one in ranges])
    found = ask(f"SELECT * FROM ({every.sql}) AS every ORDER BY number, id LIMIT {limit}", every.values)
    return [Key(NUMBER, number, pk) for number, pk in found]


def _widest(beginnings: Iterable[str]) -> list[str]:
    """Without those that begin with another one: what begins with +390 begins with +39."""
    kept: list[str] = []
    for one in sorted(beginnings):
        if not kept or not one.startswith(kept[-1]):
            kept.append(one)
    return kept


def _first(one: Range, held: Condition, after: Key | None, limit: int) -> Condition:
    """Of numbers whose contacts nobody may see no more are looked at than an index gives candidates."""
    wanted = one.holds("n")
    if after:
        wanted = wanted & Condition(sql=f"({one.number}, n.contact_id) > (%s, %s)", values=(after.name_key, after.pk))
    numbers = (
        f"SELECT {one.number} AS number, n.contact_id FROM directory_phonenumber AS n WHERE {wanted.sql}"
        f" ORDER BY {one.column}, n.contact_id LIMIT {CANDIDATES}"
    )
    contacts = (
        f"SELECT DISTINCT r.number, c.id FROM ({numbers}) AS r JOIN directory_contact AS c ON c.id = r.contact_id"
        f" WHERE {held.sql} ORDER BY r.number, c.id LIMIT {limit}"
    )
    return Condition(sql=f"SELECT number, id FROM ({contacts}) AS p", values=wanted.values + held.values)


def _has_none_before(ranges: list[Range]) -> Condition:
    """No other number of the contact begins so and comes first: each contact stands there once, on whatever page."""
    begun = any_of([one.holds("m") for one in ranges])
    numbers = f"SELECT 1 FROM directory_phonenumber AS m WHERE m.contact_id = c.id AND {begun.sql}"
    return Condition(sql=f"NOT EXISTS ({numbers} AND {_NUMBER} < r.number)", values=begun.values)
