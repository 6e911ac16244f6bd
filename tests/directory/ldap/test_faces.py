"""Photos that people have on the server come with them, small; a bad one costs nobody the contact."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import editing
from directory.ldap import faces
from directory.ldap.layouts import NotAMapping, columns_of, photos_of
from directory.models import Contact, Photo
from directory.picturing import from_a_book, key_of
from tests.directory.ldap.ldap_server import Attributes, listening
from tests.directory.ldap.people import guid_of, look, make_source, office, person, sync
from tests.directory.test_photos import picture
from tests.factories import make_user

pytestmark = pytest.mark.django_db
RED, BLUE = picture(colour="red"), picture(colour="blue")


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    cache.clear()


def key(content: bytes) -> str:
    return key_of(from_a_book(content))


def anna(**photos: bytes) -> Attributes:
    return {**person("Anna Rossi", "030 23125 100"), **{name: [content] for name, content in photos.items()}}


@pytest.mark.parametrize(
    ("photos", "expected"),
    [
        ({"thumbnailPhoto": RED}, RED),
        ({"jpegPhoto": RED}, RED),
        ({"jpegPhoto": BLUE, "thumbnailPhoto": RED}, RED),
        ({"jpegPhoto": picture("PNG")}, picture("PNG")),
    ],
)
def test_a_photo_comes_in_small(photos: dict[str, bytes], expected: bytes) -> None:
    with listening(office(anna(**photos))) as server:
        run = sync(make_source(server))

    contact = Contact.objects.get()
    assert (run.created, contact.photo_key) == (1, key(expected))
    assert bytes(Photo.objects.get().content) == from_a_book(expected)


def test_a_look_keeps_no_photo() -> None:
    with listening(office(anna(thumbnailPhoto=RED))) as server:
        look(make_source(server))

    assert not Photo.objects.exists()


def test_a_photo_that_stays_changes_nothing_and_another_one_does() -> None:
    with listening(office(anna(thumbnailPhoto=RED))) as server:
        source = make_source(server)
        sync(source)
        again = sync(source)
        [dn] = server.entries
        server.entries[dn] = anna(thumbnailPhoto=BLUE)
        another = sync(source)
        server.entries[dn] = anna()
        none = sync(source)

    contact = Contact.objects.get()
    assert (again.same, another.changed, none.changed, contact.photo_key) == (1, 1, 1, "")
    assert [change.fields for change in contact.changes.all()][:2] == [
        [["photo", key(BLUE), ""]],
        [["photo", key(RED), key(BLUE)]],
    ]


@pytest.mark.parametrize("photo", [b"no picture", RED[:300], b"\xff\xd8" + b"x" * 3_000_000])
def test_a_photo_that_cannot_be_used_is_told_and_takes_none_away(photo: bytes) -> None:
    with listening(office(anna(thumbnailPhoto=photo))) as server:
        source = make_source(server)
        run = sync(source)
        [dn] = server.entries
        server.entries[dn] = anna(thumbnailPhoto=RED)
        sync(source)
        server.entries[dn] = anna(thumbnailPhoto=photo)
        spoilt = sync(source)

    assert [line[:3] for line in run.lines] == [
        ["created", "Anna Rossi", "The photo there cannot be read or is too large, and is left out."]
    ]
    assert (spoilt.same, Contact.objects.get().photo_key) == (1, key(RED))


def test_where_no_attribute_is_a_photo_the_one_of_before_stays() -> None:
    with listening(office(anna(thumbnailPhoto=RED))) as server:
        source = make_source(server)
        sync(source)
        source.mapping = "displayName = name\ntelephoneNumber = phone"
        source.save()
        run = sync(source)

    assert (run.created, run.rejected, Contact.objects.get().photo_key) == (0, 0, key(RED))


def test_a_picture_is_made_small_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(office(anna(thumbnailPhoto=RED))) as server:
        source = make_source(server)
        sync(source)
        monkeypatch.setattr(faces, "LARGEST", 0)  # none would become a photo any more
        server.entries["CN=Ben Weber,OU=Staff,DC=office,DC=example"] = {
            **person("Ben Weber"),
            "thumbnailPhoto": [BLUE],
        }
        run = sync(source)

    assert (run.same, run.created) == (1, 1)
    assert list(Contact.objects.values_list("photo_key", flat=True)) == [key(RED), ""]


def test_a_photo_that_was_swept_away_comes_in_again() -> None:
    with listening(office(anna(thumbnailPhoto=RED))) as server:
        source = make_source(server)
        sync(source)
        contact = Contact.objects.get()
        Photo.objects.all().delete()
        Contact.objects.update(photo_key="")
        run = sync(source)

    contact.refresh_from_db()
    assert (run.changed, contact.photo_key, Photo.objects.get().key) == (1, key(RED), key(RED))


def test_photos_that_are_more_than_one_page_may_bring_end_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.ldap.syncing.PAGE_BYTES_WITH_PHOTOS", 50_000)
    with listening(office(anna(thumbnailPhoto=b"x" * 60_000))) as server:
        run = look(make_source(server))

    assert (run.stage, run.sentence) == (
        "failed",
        "With their photos these entries are too large. Map no attribute to a photo.",
    )


def test_a_contact_that_leaves_its_source_keeps_the_photo() -> None:
    with listening(office(anna(thumbnailPhoto=RED), person("Ben Weber"), person("Carla Rossi"))) as server:
        source = make_source(server, most_gone_percent=50)
        sync(source)
        server.entries.pop(next(iter(server.entries)))
        sync(source)
    contact = Contact.objects.get(uid=guid_of("Anna Rossi"))

    editing.restore(contact, by=make_user(is_superuser=True))

    contact.refresh_from_db()
    assert (contact.deleted_at, contact.photo_key) == (None, key(RED))


@pytest.mark.parametrize("count", [1, 3])
def test_photos_cost_as_many_queries_for_one_as_for_many(count: int) -> None:
    colours = ("red", "blue", "green")
    people = [
        {**person(f"Anna {number}", f"030 23125 10{number}"), "thumbnailPhoto": [picture(colour=colours[number])]}
        for number in range(count)
    ]
    with listening(office(*people)) as server:
        source = make_source(server)
        with CaptureQueriesContext(connection) as queries:
            sync(source)

    statements = [query["sql"].split()[0] for query in queries if '"directory_photo"' in query["sql"]]
    assert statements == ["SELECT", "INSERT", "UPDATE"]


def test_a_mapping_may_name_a_photo_and_need_not() -> None:
    text = "cn = name\nfoto = photo\njpegPhoto = photo"

    assert photos_of(text) == ("foto", "jpegphoto")
    assert [attribute for attribute, _column in columns_of(text)] == ["cn"]
    assert photos_of("cn = name") == ()
    with pytest.raises(NotAMapping, match="photo"):
        columns_of("cn = picture")
