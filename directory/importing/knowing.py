"""Loads the contacts that a file may be about: what is compared and no more, as plain values.

Whole rows as Django makes them, each with three lists prefetched, took eight times as long as planning what to do with
them. Search texts, which are the longest column, are never read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from directory.among import Among
from directory.drafts import TEXTS
from directory.importing.planning import Standing, Wishes
from directory.importing.pouring import blank
from directory.models import Contact, EmailAddress, PhoneNumber, Tag

_OF_A_CONTACT = (
    *("id", "uid", "shelf", "group_id", "owner_id", "source_id", "deleted_at", "revision", "photo_key", *TEXTS),
)
_OF_A_NUMBER = ("contact_id", "id", "label", "typed", "e164", "digits", "extension", "is_default")
_OF_AN_EMAIL = ("contact_id", "id", "label", "address")
_ALIKE = 20


def load(keys: set[int]) -> list[Standing]:
    """The contacts with these keys, oldest first, deleted ones too, each with all that belongs to it. Four queries."""
    if not keys:
        return []
    rows = Contact.objects.filter(Among("pk", keys)).order_by("pk").values_list(*_OF_A_CONTACT)
    found = {row[0]: Standing(contact=blank(Contact, **dict(zip(_OF_A_CONTACT, row, strict=True)))) for row in rows}
    numbers = PhoneNumber.objects.filter(Among("contact_id", keys)).values_list(*_OF_A_NUMBER)
    for number in numbers:
        found[number[0]].numbers.append(blank(PhoneNumber, **dict(zip(_OF_A_NUMBER, number, strict=True))))
    emails = EmailAddress.objects.filter(Among("contact_id", keys)).values_list(*_OF_AN_EMAIL)
    for email in emails:
        found[email[0]].emails.append(blank(EmailAddress, **dict(zip(_OF_AN_EMAIL, email, strict=True))))
    tags = Tag.contacts.through.objects.filter(Among("contact_id", keys)).order_by("tag__key")
    for contact_id, name in tags.values_list("contact_id", "tag__name"):
        found[contact_id].tags.append(name)
    return list(found.values())


def are_still_so(standings: Iterable[Standing]) -> bool:
    """Whether nobody has edited these contacts since they were read. Nobody else can until the transaction ends."""
    seen = {one.contact.pk: one.contact.revision for one in standings}
    if not seen or not connection.features.has_select_for_update:
        return True  # on SQLite nobody else writes while a transaction of ours goes on
    held = Contact.objects.filter(Among("pk", seen)).order_by("pk").select_for_update()
    return dict(held.values_list("pk", "revision")) == seen


def namesakes(wanted: Iterable[tuple[str, str]], wishes: Wishes) -> list[tuple[int, str, str]]:
    """Contacts within reach that have such a folded name and such a company: the key of each, and these two. One query.

    Each pair is looked up in the index contact_by_name_and_company. Asked for names alone, a batch of common ones would
    read half of a large directory, and so would a join of which the database chooses the order.
    """
    names, companies = zip(*wanted, strict=True)
    sql, reach = _one_pair(wishes)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = "unnest(%s::text[], %s::text[]) AS asked (name, company)"
            cursor.execute(
                f"SELECT f.id, f.name_key, f.company FROM {asked} CROSS JOIN LATERAL ({sql}) AS f",  # noqa: S608 -- as below
                [list(names), list(companies), *reach],
            )
        else:
            asked = "(SELECT value ->> 0 AS name, value ->> 1 AS company FROM json_each(%s)) AS asked"
            cursor.execute(
                f"SELECT f.id, f.name_key, f.company FROM {asked} CROSS JOIN directory_contact AS f"  # noqa: S608 -- as below
                f" WHERE f.id IN (SELECT id FROM ({sql}))",
                [json.dumps(list(zip(names, companies, strict=True))), *reach],
            )
        return [(pk, name, company) for pk, name, company in cursor.fetchall()]


def _one_pair(wishes: Wishes) -> tuple[str, list[str | int | None]]:
    """The contacts of one pair, the oldest of them: a hundred of the same name and company tell nobody apart."""
    reach: list[str | int | None] = [str(wishes.shelf)]
    conditions = "c.name_key = asked.name AND c.company = asked.company AND c.deleted_at IS NULL AND c.shelf = %s"
    if wishes.shelf == Contact.Shelf.GROUP:
        conditions += " AND c.group_id = %s"
        reach.append(wishes.group_id)
    if wishes.shelf == Contact.Shelf.PERSONAL:
        conditions += " AND c.owner_id = %s"
        reach.append(wishes.owner_id)
    columns = "c.id, c.name_key, c.company"
    return f"SELECT {columns} FROM directory_contact AS c WHERE {conditions} ORDER BY c.id LIMIT {_ALIKE}", reach  # noqa: S608 -- constants; values are parameters
