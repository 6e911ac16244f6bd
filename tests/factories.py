"""Rows for tests: each function takes what the test is about and makes up the rest.

Anna calls, Ben is in her team, Cleo is a stranger, everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, Permission

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from clicktocall.numbering.parsing import parse
from clicktocall.pbx.models import Pbx
from clicktocall.policies import rulebook
from clicktocall.policies.models import Limit, Policy
from directory.describing import describe
from directory.finding.slips import learn
from directory.models import Contact, Extension, OfficeNumber, OwnNumber, PhoneNumber
from directory.numbers import identify

_next = count(1)


def make_user(username: str = "anna", **about: Any) -> User:
    existing = User.objects.filter(username=username).first()
    return existing or User.objects.create_user(username, password="demo", **about)


def make_pbx(name: str = "office", **about: Any) -> Pbx:
    existing = Pbx.objects.filter(name=name).first()
    defaults = {"url": "http://127.0.0.1:9", "username": "api", "password": "Secret123", "region": "DE"}
    return existing or Pbx.objects.create(name=name, **defaults | about)


def make_extension(
    number: str = "1000", *, user: User | None = None, pbx: Pbx | None = None, **about: Any
) -> Extension:
    return Extension.objects.create(user=user or make_user(), pbx=pbx or make_pbx(), number=number, **about)


def make_office_number(
    number: str = "6700", name: str = "Support", kind: str = "queue", *, pbx: Pbx | None = None
) -> OfficeNumber:
    return OfficeNumber.objects.create(pbx=pbx or make_pbx(), number=number, name=name, kind=kind)


def make_own_number(typed: str = "+49 171 39200 10", *, user: User | None = None, confirmed: bool = True) -> OwnNumber:
    e164 = parse(typed, region="DE").e164
    return OwnNumber.objects.create(user=user or make_user(), typed=typed, e164=e164, is_confirmed=confirmed)


def let_others_call(user: User) -> None:
    """Give the right to have a queue, ring group or voice menu call."""
    user.user_permissions.add(Permission.objects.get(codename="let_call_officenumber"))


def make_contact(name: str = "Clara Winter", *numbers: str, region: str = "DE", **about: Any) -> Contact:
    """Found by the name, the company and the numbers. Whoever adds tags afterwards calls `keep_search_text`."""
    contact = Contact(name=name, **about)
    written = [PhoneNumber(contact=contact, typed=typed, position=place) for place, typed in enumerate(numbers)]
    for number in written:
        number.label = "Work"
        identify(number, region=region)
    describe(contact, written)
    contact.save()
    PhoneNumber.objects.bulk_create(written)
    learn([contact.search_text])
    return contact


def make_call(**about: Any) -> Call:
    """A queued call of Anna to a number in Berlin, from a phone of her own."""
    user = about.pop("user", None) or make_user()
    pbx = about.pop("pbx", None) or make_pbx()
    extension = about.pop("extension", None) or make_extension(str(1000 + next(_next)), user=user, pbx=pbx)
    defaults = {
        "key": f"key-{next(_next)}",
        "typed": "+49 30 23125 100",
        "e164": "+493023125100",
        "callee": "03023125100",
        "caller": extension.number,
    }
    return Call.objects.create(user=user, extension=extension, pbx=pbx, **defaults | about)


def make_policy(
    name: str = "Sales", *, groups: Iterable[Group] = (), users: Iterable[User] = (), **about: Any
) -> Policy:
    """In force at once. For everybody else, unless it is said for whom."""
    groups, users = list(groups), list(users)
    policy = Policy.objects.create(name=name, **{"is_for_everybody": not (groups or users)} | about)
    policy.groups.set(groups)
    policy.users.set(users)
    rulebook.changed()
    return policy


def make_group(name: str, *members: User) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    for member in members:
        member.groups.add(group)
    return group


def make_limit(name: str = "Ten", **about: Any) -> Limit:
    """In force at once: ten calls a day for each user, unless said otherwise."""
    limit = Limit.objects.create(name=name, **{"most_calls": 10} | about)
    rulebook.changed()
    return limit
