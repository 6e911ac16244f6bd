"""Thunderbird, Apple's Contacts and DAVx⁵ find an address book and read it, request by request as they send them."""

from __future__ import annotations

import pytest

from directory import editing
from directory.drafts import Draft, EmailRow, NumberRow
from directory.models import Contact
from tests.directory.carddav.client import CARD, CS, DAV, Program, program
from tests.directory.carddav.requests_sent import (
    APPLE_BOOKS,
    APPLE_CTAG,
    APPLE_ETAGS,
    APPLE_HOME,
    APPLE_PRINCIPAL,
    BIRD_BOOKS,
    BIRD_FIRST,
    BIRD_HOME,
    BIRD_LIST,
    BIRD_TOKEN,
    BIRD_WELL_KNOWN,
    DAVX_BASE,
    DAVX_STATE,
    apple_multiget,
    apple_sync,
    bird_multiget,
    bird_sync,
    davx_multiget,
    davx_sync,
)
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db


def clara() -> Contact:
    draft = Draft(
        texts={"kind": "person", "name": "Clara Winter", "given_name": "Clara", "family_name": "Winter"}
        | dict.fromkeys(("phonetic_name", "company", "department", "title", "street", "postcode", "city"), "")
        | dict.fromkeys(("province", "country", "website", "note"), ""),
        numbers=(NumberRow(label="Work", typed="030 23125 100"),),
        emails=(EmailRow(label="Work", address="clara@acme.example"),),
    )
    return editing.add(draft, by=make_user(), region="DE")


CLARA_3 = """BEGIN:VCARD
VERSION:3.0
UID:urn:uuid:{uid}
FN:Clara Winter
N:Winter;Clara;;;
TEL;TYPE=work:+49 30 23125100
EMAIL;TYPE=work:clara@acme.example
END:VCARD
"""


def card_of(contact: Contact, version: str = "3.0") -> str:
    return CLARA_3.format(uid=contact.uid).replace("3.0", version).replace("\n", "\r\n")


def href_of(bird: Program, contact: Contact) -> str:
    return f"{bird.book}{contact.uid}.vcf"


def test_thunderbird_finds_the_book_from_the_name_of_the_server() -> None:
    bird = program()

    well_known = bird.ask("PROPFIND", "/.well-known/carddav", BIRD_WELL_KNOWN, "0")
    root = bird.ask("PROPFIND", well_known.headers["Location"], BIRD_WELL_KNOWN, "0").each()["/carddav/"]
    principal = root.href(f"{DAV}current-user-principal")
    home = bird.ask("PROPFIND", principal, BIRD_HOME, "0").each()[principal].href(f"{CARD}addressbook-home-set")
    books = bird.ask("PROPFIND", home, BIRD_BOOKS, "1").each()

    assert well_known.status == 301
    assert list(books) == [bird.home, bird.book]
    assert books[bird.book].names(f"{DAV}resourcetype") == [f"{DAV}collection", f"{CARD}addressbook"]
    assert books[bird.book].text(f"{DAV}displayname") == "My laptop"
    assert books[bird.book].names(f"{DAV}current-user-privilege-set") == [
        f"{DAV}privilege",
        f"{DAV}read",
        f"{DAV}privilege",
        f"{DAV}read-current-user-privilege-set",
    ]


def test_whoever_asks_the_top_of_the_server_is_shown_where_address_books_are() -> None:
    bird = program()

    shown = bird.ask("PROPFIND", "/", BIRD_WELL_KNOWN, "0")

    assert (shown.status, shown.headers["Location"]) == (301, "/carddav/")
    assert bird.ask("PROPFIND", "/contacts/add/", BIRD_WELL_KNOWN, "0").status == 403


@pytest.mark.parametrize("path", ["/carddav/", "book"])
def test_thunderbird_finds_the_book_from_either_address(path: str) -> None:
    bird = program()

    told = bird.ask("PROPFIND", bird.book if path == "book" else path, BIRD_FIRST, "0").each().popitem()[1]

    is_book = f"{CARD}addressbook" in told.names(f"{DAV}resourcetype")
    assert (is_book, told.href(f"{DAV}current-user-principal")) == (
        path == "book",
        f"/carddav/principals/{bird.name.removeprefix('book-')}/",
    )


def test_thunderbird_reads_the_whole_book_and_then_what_has_changed() -> None:
    bird, contact, bens = program(), clara(), clara()
    listed = bird.ask("PROPFIND", "", BIRD_LIST, "1").each()
    hrefs = [href for href, told in listed.items() if f"{DAV}collection" not in told.names(f"{DAV}resourcetype")]
    cards = bird.ask("REPORT", "", bird_multiget(*hrefs), "1").each()
    token = bird.ask("PROPFIND", "", BIRD_TOKEN, "0").each()[bird.book].text(f"{DAV}sync-token")

    nothing = bird.ask("REPORT", "", bird_sync(token), "1")
    editing.delete(bens, by=make_user())
    new = clara()
    changed = bird.ask("REPORT", "", bird_sync(nothing.token()), "1")

    assert hrefs == [href_of(bird, contact), href_of(bird, bens)]
    assert [told.text(f"{CARD}address-data") for told in cards.values()] == [card_of(contact), card_of(bens)]
    assert cards[hrefs[0]].text(f"{DAV}getetag") == listed[hrefs[0]].text(f"{DAV}getetag")
    assert nothing.each() == {}
    assert {href: told.status for href, told in changed.each().items()} == {
        href_of(bird, bens): "HTTP/1.1 404 Not Found",
        href_of(bird, new): "",
    }
    assert changed.each()[href_of(bird, new)].text(f"{CARD}address-data") == card_of(new)
    assert changed.token() != token


