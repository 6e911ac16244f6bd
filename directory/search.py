"""Finds contacts by words or by any spelling of a number, and tells whose a number is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, router
from django.db.models import Q

from clicktocall.accounts.models import User
from clicktocall.prepared import fetch
from directory.describing import describe, keep_search_text, name_key
from directory.finding import sources, stages
from directory.finding.conditions import sight_of
from directory.finding.keys import key_from
from directory.listing import Listed, listed
from directory.models import Contact, PhoneNumber
from directory.models.contacts import seen_by
from directory.preferring import known_of
from directory.spelling import Criterion, read

__all__ = [
    "WHOSE_INTERNAL",
    "Page",
    "also_of",
    "describe",
    "find",
    "find_page",
    "keep_search_text",
    "known_by",
    "matching",
    "name_key",
    "whose",
    "whose_each",
]

PAGE = 20
MOST_NAMED = 5
"""Of those who have the same number."""
_SHOWN = {"id", "name", "company", "kind", "shelf", "photo_key"}
_OF_A_LINE = [field.attname for field in Contact._meta.concrete_fields if field.attname in _SHOWN]  # noqa: SLF001 -- Django documents it
WHOSE = f"""
    SELECT {", ".join(f"c.{name}" for name in _OF_A_LINE)}
    FROM directory_phonenumber AS n JOIN directory_contact AS c ON c.id = n.contact_id
    WHERE %(number)s AND c.deleted_at IS NULL AND (
        c.shelf = 'shared' OR c.owner_id = %%s
        OR c.group_id IN (SELECT g.group_id FROM accounts_user_groups AS g WHERE g.user_id = %%s)
    )
    ORDER BY c.id = %%s DESC, n.extension <> %%s, n.extension, c.name_key, c.id
    LIMIT 1
"""  # noqa: S608 -- our own columns
"""In plain SQL: each click asks it, and to build the statement from its parts takes longer than to answer it."""
_INTERNAL = "n.e164 = '' AND n.digits = %s"
WHOSE_INTERNAL = WHOSE % {"number": _INTERNAL}
"""The same for a number without an international form: its digits, twice the user, the contact that is meant, and what
is typed after the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the results. `after` is where the next page begins; empty on the last one."""

    contacts: list[Listed]
    after: str


def find_page(query: str, *, user: User, region: str, after: str = "", limit: int = PAGE) -> Page:
    """The contacts that `query` means and `user` may see, with their numbers, the best first.

    Preferred contacts, names that begin so, numbers, words, the rest, and last what a slip may have meant; each
    by name. Without a word or digit in the query: everybody, by name. `after` comes from the page before.
    """
    asked = read(query, region=region)
    known = known_of(user)
    preferred = known.preferred if asked.loose else []
    sight = sight_of(user, known.groups)
    found = stages.keys(asked, sight=sight, preferred=preferred, after=key_from(after), limit=limit + 1)
    shown = found[:limit]
    return Page(
        contacts=listed([key.pk for key in shown]),
        after=str(shown[-1]) if len(found) > limit else "",
    )


def find(query: str, *, user: User, region: str, limit: int = 50) -> list[Listed]:
    """The first page as a list."""
    return find_page(query, user=user, region=region, limit=limit).contacts


def matching(query: str, *, region: str) -> Q:
    """The condition that a contact is meant by `query`, wherever it stands and whoever sees it."""
    wanted, condition = read(query, region=region).loose, Q()
    for criterion in wanted:
        condition &= _holds(criterion)
    if wanted and connection.vendor == "postgresql":
        condition &= Q(sources.Hint(sources.hint(wanted)))
    return condition


def whose(identity: str, *, user: User, extension: str = "", meant: int = 0) -> Contact | None:
    """The contact with that number that `user` may see: `Number.e164`, or `Number.digits` of one without. One query.

    Of several the one that is `meant` comes first, by its key; then who is reached by that `extension`; then who has
    the number for themselves. The contact comes with what a line about it shows; the rest is read when it is asked for.
    """
    if not identity:
        return None
    number = "n.e164 = %s" if identity.startswith("+") else _INTERNAL
    for row in fetch(WHOSE % {"number": number}, [identity, user.pk, user.pk, meant, extension]):
        return known_by(row)
    return None


def known_by(row: Sequence[Any]) -> Contact | None:
    """The contact that a row of `WHOSE` tells of; None where it is empty, as beside something else that was found."""
    return Contact.from_db(router.db_for_read(Contact), _OF_A_LINE, row) if any(row) else None


def whose_each(identities: Iterable[str], *, user: User) -> dict[str, list[Contact]]:
    """As `whose`, for many numbers in one query, each with all who have it; those that nobody has are left out."""
    wanted = {identity for identity in identities if identity}
    if not wanted:
        return {}
    here = PhoneNumber.objects.filter(seen_by(user, prefix="contact__"), contact__deleted_at=None)
    numbers = here.filter(Q(e164__in=wanted) | Q(e164="", digits__in=wanted)).select_related("contact")
    found: dict[str, list[Contact]] = {}
    for number in numbers.order_by("extension", "contact__name_key", "contact_id"):
        found.setdefault(number.identity, []).append(number.contact)
    return found


def also_of(identity: str, *, user: User, extension: str = "", besides: Contact) -> list[Contact]:
    """Who else has that very number, as far as `user` may see it, by name; the number of a switchboard has many."""
    here = Contact.objects.here().seen_by(user).exclude(pk=besides.pk)
    is_it = Q(numbers__e164=identity) if identity.startswith("+") else Q(numbers__e164="", numbers__digits=identity)
    return list(here.filter(is_it, numbers__extension=extension).order_by("name_key", "pk").distinct()[:MOST_NAMED])


def _holds(criterion: Criterion) -> Q:
    """One of the alternatives, each of which may need several pieces of text."""
    condition = Q()
    for pieces in criterion:
        alternative = Q()
        for piece in pieces:
            alternative &= Q(search_text__contains=piece)
        condition |= alternative
    return condition
