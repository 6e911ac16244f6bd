"""Who may add, change and delete contacts on which shelf. Who may see them: `ContactQuerySet.seen_by`.

Everybody keeps a shelf of their own, and what they have added stays theirs to change and delete. The shelf of a group
is its members'. The shared shelf is for those with Django's permissions to add, change or delete contacts: the group
"Directory editors" has all three.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from directory.models import Contact

EDITORS = "Directory editors"
"""The group that a migration makes. Staff put users into it in the admin panel."""
Shelf = Contact.Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A shelf as a form names it: `shared`, `personal`, or `group-` and the key of the group."""

    value: str
    label: str


def places_open_to(user: User) -> list[Place]:
    """Where `user` may put a contact, the widest first."""
    everybody, *own = places_seen_by(user)
    return [everybody, *own] if user.has_perm("directory.add_contact") else own


def places_seen_by(user: User) -> list[Place]:
    """The shelves on which `user` may see contacts, the widest first."""
    groups = user.groups.exclude(name=EDITORS).order_by("name")
    return [
        Place(value=Shelf.SHARED, label=_("Everybody")),
        *(Place(value=f"group-{group.pk}", label=_of_group(group.name)) for group in groups),
        Place(value=Shelf.PERSONAL, label=_("Only me")),
    ]


def may_change(user: User, contact: Contact) -> bool:
    """What is kept in step with an address book outside is changed there."""
    return contact.source_id is None and _may(user, contact, "directory.change_contact")


def may_delete(user: User, contact: Contact) -> bool:
    """Also whether one that is in the bin may be seen, and taken out again."""
    is_ours = contact.source_id is None or contact.deleted_at is not None
    return is_ours and _may(user, contact, "directory.delete_contact")


def place_of(contact: Contact) -> str:
    return f"group-{contact.group_id}" if contact.shelf == Shelf.GROUP else contact.shelf


def where_it_stands(contact: Contact) -> Place:
    """Its shelf, also where nothing more may be put by whoever asks."""
    names = {Shelf.SHARED: _("Everybody"), Shelf.PERSONAL: _("Only its owner")}
    label = _of_group(contact.group.name) if contact.group else names[Shelf(contact.shelf)]
    return Place(value=place_of(contact), label=label)


def _of_group(name: str) -> str:
    return _("Group %(group)s") % {"group": name}


def _may(user: User, contact: Contact, permission: str) -> bool:
    if contact.owner_id == user.pk:
        return True
    if contact.shelf == Shelf.GROUP:
        return user.groups.filter(pk=contact.group_id).exists()
    return contact.shelf == Shelf.SHARED and user.has_perm(permission)
