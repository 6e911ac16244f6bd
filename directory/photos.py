"""Photos of contacts: whatever a phone takes comes in, and is kept as a small square that tells no place."""

from __future__ import annotations

import struct
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from directory.models import Photo

LARGEST_FILE = 10_000_000
MOST_PIXELS = 60_000_000
"""More than telephones take. What unpacks to more is refused by its header, before it is unpacked."""
SIDE = 256
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow raises for files that are no pictures, only half of one, or far too large."""


class NotAPhoto(Exception):
    """str() is a sentence for whoever has chosen the file."""


def keep_photo(file: IO[bytes], *, size: int) -> Photo:
    """The photo in that file of `size` bytes, cut to a square and kept. The same one twice is one. Raises NotAPhoto."""
    if size > LARGEST_FILE:
        raise NotAPhoto(_("This file is larger than 10 MB. Choose a smaller photo."))
    try:
        content = _small_square(file)
    except BROKEN:
        raise NotAPhoto(_("This is no photo that can be read. Choose a JPEG, PNG, WebP or GIF file.")) from None
    about = {"content": content, "content_type": "image/jpeg", "used_at": timezone.now()}
    photo, _is_new = Photo.objects.update_or_create(key=sha256(content).hexdigest()[:32], defaults=about)
    return photo


def touch(*keys: str) -> None:
    """Note that contacts have taken or given up these photos: they are kept for some time from now."""
    Photo.objects.filter(key__in=[key for key in keys if key]).update(used_at=timezone.now())


def _small_square(file: IO[bytes]) -> bytes:
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NotAPhoto(_("This photo has too many pixels. Choose a smaller one."))
        opened.draft("RGB", (SIDE * 2, SIDE * 2))  # of a large JPEG only as much is unpacked as is needed
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE))
    ground = Image.new("RGBA", square.size, "white")
    ground.alpha_composite(square)
    out = BytesIO()
    ground.convert("RGB").save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
