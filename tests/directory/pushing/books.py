"""What the tests of pushes do again and again: compare, apply, look at both sides."""

from __future__ import annotations

from django.contrib.auth.models import Group

from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.simulator import Simulator
from directory import tasks
from directory.models import BookPush
from directory.pushing import asking

FOREIGN = {"firstname": "Carl", "lastname": "Summer", "businessnum": "03023125190"}


def compared(pbx: Pbx, *, most: int = 100, group: Group | None = None, tag: str = "", query: str = "") -> BookPush:
    push = asking.begin(pbx, by="staff", group=group, tag=tag, query=query, most=most)
    tasks.push_to_book(push.pk)
    push.refresh_from_db()
    return push


def applied(push: BookPush) -> BookPush:
    assert asking.say_yes(push)
    tasks.push_to_book(push.pk)
    push.refresh_from_db()
    return push


def steps(push: BookPush) -> list[tuple[str, str]]:
    return [(step.verb, step.name) for step in push.steps.all()]


def there(sim: Simulator) -> list[tuple[str, ...]]:
    """Names, numbers in the order of the fields, and the company of each entry of the PBX."""
    return sorted(
        tuple(filter(None, (kept["firstname"], kept["lastname"], kept["businessnum"], kept["mobile"], kept["company"])))
        for kept in sim.company_contacts.kept.values()
    )


def foreign(sim: Simulator, **fields: str) -> None:
    """Somebody adds an entry on the PBX's own page."""
    empty = dict.fromkeys(("businessnum2", "businessfax", "mobile", "mobile2", "homenum", "homenum2", "homefax"), "")
    more = dict.fromkeys(("othernum", "company", "email", "zipcode", "street", "city", "state", "country"), "")
    sim.company_contacts.kept[str(900 + len(sim.company_contacts.kept))] = empty | more | FOREIGN | fields
