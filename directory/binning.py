"""The bin: how long what was deleted can be brought back, and what becomes of it then."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from clicktocall.accounts.models import User
from directory.models import Contact, Photo

SHOWN = 200


def days_left(contact: Contact) -> int:
    """How many days it can still be brought back, the one that has begun included; 0 for one that is not deleted."""
    if contact.deleted_at is None:
        return 0
    left = contact.deleted_at + timedelta(days=settings.KEEP_DELETED_DAYS) - timezone.now()
    return max(1, left.days + 1)


def in_the_bin(user: User) -> list[Contact]:
    """What was deleted or merged and `user` may take out again, the last first. One query and those of the rights."""
    mine = Q(owner=user) | Q(group__in=user.groups.all())
    if user.has_perm("directory.delete_contact"):
        mine |= Q(shelf=Contact.Shelf.SHARED)
    gone = Contact.objects.gone().filter(mine).select_related("merged_into")
    return list(gone.order_by("-deleted_at")[:SHOWN])


def empty_the_bin() -> int:
    """Take away for good what has been in the bin for too long, photos included. How many contacts that were."""
    too_old = timezone.now() - timedelta(days=settings.KEEP_DELETED_DAYS)
    used = Contact.objects.exclude(photo_key="").values("photo_key")
    Photo.objects.filter(used_at__lt=too_old).exclude(key__in=used).delete()
    counts = Contact.objects.gone_before(too_old).delete()[1]
    return counts.get("directory.Contact", 0)
