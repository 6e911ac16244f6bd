"""What the people of the demo's directory have beyond their numbers, so that its pages look like those of an office."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.contrib.auth.models import Group

from clicktocall.accounts.models import User
from directory import editing
from directory.access import EDITORS
from directory.drafts import TEXTS, Draft, EmailRow, NumberRow, draft_of
from directory.favourites import favour
from directory.models import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class _More:
    """What one contact gets; `texts` are columns of a contact."""

    name: str
    texts: dict[str, str]
    email: str = ""
    tags: tuple[str, ...] = field(default=())


MORE = (
    _More(
        name="Zoë Hartley",
        texts={"title": "Managing director", "street": "14 Larkspur Row", "postcode": "BS1 5TR", "city": "Bristol"}
        | {"country": "United Kingdom", "website": "https://bramble-finch.example"}
        | {"note": "Best reached before ten.\nAlways asks after the dog."},
        email="zoe@bramble-finch.example",
        tags=("Customer", "VIP"),
    ),
    _More(
        name="Jürgen Großmann",
        texts={"title": "Owner", "street": "Am Speicher 3", "postcode": "10115", "city": "Berlin", "country": "Germany"}
        | {"note": "Needs proofs by Thursday noon for Monday's run."},
        email="j.grossmann@grossmann-druck.example",
        tags=("Supplier", "Print"),
    ),
    _More(
        name="Giulia D'Angelo",
        texts={"title": "Workshop manager", "department": "Service", "city": "Torino", "country": "Italy"},
        email="giulia@officina-ferraro.example",
        tags=("Supplier",),
    ),
    _More(
        name="Søren Kjærgaard",
        texts={"title": "Head of operations", "department": "Harbour", "note": "On leave every second Friday."},
        email="soren@hafenlogistik-nord.example",
        tags=("Customer",),
    ),
    _More(
        name="Chiara Müller-Lüdenscheidt",
        texts={"title": "Translator", "note": "Italian, German, French."},
        email="chiara@babel.example",
        tags=("Freelance",),
    ),
)
FAVOURITES = ("Zoë Hartley", "Jürgen Großmann", "Søren Kjærgaard")
TWIN = ("J. Grossmann", "Grossmann Druckerei", "Jürgen Großmann")
"""Name and company of a contact that somebody has typed a second time, and whom it doubles."""
PRIVATE = ("Dr. Hedda Lund", "Dentist", "030 23125 861")


def furnish(anna: User, ben: User, *, region: str) -> None:
    """Give the people of the sample titles, addresses and tags, and Anna favourites and a private contact."""
    for user in (anna, ben):
        user.groups.add(Group.objects.get_or_create(name=EDITORS)[0])
    for number, more in enumerate(MORE):
        _add_to(Contact.objects.get(name=more.name), more, by=ben if number % 2 else anna, region=region)
    for name in FAVOURITES:
        favour(Contact.objects.get(name=name), user=anna, wanted=True)
    _double(by=ben, region=region)
    name, company, typed = PRIVATE
    editing.add(_short(name, company, typed, place=Contact.Shelf.PERSONAL), by=anna, region=region)


def _add_to(contact: Contact, more: _More, *, by: User, region: str) -> None:
    draft = draft_of(contact)
    emails = (EmailRow(label="Work", address=more.email),) if more.email else ()
    full = replace(draft, texts={**draft.texts, **more.texts}, emails=emails, tags=more.tags)
    editing.change(contact, full, by=by, region=region, seen=contact.revision)


def _double(*, by: User, region: str) -> None:
    """Somebody who stands in the directory twice, to be merged."""
    name, company, original = TWIN
    number = Contact.objects.get(name=original).numbers.all()[0]
    editing.add(_short(name, company, number.typed, place=Contact.Shelf.SHARED), by=by, region=region)


def _short(name: str, company: str, typed: str, *, place: str) -> Draft:
    texts = {**dict.fromkeys(TEXTS, ""), "kind": Contact.Kind.PERSON, "name": name, "company": company}
    return Draft(texts=texts, numbers=(NumberRow(label="Work", typed=typed),), place=place)
