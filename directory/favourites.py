"""The contacts that a user wants at the top, before anything is typed."""

from __future__ import annotations

from clicktocall.accounts.models import User
from directory.listing import Listed, listed
from directory.models import Contact, Favourite

SHOWN = 12


def favour(contact: Contact, *, user: User, wanted: bool) -> None:
    """Make it a favourite, or none. Said twice it is the same as said once."""
    if wanted:
        Favourite.objects.bulk_create([Favourite(user=user, contact=contact)], ignore_conflicts=True)
    else:
        Favourite.objects.filter(user=user, contact=contact).delete()


def is_favourite(contact: Contact, *, user: User) -> bool:
    return Favourite.objects.filter(user=user, contact=contact).exists()


def favourites_of(user: User) -> list[Listed]:
    """By name, with their numbers, in two queries. Those that were deleted or hidden come back with their contacts."""
    seen = Contact.objects.here().seen_by(user).filter(favoured_by__user=user)
    return listed(seen.order_by("name_key", "pk").values_list("pk", flat=True)[:SHOWN])
