"""Photos come in with vCards and go out with them; none is ever fetched, and a bad one costs nobody the contact."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.exporting.formats import FORMATS
from directory.importing import jobs
from directory.importing.bringing import bring, take_back
from directory.importing.planning import Wishes
from directory.models import Contact, Photo
from directory.photos import keep_squares
from directory.picturing import key_of
from tests.directory.test_photos import picture
from tests.factories import make_contact

pytestmark = pytest.mark.django_db
GERMANY = Wishes(region="DE")
LEFT_OUT = "Its photo cannot be read or is too large, and is left out."
ELSEWHERE = "Its photo is not in the file but somewhere else, and is left out."


def folded(line: str) -> str:
    return "\r\n ".join(line[begin : begin + 74] for begin in range(0, len(line), 74))


def vcard(path: Path, photo: str, *, version: str = "3.0") -> Path:
    lines = ["BEGIN:VCARD", f"VERSION:{version}", "FN:Clara Winter", "TEL:030 23125 100", photo, "", "END:VCARD", ""]
    path.write_text("\r\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("version", "start"),
    [
        ("2.1", "PHOTO;ENCODING=BASE64;JPEG:"),
        ("2.1", "X-MS-CARDPICTURE;TYPE=JPEG;ENCODING=BASE64:"),
        ("3.0", "PHOTO;ENCODING=b;TYPE=JPEG:"),
        ("3.0", "item1.PHOTO;TYPE=JPEG;ENCODING=b:"),
        ("4.0", "PHOTO:data:image/jpeg;base64,"),
        ("4.0", "PHOTO;VALUE=uri:data:image/jpeg;base64\\,"),
    ],
)
@pytest.mark.parametrize("in_lines", [True, False])
def test_a_photo_in_the_card_comes_in_small(tmp_path: Path, version: str, start: str, in_lines: bool) -> None:  # noqa: FBT001 -- of a table
    line = start + b64encode(picture()).decode()

    run = bring(vcard(tmp_path / "a.vcf", folded(line) if in_lines else line, version=version), GERMANY)

    contact = Contact.objects.get()
    assert (run.created, contact.name, contact.numbers.count()) == (1, "Clara Winter", 1)
    assert bytes(Photo.objects.get(pk=contact.photo_key).content) != picture()


@pytest.mark.parametrize(
    ("photo", "sentence"),
    [
        ("PHOTO;VALUE=uri:https://photos.example/clara.jpg", ELSEWHERE),
        ("PHOTO:http://127.0.0.1:9/", ELSEWHERE),
        ("PHOTO;VALUE=uri:file:///etc/passwd", ELSEWHERE),
        ("PHOTO;ENCODING=b:!!!!", LEFT_OUT),
        ("PHOTO;ENCODING=b:" + b64encode(b"no picture").decode(), LEFT_OUT),
        ("PHOTO;ENCODING=b:" + b64encode(picture()[:300]).decode(), LEFT_OUT),
        ("PHOTO;ENCODING=b:" + b64encode(picture("PNG", size=(5000, 5000))).decode(), LEFT_OUT),
        ("PHOTO;ENCODING=b:" + "A" * 15_000_000, LEFT_OUT),
        (folded("PHOTO;ENCODING=b:" + "A" * 15_000_000), LEFT_OUT),
    ],
)
def test_a_photo_that_cannot_be_used_is_told_and_the_contact_comes_in(
    tmp_path: Path, photo: str, sentence: str
) -> None:
    path = vcard(tmp_path / "a.vcf", photo)

    [plan] = [plan for looked in jobs.look(path, GERMANY) for plan in looked.plans]
    run = bring(path, GERMANY)

    assert (plan.verdict, plan.sentence) == ("created", sentence)
    assert (run.created, Contact.objects.get().photo_key, Photo.objects.count()) == (1, "", 0)


@pytest.mark.parametrize("name", ["vcard3", "vcard4"])
def test_a_photo_that_went_out_comes_in_again(tmp_path: Path, name: str) -> None:
    first = bring(vcard(tmp_path / "a.vcf", "PHOTO;ENCODING=b:" + b64encode(picture()).decode()), GERMANY)
    key = Contact.objects.get().photo_key
    path = tmp_path / "out.vcf"
    path.write_bytes(b"".join(FORMATS[name].pieces(Contact.objects.here())))

    assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75
    again = bring(path, Wishes(region="DE", overwrites=True))
    assert (first.created, again.same, Contact.objects.get().photo_key) == (1, 1, key)

    Contact.objects.all().delete()
    assert bring(path, GERMANY).created == 1
    assert Photo.objects.filter(pk=Contact.objects.get().photo_key).exists()


def test_a_photo_that_somebody_has_chosen_stays_unless_the_file_shall_win_and_an_undo_brings_it_back(
    tmp_path: Path,
) -> None:
    chosen = picture(colour="blue")
    keep_squares([chosen])
    contact = make_contact("Clara Winter", "030 23125 100", photo_key=key_of(chosen))
    path = vcard(tmp_path / "a.vcf", "PHOTO;ENCODING=b:" + b64encode(picture()).decode())

    assert bring(path, GERMANY).same == 1
    run = bring(path, Wishes(region="DE", overwrites=True))
    contact.refresh_from_db()
    assert (run.changed, contact.photo_key) == (1, Photo.objects.exclude(pk=key_of(chosen)).get().key)

    take_back(run)
    contact.refresh_from_db()
    assert contact.photo_key == key_of(chosen)


@pytest.mark.parametrize("count", [1, 3])
def test_photos_of_many_cost_one_query(tmp_path: Path, count: int) -> None:
    keep_squares([picture()])
    for number in range(count):
        make_contact(f"Clara {number}", "1000", photo_key=key_of(picture()))

    with CaptureQueriesContext(connection) as asked:
        list(FORMATS["vcard4"].pieces(Contact.objects.here()))

    assert len(asked) == 5  # contacts; numbers, addresses, tags and photos of those
