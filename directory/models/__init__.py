"""The rows of the directory: contacts with their numbers, and the extensions of the users."""

from __future__ import annotations

from directory.models.contacts import NAME_KEY_LENGTH, Contact, ContactQuerySet
from directory.models.details import EmailAddress, PhoneNumber, Photo, Tag
from directory.models.extensions import Extension, ExtensionQuerySet

__all__ = [
    "NAME_KEY_LENGTH",
    "Contact",
    "ContactQuerySet",
    "EmailAddress",
    "Extension",
    "ExtensionQuerySet",
    "PhoneNumber",
    "Photo",
    "Tag",
]
