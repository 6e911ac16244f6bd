"""Photos that entries bring: made small, and that once for each picture, however often a source is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.utils.translation import gettext as _

from directory.ldap.reading import Read
from directory.models import Photo
from directory.picturing import NotAPhoto, from_a_book, key_of

LARGEST = 2_000_000
"""Bytes. A thumbnailPhoto has 100,000 at most. Source: Microsoft, AD schema, rangeUpper."""
REMEMBERED_SECONDS = 30 * 24 * 60 * 60
_CACHED_AS = "ldap-photo-1-%s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The photo of an entry as we keep it. `content` is empty where it is kept already, `key` where it is no photo."""

    key: str = ""
    content: bytes = b""

    @property
    def remark(self) -> str:
        return "" if self.key else _("The photo there cannot be read or is too large, and is left out.")


def with_faces(batch: Iterable[Read]) -> list[tuple[Read, Face | None]]:
    """Each entry with its photo, None for those without; the picture as it came is let go of. One query at most."""
    entries = list(batch)
    faces = _faces({key_of(entry.photo): entry.photo for entry in entries if entry.photo})
    return [
        (replace(entry, photo=b""), faces[key_of(entry.photo)]) if entry.photo else (entry, None) for entry in entries
    ]


def _faces(pictures: dict[str, bytes]) -> dict[str, Face]:
    """By the keys of the pictures as they came."""
    if not pictures:
        return {}
    cached_as = {_CACHED_AS % key: key for key in pictures}
    known = {cached_as[name]: small for name, small in cache.get_many(cached_as).items()}
    kept = set(Photo.objects.filter(key__in=known.values()).values_list("key", flat=True))
    faces = {key: Face(key=small) for key, small in known.items() if small in kept}
    made = {key: _made_small(picture) for key, picture in pictures.items() if key not in faces}
    cache.set_many({_CACHED_AS % key: face.key for key, face in made.items() if face.key}, REMEMBERED_SECONDS)
    return faces | made


def _made_small(picture: bytes) -> Face:
    if len(picture) > LARGEST:
        return Face()
    try:
        content = from_a_book(picture)
    except NotAPhoto:
        return Face()
    return Face(key=key_of(content), content=content)