def test_thunderbird_begins_anew_after_400_only_and_the_others_after_403() -> None:
    bird, other = program(), program()
    bird.agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0"

    answers = [one.ask("REPORT", "", bird_sync("b905a5fd-ce23-4190-9be3-236969d071a8"), "1") for one in (bird, other)]

    assert [answer.status for answer in answers] == [400, 403]
    assert ["valid-sync-token" in answer.text for answer in answers] == [True, True]


def test_apples_contacts_find_the_book_and_read_it() -> None:
    mac, contact = program(), clara()

    well_known = mac.ask("PROPFIND", "/.well-known/carddav", APPLE_PRINCIPAL, "0")
    principal = mac.ask("PROPFIND", well_known.headers["Location"], APPLE_PRINCIPAL, "0").each()["/carddav/"]
    address = principal.href(f"{DAV}current-user-principal")
    abilities = mac.ask("OPTIONS", address).headers["DAV"]
    about = mac.ask("PROPFIND", address, APPLE_HOME, "0").each()[address]
    books = mac.ask("PROPFIND", about.href(f"{CARD}addressbook-home-set"), APPLE_BOOKS, "1").each()
    state = mac.ask("PROPFIND", "", APPLE_CTAG, "0").each()[mac.book]
    etags = mac.ask("PROPFIND", "", APPLE_ETAGS, "1").each()
    cards = mac.ask("REPORT", "", apple_multiget(href_of(mac, contact)), "1").each()
    first = mac.ask("REPORT", "", apple_sync(""), "1")

    assert abilities == "1, 3, addressbook"
    assert about.missing == [f"{CARD}directory-gateway", f"{CS}email-address-set", f"{DAV}resource-id"]
    assert books[mac.book].names(f"{DAV}resourcetype") == [f"{DAV}collection", f"{CARD}addressbook"]
    assert f"{CARD}addressbook-multiget" in books[mac.book].names(f"{DAV}supported-report-set")
    assert "{http://me.com/_namespace/}bulk-requests" in books[mac.book].missing
    assert state.text(f"{CS}getctag")
    assert list(etags) == [mac.book, href_of(mac, contact)]
    assert cards[href_of(mac, contact)].text(f"{CARD}address-data") == card_of(contact)
    assert list(first.each()) == [href_of(mac, contact)]
    assert first.token() == state.text(f"{DAV}sync-token")


def test_the_ctag_is_another_one_after_a_change_and_only_then() -> None:
    mac, contact = program(), clara()

    def ctag() -> str:
        return mac.ask("PROPFIND", "", APPLE_CTAG, "0").each()[mac.book].text(f"{CS}getctag")

    before, again = ctag(), ctag()
    editing.delete(contact, by=make_user())

    assert (before == again, before == ctag()) == (True, False)


def test_davx_finds_the_book_and_reads_version_4() -> None:
    davx, contact = program(), clara()

    base = davx.ask("PROPFIND", "/carddav/", DAVX_BASE, "0").each()["/carddav/"]
    address = base.href(f"{DAV}current-user-principal")
    home = davx.ask("PROPFIND", address, DAVX_BASE, "0").each()[address].href(f"{CARD}addressbook-home-set")
    books = davx.ask("PROPFIND", home, DAVX_BASE, "1").each()
    state = davx.ask("PROPFIND", "", DAVX_STATE, "0").each()[davx.book]
    first = davx.ask("REPORT", "", davx_sync(""), "0")
    cards = davx.ask("REPORT", "", davx_multiget(href_of(davx, contact)), "0").each()

    assert books[davx.book].text(f"{CARD}addressbook-description") == "everything that I see"
    versions = [one.attrib["version"] for one in state.found[f"{CARD}supported-address-data"]]
    assert versions == ["3.0", "4.0"]
    assert f"{DAV}sync-collection" in state.names(f"{DAV}supported-report-set")
    assert first.token() == state.text(f"{DAV}sync-token")
    assert list(first.each()) == [href_of(davx, contact)]
    assert cards[href_of(davx, contact)].text(f"{CARD}address-data") == card_of(contact, "4.0")
    assert cards[href_of(davx, contact)].text(f"{DAV}getcontenttype") == "text/vcard; charset=utf-8"


def test_a_card_is_read_by_its_address_and_not_twice() -> None:
    davx, contact = program(), clara()

    first = davx.ask("GET", href_of(davx, contact))
    fourth = davx.ask("GET", href_of(davx, contact), Accept="text/vcard;version=4.0, text/vcard;q=0.5")
    again = davx.ask("GET", href_of(davx, contact), **{"If-None-Match": first.headers["ETag"]})
    head = davx.ask("HEAD", href_of(davx, contact))

    assert (first.status, first.text) == (200, card_of(contact))
    assert (fourth.status, fourth.text) == (200, card_of(contact, "4.0"))
    assert (again.status, again.text, again.headers["ETag"]) == (304, "", first.headers["ETag"])
    assert (head.status, head.text, head.headers["ETag"]) == (200, "", first.headers["ETag"])


def test_what_a_contact_says_in_strange_signs_arrives_as_it_is() -> None:
    bird = program()
    contact = make_contact("<Ampère & Söhne>\x0b]]>", note="One\ntwo; three, four")

    told = bird.ask("REPORT", "", bird_multiget(href_of(bird, contact)), "1").each()[href_of(bird, contact)]

    lines = told.text(f"{CARD}address-data").split("\r\n")
    assert lines[3:5] == ["FN:<Ampère & Söhne>]]>", "N:<Ampère & Söhne>]]>;;;;"]
    assert lines[5] == r"NOTE:One\ntwo\; three\, four"
