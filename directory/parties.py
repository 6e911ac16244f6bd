"""Who answers at a number: a contact, a colleague, a queue or group of the office, or nobody that we know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clicktocall.accounts.models import User
from clicktocall.numbering.classifying import NumberClass, classify, is_known_by_its_phone
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number
from clicktocall.pbx.drivers.parties import PartyKind
from clicktocall.pbx.models import Pbx
from clicktocall.prepared import fetch
from directory.models import Contact, Extension, OfficeNumber, PartyChoice
from directory.search import WHOSE_INTERNAL, known_by, whose

MEANT = re.compile(r"(?P<to>.*);contact=(?P<contact>[0-9]{1,18})", re.DOTALL)
INTERNAL = re.compile(r"\s*(?P<number>[0-9*#]{1,16})@(?P<pbx>[-\w]{1,50})\s*")

_INSIDE = f"""
    SELECT o.name, o.kind, u.username, u.first_name, u.last_name, w.*
    FROM (SELECT 1 AS one) AS one
    LEFT JOIN (SELECT name, kind FROM directory_officenumber WHERE pbx_id = %s AND number = %s LIMIT 1) AS o ON 1 = 1
    LEFT JOIN (
        SELECT u.username, u.first_name, u.last_name FROM directory_extension AS e
        JOIN accounts_user AS u ON u.id = e.user_id WHERE e.pbx_id = %s AND e.number = %s LIMIT 1
    ) AS u ON 1 = 1
    LEFT JOIN ({WHOSE_INTERNAL}) AS w ON 1 = 1
"""  # noqa: S608 -- our own columns
"""What of the office has that number, whose phone it is, and who is listed with it: one row, empty where there is none.

In plain SQL: digits that are typed ask it at each of them.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One end of a call. `name` is empty where nobody here knows it."""

    kind: PartyKind
    name: str = ""
    contact: Contact | None = None

    @property
    def kind_words(self) -> str:
        """What a number of the office itself is; empty for a person's."""
        if self.kind in {PartyKind.EXTENSION, PartyKind.EXTERNAL, PartyKind.UNLISTED}:
            return ""
        return str(PartyChoice(self.kind).label)


def who_answers(number: Number, *, user: User, pbx: Pbx | None, meant: int = 0) -> Party:
    """Who answers at `number`, dialled at `pbx` (None: at no PBX that we know), as far as `user` may see it.

    One query. An internal number is looked for first among what this PBX itself has. Of several contacts with the
    number it is the one that is `meant`, by its key.
    """
    if number.e164:
        return _named(PartyKind.EXTERNAL, whose(number.e164, user=user, extension=number.extension, meant=meant))
    at_pbx = [pbx.pk if pbx else None, number.digits]
    ((name, kind, username, first_name, last_name, *listed),) = fetch(
        _INSIDE, [*at_pbx, *at_pbx, number.digits, user.pk, user.pk, meant, number.extension]
    )
    if kind:
        return Party(kind=PartyKind(kind), name=name)
    # Where the directory has a name for an internal number, that is what people here are used to.
    contact = known_by(listed)
    if username:
        owner = User(username=username, first_name=first_name, last_name=last_name)
        return _named(PartyKind.EXTENSION, contact, otherwise=str(owner))
    return _named(_without_a_row(number, pbx), contact)


def inside_numbers(pbxs: Iterable[int]) -> frozenset[tuple[int, str]]:
    """The phones, queues, groups and rooms that these PBXs are known to have, each with its PBX. Two queries."""
    found: set[tuple[int, str]] = set()
    for rows in (Extension.objects.all(), OfficeNumber.objects.all()):
        found.update(rows.order_by().filter(pbx__in=list(pbxs)).values_list("pbx", "number"))
    return frozenset(found)


def plan_of(number: Number, party: Party, plan: NumberingPlan) -> NumberingPlan:
    """The plan that holds for a call to them: what answers inside is internal, whatever the network has there."""
    is_inside = party.kind not in {PartyKind.EXTERNAL, PartyKind.UNLISTED}
    return plan.knowing(number.digits) if is_inside and is_known_by_its_phone(number, plan) else plan


def without_pbx(typed: str) -> tuple[str, str]:
    """Of `6700@office` the number and the PBX, as the pages send a number of the office; else `typed` and nothing."""
    found = INTERNAL.fullmatch(typed)
    return (found["number"], found["pbx"]) if found else (typed, "")


def of_contact(to: str, contact: int | None) -> str:
    """What the button beside a contact's number sends: others may have the number, and this is the one meant."""
    return f"{to};contact={contact}" if contact else to


def whom_meant(sent: str) -> tuple[str, int]:
    """Of what such a button sends the number, and the key of the contact; else `sent` and 0."""
    found = MEANT.fullmatch(sent)
    return (found["to"], int(found["contact"])) if found else (sent, 0)


def _without_a_row(number: Number, pbx: Pbx | None) -> PartyKind:
    """112 and the like are outside; every other short number may be anything of the PBX's own."""
    is_public = pbx and classify(number, pbx.numbering_plan()) is not NumberClass.INTERNAL
    return PartyKind.EXTERNAL if is_public else PartyKind.UNLISTED


def _named(kind: PartyKind, contact: Contact | None, *, otherwise: str = "") -> Party:
    return Party(kind=kind, name=contact.name if contact else otherwise, contact=contact)
