"""Queries by what stands in a card, as RFC 6352 means them."""

from __future__ import annotations

import pytest

from directory.carddav import answering
from directory.models import Contact, EmailAddress
from directory.tagging import tag
from tests.directory.carddav.client import CARD, DAV, Program, program
from tests.factories import make_contact

pytestmark = pytest.mark.django_db

SPACES = 'xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"'


def asked(filters: str, *, test: str = "anyof", limit: int = 0, wish: str = "<getetag/>") -> str:
    most = f"<c:limit><c:nresults>{limit}</c:nresults></c:limit>" if limit else ""
    return (
        f'<c:addressbook-query {SPACES}><prop>{wish}</prop><c:filter test="{test}">{filters}</c:filter>{most}'
        "</c:addressbook-query>"
    )


def found(reader: Program, body: str) -> list[str]:
    answer = reader.ask("REPORT", "", body, "1")
    assert answer.status == 207, answer.text
    names = {f"{contact.uid}.vcf": contact.name for contact in Contact.objects.all()}
    return [names.get(href.rpartition("/")[2], "the book") for href in answer.each()]


def people() -> None:
    clara = make_contact("Clara Winter", "+49 30 23125 100", given_name="Clara", family_name="Winter", company="ACME")
    EmailAddress.objects.create(contact=clara, address="clara@acme.example", label="Work")
    EmailAddress.objects.create(contact=clara, address="winter@home.example", label="Home", position=1)
    zoe = make_contact("Zoë Ångström", "+49 171 39200 12", company="Other; Ltd")
    EmailAddress.objects.create(contact=zoe, address="zoe@other.example", label="Work")
    tag(zoe, ["VIP"])
    make_contact("Mute")


def prop(name: str, inner: str = "", *, test: str = "anyof") -> str:
    return f'<c:prop-filter name="{name}" test="{test}">{inner}</c:prop-filter>'


def text(said: str, **about: str) -> str:
    attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in about.items())
    return f"<c:text-match{attributes}>{said}</c:text-match>"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("", ["Clara Winter", "Zoë Ångström", "Mute"]),
        (prop("FN", text("winter")), ["Clara Winter"]),
        (prop("fn", text("ZOË Å")), ["Zoë Ångström"]),
        (prop("FN", text("ZOË Å", collation="i;ascii-casemap")), []),
        (prop("FN", text("cLARA", collation="i;ascii-casemap")), ["Clara Winter"]),
        (prop("FN", text("clara", match_type="equals")), []),
        (prop("FN", text("clara winter", match_type="equals")), ["Clara Winter"]),
        (prop("FN", text("Winter", match_type="starts-with")), []),
        (prop("FN", text("Winter", match_type="ends-with")), ["Clara Winter"]),
        (prop("FN", text("winter", negate_condition="yes")), ["Zoë Ångström", "Mute"]),
        (prop("ORG", text("Other; Ltd", match_type="equals")), ["Zoë Ångström"]),
        (prop("CATEGORIES", text("vip")), ["Zoë Ångström"]),
        (prop("TEL"), ["Clara Winter", "Zoë Ångström"]),
        (prop("TEL", "<c:is-not-defined/>"), ["Mute"]),
        (prop("TEL", text("+493023125")), ["Clara Winter"]),
        (prop("TEL", text("23125-100", match_type="ends-with")), ["Clara Winter"]),
        (prop("TEL", text("171", negate_condition="yes")), ["Clara Winter"]),
        (prop("EMAIL", text("acme")), ["Clara Winter"]),
        # A negated match asks for one that is something else, and for none of what is not there.
        (prop("EMAIL", text("acme", negate_condition="yes")), ["Clara Winter", "Zoë Ångström"]),
        # Both must hold of the same address.
        (prop("EMAIL", text("acme") + text("home"), test="allof"), []),
        (prop("EMAIL", text("winter") + text("home"), test="allof"), ["Clara Winter"]),
        (prop("EMAIL", text("acme") + text("other")), ["Clara Winter", "Zoë Ångström"]),
        (prop("EMAIL", f'<c:param-filter name="TYPE">{text("home")}</c:param-filter>'), ["Clara Winter"]),
        (
            prop("EMAIL", '<c:param-filter name="TYPE"><c:is-not-defined/></c:param-filter>'),
            [],
        ),
        (prop("EMAIL", '<c:param-filter name="type"/>'), ["Clara Winter", "Zoë Ångström"]),
        (prop("X-UNKNOWN"), []),
    ],
)
def test_a_filter_means_these(filters: str, expected: list[str]) -> None:
    people()

    assert found(program(), asked(filters)) == expected


@pytest.mark.parametrize(
    ("filters", "test", "read"),
    [
        (prop("FN", text("winter")), "anyof", 1),
        (prop("ORG", text("acme")), "anyof", 1),
        (prop("EMAIL", text("acme.example")), "anyof", 1),
        (prop("FN", text("winter")) + prop("EMAIL", text("other")), "anyof", 2),
        (prop("FN", text("winter")) + prop("NOTE", text("other")), "allof", 1),
        (prop("FN", text("winter")) + prop("NOTE", text("other")), "anyof", 3),
        (prop("FN", text("strasse")), "anyof", 3),
        (prop("FN", text("å")), "anyof", 3),
    ],
)
def test_only_cards_that_may_fit_are_read(filters: str, test: str, read: int, monkeypatch: pytest.MonkeyPatch) -> None:
    people()
    looked_at: list[object] = []
    monkeypatch.setattr(answering, "_fits", lambda one, _asked: looked_at.append(one))

    found(program(), asked(filters, test=test))

    assert len(looked_at) == read


def test_a_sharp_s_is_found_by_both_spellings() -> None:
    make_contact("Clara Strauß")

    assert found(program(), asked(prop("FN", text("strauss")))) == ["Clara Strauß"]


@pytest.mark.parametrize(("test", "expected"), [("anyof", ["Clara Winter", "Zoë Ångström"]), ("allof", [])])
def test_several_properties_all_or_any(test: str, expected: list[str]) -> None:
    people()

    assert found(program(), asked(prop("FN", text("clara")) + prop("ORG", text("other")), test=test)) == expected


def test_a_limit_cuts_short_and_says_so() -> None:
    people()
    reader = program()

    assert found(reader, asked(prop("TEL"), limit=1)) == ["Clara Winter", "the book"]
    assert found(reader, asked(prop("TEL"), limit=2)) == ["Clara Winter", "Zoë Ångström"]
    cut = reader.ask("REPORT", "", asked(prop("TEL"), limit=1), "1")
    assert cut.each()[reader.book].status == "HTTP/1.1 507 Insufficient Storage"
    assert cut.root().find(f"{DAV}response/{DAV}error/{DAV}number-of-matches-within-limits") is not None


def test_a_part_of_a_card_is_that_part() -> None:
    people()
    reader = program()
    wish = '<c:address-data><c:prop name="fn"/><c:prop name="TEL"/></c:address-data>'

    answer = reader.ask("REPORT", "", asked(prop("FN", text("clara")), wish=wish), "1")

    [told] = answer.each().values()
    assert told.text(f"{CARD}address-data").split("\r\n") == [
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Clara Winter", "TEL;TYPE=work:+49 30 23125100", "END:VCARD", ""),
    ]


@pytest.mark.parametrize(("about", "status"), [({"match_type": "near"}, 400), ({"collation": "i;octet"}, 403)])
def test_a_comparison_that_there_is_not_is_refused(about: dict[str, str], status: int) -> None:
    assert program().ask("REPORT", "", asked(prop("FN", text("x", **about))), "1").status == status
