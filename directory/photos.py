"""Photos of contacts: whatever a phone takes comes in, and is kept as a small square that tells no place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from django.utils import timezone

from directory.models import Photo
from directory.picturing import LARGEST_FILE, NotAPhoto, key_of, small_square

__all__ = ["CONTENT_TYPE", "LARGEST_FILE", "NotAPhoto", "keep_photo", "keep_squares", "touch"]

CONTENT_TYPE = "image/jpeg"


def keep_photo(file: IO[bytes], *, size: int) -> Photo:
    """The photo in that file of `size` bytes, cut to a square and kept. The same one twice is one. Raises NotAPhoto."""
    content = small_square(file, size=size)
    about = {"content": content, "content_type": CONTENT_TYPE, "used_at": timezone.now()}
    photo, _is_new = Photo.objects.update_or_create(key=key_of(content), defaults=about)
    return photo


def keep_squares(contents: Iterable[bytes]) -> None:
    """Keep many that are small squares already. One query."""
    by_key = {key_of(content): content for content in contents}
    Photo.objects.bulk_create(
        [Photo(key=key, content=by_key[key], content_type=CONTENT_TYPE) for key in sorted(by_key)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["used_at"],
    )


def touch(*keys: str) -> None:
    """Note that contacts have taken or given up these photos: they are kept for some time from now."""
    Photo.objects.filter(key__in=[key for key in keys if key]).update(used_at=timezone.now())
