"""Photos of contacts: small, without the place they were taken at, and never lost with a sheet that comes back."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from directory.binning import empty_the_bin
from directory.models import Contact, Photo
from directory.photos import LARGEST_FILE, NotAPhoto, keep_photo
from tests.directory.sheets import at, filled_in
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


def picture(form: str = "JPEG", *, size: tuple[int, int] = (900, 600), colour: str = "red", mode: str = "RGB") -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new(mode, size, colour).save(out, form, **({"exif": exif} if form == "JPEG" else {}))
    return out.getvalue()


def kept(content: bytes) -> Photo:
    return keep_photo(BytesIO(content), size=len(content))


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("GIF", "P")]
)
def test_whatever_comes_in_is_kept_as_a_small_square_jpeg_that_tells_nothing_else(form: str, mode: str) -> None:
    content = bytes(kept(picture(form, mode=mode, colour="red" if mode != "L" else "white")).content)

    with Image.open(BytesIO(content)) as photo:
        assert (photo.format, photo.size, dict(photo.getexif())) == ("JPEG", (256, 256), {})
    assert b"Taken at home" not in content
    assert len(content) < 20_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:300],
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"x" * 99,
    ],
)
def test_what_is_no_photo_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(NotAPhoto, match=r"^This is no photo that can be read\."):
        kept(content)


def test_a_picture_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(NotAPhoto, match=r"^This photo has too many pixels\."):
        kept(picture("PNG", size=(9000, 8000), mode="1", colour="white"))
    with pytest.raises(NotAPhoto, match=r"^This is no photo that can be read\."):
        kept(picture("PNG", size=(20000, 12000), mode="1", colour="white"))


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    with pytest.raises(NotAPhoto, match=r"^This file is larger than 10 MB\."):
        keep_photo(BytesIO(b""), size=LARGEST_FILE + 1)


def test_the_same_photo_twice_is_kept_once() -> None:
    assert kept(picture()).key == kept(picture()).key
    assert Photo.objects.count() == 1


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("me.jpg", content, content_type="image/jpeg")


def test_a_contact_gets_a_photo_keeps_it_and_can_lose_it(anna: Client) -> None:
    anna.post(reverse("directory:add"), filled_in(photo=upload(picture())))
    clara = Contact.objects.get()
    key = clara.photo_key

    served = anna.get(reverse("directory:photo", args=[key]))
    assert (served.status_code, served["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in served["Cache-Control"]
    assert f'src="{reverse("directory:photo", args=[key])}"' in anna.get(at("contact", clara)).content.decode()

    anna.post(at("edit", clara), filled_in(seen="1", note="More", photo_key=key))
    clara.refresh_from_db()
    assert (clara.photo_key, clara.note) == (key, "More")

    anna.post(at("edit", clara), filled_in(seen="2", photo_key=key, remove_photo="on"))
    clara.refresh_from_db()
    assert clara.photo_key == ""


def test_a_photo_is_not_lost_with_a_sheet_that_comes_back(anna: Client) -> None:
    wrong = filled_in(photo=upload(picture()), **{"numbers-0-typed": "hello"})

    page = anna.post(reverse("directory:add"), wrong).content.decode()

    key = Photo.objects.get().key
    assert f'name="photo_key" value="{key}"' in page
    anna.post(reverse("directory:add"), filled_in(photo_key=key))
    assert Contact.objects.get().photo_key == key


def test_a_file_that_is_no_photo_is_refused_beside_its_field(anna: Client) -> None:
    response = anna.post(reverse("directory:add"), filled_in(photo=upload(b"hello")))

    assert response.status_code == 422
    assert "This is no photo that can be read." in response.content.decode()
    assert Contact.objects.count() == 0


def test_a_photo_that_nobody_has_is_swept_away_after_a_while_and_one_that_somebody_has_is_not() -> None:
    used, unused, young = (kept(picture(colour=colour)) for colour in ("red", "green", "blue"))
    make_contact("Clara", photo_key=used.key)
    Photo.objects.exclude(key=young.key).update(used_at=timezone.now() - timedelta(days=31))

    empty_the_bin()

    assert not Photo.objects.filter(key=unused.key).exists()
    assert Photo.objects.count() == 2


def test_a_stranger_gets_no_photo(client: Client) -> None:
    assert client.get(reverse("directory:photo", args=[kept(picture()).key])).status_code == 302
