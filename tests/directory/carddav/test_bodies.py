"""The XML of requests: what is refused before it costs anything, and what cannot be read ends in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.carddav import bodies
from directory.carddav.bodies import BadBody, read_body
from tests.directory.carddav.client import program

SPACES = 'xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"'
QUERY = f"<c:addressbook-query {SPACES}>{{}}</c:addressbook-query>"
LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE propfind [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<propfind xmlns="DAV:"><prop><displayname>&b;</displayname></prop></propfind>"""
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:">&f;</propfind>'


def test_elements_have_their_namespace_attributes_and_text() -> None:
    body = read_body([b'<a xmlns="DAV:"><b c="d"> e <f xmlns="urn:x"/>g</b><h', b"ref>/1</href><href> /2 </href></a>"])

    assert body.root is not None
    [child] = body.root.children
    assert (body.root.name, child.name, child.attributes, child.text) == ("{DAV:}a", "{DAV:}b", {"c": "d"}, " e g")
    assert [one.name for one in child.children] == ["{urn:x}f"]
    assert body.hrefs == ["/1", "/2"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (LAUGHS, "A request may not declare a document type."),
        (OUTSIDE, "A request may not declare a document type."),
        ("<a>" * 13, "The elements of this request stand too deep in each other."),
        (f"<a>{'<b/>' * 2000}</a>", "This request has too many elements."),
        ("<a>", "This is no XML that can be read: no element found: line 1, column 3."),
        ("BEGIN:VCARD", "This is no XML that can be read: syntax error: line 1, column 0."),
        ('<?xml version="1.0" encoding="ebcdic-x"?><a/>', "This is no XML that can be read: unknown encoding:"),
        ("<a>&undefined;</a>", "This is no XML that can be read: undefined entity: line 1, column 3."),
    ],
)
def test_what_is_not_read_is_said(body: str, sentence: str) -> None:
    with pytest.raises(BadBody) as error:
        read_body([body.encode()])

    assert str(error.value).startswith(sentence)


def test_a_body_without_end_is_left_where_it_is_too_long() -> None:
    asked = 0

    def endless() -> Iterator[bytes]:
        nonlocal asked
        yield b"<a>"
        while True:
            asked += 1
            yield b" " * 1_000_000

    with pytest.raises(BadBody, match="larger than 32 MB"):
        read_body(endless())

    assert asked == bodies.MOST_BYTES // 1_000_000


def test_the_addresses_of_a_hundred_thousand_cards_are_read() -> None:
    href = "<href>/carddav/books/1/contacts/4f1a3c52-0000-4000-8000-000000000000.vcf</href>"

    body = read_body([b'<a xmlns="DAV:">', *([href.encode() * 1000] * 100), b"</a>"])

    assert len(body.hrefs) == 100_000


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(said: bytes) -> None:
    with suppress(BadBody):
        assert read_body([said]).root is not None or not said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "body", "expected"),
    [
        ("PROPFIND", "", 207),
        ("PROPFIND", LAUGHS, 400),
        ("PROPFIND", "<x/>", 400),
        ("REPORT", "", 400),
        ("REPORT", "nonsense", 400),
        ("REPORT", "<x/>", 403),
        ("REPORT", f"<expand-property {SPACES}/>", 403),
        ("REPORT", QUERY.format("<c:filter><c:prop-filter/></c:filter>"), 400),
        ("REPORT", QUERY.format("<c:filter test='some'/>"), 400),
        ("REPORT", QUERY.format("<c:limit><c:nresults>0</c:nresults></c:limit>"), 400),
        ("REPORT", QUERY.format("<c:limit><c:nresults>1e9</c:nresults></c:limit>"), 400),
        ("REPORT", QUERY.format("<prop><c:address-data version='2.1'/></prop>"), 403),
    ],
)
def test_a_request_that_is_not_understood_is_answered(method: str, body: str, expected: int) -> None:
    assert program().ask(method, "", body, "0").status == expected


@pytest.mark.django_db
@pytest.mark.parametrize("depth", ["", "infinity", "2"])
def test_only_so_much_is_listed_as_a_depth_of_one_has(depth: str) -> None:
    answer = program().ask("PROPFIND", "", "", depth)

    assert (answer.status, "propfind-finite-depth" in answer.text) == (403, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "href", ["/", "http://[", "%00", "/carddav/books/1/contacts/", "../../../etc/passwd", "x" * 5000]
)
def test_an_address_that_is_no_card_is_not_found_among_others(href: str) -> None:
    body = f"<c:addressbook-multiget {SPACES}><prop><getetag/></prop><href>{href}</href></c:addressbook-multiget>"

    answer = program().ask("REPORT", "", body, "0")

    assert [one.status for one in answer.each().values()] == ["HTTP/1.1 404 Not Found"]


@pytest.mark.django_db
def test_names_alone_and_all_properties_are_told() -> None:
    reader = program()

    names = reader.ask("PROPFIND", "", f"<propfind {SPACES}><propname/></propfind>", "0").each()[reader.book]
    every = reader.ask("PROPFIND", "", f"<propfind {SPACES}><allprop/></propfind>", "0").each()[reader.book]
    more = f"<propfind {SPACES}><allprop/><include><sync-token/><quota-used-bytes/></include></propfind>"
    included = reader.ask("PROPFIND", "", more, "0").each()[reader.book]

    assert {"{DAV:}sync-token", "{DAV:}resourcetype"} <= set(names.found)
    assert all(not one.text and not list(one) for one in names.found.values())
    assert (list(every.found), every.missing) == (["{DAV:}displayname", "{DAV:}resourcetype"], [])
    assert (list(included.found)[2:], included.missing) == (["{DAV:}sync-token"], ["{DAV:}quota-used-bytes"])
