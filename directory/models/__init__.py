"""The rows of the directory: contacts with all that belongs to them, users' extensions, the numbers of the office."""

from __future__ import annotations

from directory.models.contacts import NAME_KEY_LENGTH, Contact, ContactQuerySet
from directory.models.details import EmailAddress, PhoneNumber, Photo, Tag
from directory.models.extensions import Extension, ExtensionQuerySet
from directory.models.history import Change, Favourite
from directory.models.imports import ImportEntry, ImportMapping, ImportPiece, ImportRun
from directory.models.office import OfficeNumber, OwnNumber, PartyChoice
from directory.models.phonebooks import PhoneBook
from directory.models.pushing import BookPush, BookStep, PbxEntry
from directory.models.renumbering import Renumbered, Renumbering
from directory.models.sources import LdapRun, LdapSource
from directory.models.words import KnownWord, SearchWord

__all__ = [
    "NAME_KEY_LENGTH",
    "BookPush",
    "BookStep",
    "Change",
    "Contact",
    "ContactQuerySet",
    "EmailAddress",
    "Extension",
    "ExtensionQuerySet",
    "Favourite",
    "ImportEntry",
    "ImportMapping",
    "ImportPiece",
    "ImportRun",
    "KnownWord",
    "LdapRun",
    "LdapSource",
    "OfficeNumber",
    "OwnNumber",
    "PartyChoice",
    "PbxEntry",
    "PhoneBook",
    "PhoneNumber",
    "Photo",
    "Renumbered",
    "Renumbering",
    "SearchWord",
    "Tag",
]
