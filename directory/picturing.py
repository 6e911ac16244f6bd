"""Pictures as files bring them, made into the small square that we keep. Knows no database."""

from __future__ import annotations

import struct
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LARGEST_FILE = 10_000_000
MOST_PIXELS = 60_000_000
"""More than telephones take. What unpacks to more is refused by its header, before it is unpacked."""
MOST_PIXELS_IN_A_BOOK = 20_000_000
MOST_PIXELS_OF_A_BYTE = 200
"""No photo is packed more densely. A book of contacts may hold thousands of pictures that are made to unpack large."""
SIDE = 256
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow raises for files that are no pictures, only half of one, or far too large."""


class NotAPhoto(Exception):
    """str() is a sentence for whoever has chosen the file."""


def key_of(content: bytes) -> str:
    """Under which a photo is kept: the same content has the same key."""
    return sha256(content).hexdigest()[:32]


def small_square(file: IO[bytes], *, size: int, most_pixels: int = MOST_PIXELS) -> bytes:
    """The picture in that file of `size` bytes as a small square JPEG that tells nothing else. Raises NotAPhoto."""
    if size > LARGEST_FILE:
        raise NotAPhoto(_("This file is larger than 10 MB. Choose a smaller photo."))
    try:
        return _small_square(file, most_pixels)
    except BROKEN:
        raise NotAPhoto(_("This is no photo that can be read. Choose a JPEG, PNG, WebP or GIF file.")) from None


def from_a_book(content: bytes) -> bytes:
    """The same for one of the many pictures that a book of contacts brings. Raises NotAPhoto."""
    most = min(MOST_PIXELS_IN_A_BOOK, max(1_000_000, len(content) * MOST_PIXELS_OF_A_BYTE))
    return small_square(BytesIO(content), size=len(content), most_pixels=most)


def _small_square(file: IO[bytes], most_pixels: int) -> bytes:
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > most_pixels:
            raise NotAPhoto(_("This photo has too many pixels. Choose a smaller one."))
        opened.draft("RGB", (SIDE * 2, SIDE * 2))  # of a large JPEG only as much is unpacked as is needed
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE))
    ground = Image.new("RGBA", square.size, "white")
    ground.alpha_composite(square)
    out = BytesIO()
    ground.convert("RGB").save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
