"""Entries as contacts: identities, several values, odd bytes; and what staff write about attributes."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.cards import Card
from directory.importing.faults import Fault
from directory.ldap.layouts import ACTIVE_DIRECTORY, INETORGPERSON, Layout, NotAMapping, Reading, columns_of
from directory.ldap.reading import Read, read
from directory.ldap.values import Entry


def reading_with(layout: Layout, mapping: str = "") -> Reading:
    return Reading(
        filter=layout.filter, identity=layout.identity.lower(), columns=columns_of(mapping or layout.mapping)
    )


OPENLDAP = reading_with(INETORGPERSON)
UID = b"0f1c2d3e-4b5a-4978-8695-a4b3c2d1e0f0"


def entry(**attributes: bytes | list[bytes]) -> Entry:
    found = {name.lower(): tuple(said) if isinstance(said, list) else (said,) for name, said in attributes.items()}
    return Entry(dn="uid=anna,ou=people,dc=office", attributes={"entryuuid": (UID,), **found})


def card_of(one: Entry, reading: Reading = OPENLDAP) -> Card:
    card = read(one, reading, row=1).card
    assert isinstance(card, Card)
    return card


def test_an_inetorgperson_is_a_contact() -> None:
    card = card_of(
        entry(
            cn=[b"Rossi, Anna"],
            displayName=b"Anna Rossi",
            givenName=b"Anna",
            sn=b"Rossi",
            o="Müller & Söhne".encode(),
            telephoneNumber=[b"+49 30 23125 100", b"+49 30 23125 101"],
            mobile=b"0171 3920011",
            mail=b"anna@office.example",
            street=b"Am Platz 1",
            postalCode=b"10115",
            l=b"Berlin",
            labeledURI=b"https://office.example Our pages",
        )
    )

    assert (card.name, card.given_name, card.family_name, card.company) == (
        "Anna Rossi",
        "Anna",
        "Rossi",
        "Müller & Söhne",
    )
    assert [(phone.label, phone.typed) for phone in card.phones] == [
        ("Work", "+49 30 23125 100"),
        ("Work", "+49 30 23125 101"),
        ("Mobile", "0171 3920011"),
    ]
    assert (card.street, card.postcode, card.city, card.website) == (
        "Am Platz 1",
        "10115",
        "Berlin",
        "https://office.example",
    )
    assert (card.uid, [email.address for email in card.emails]) == (UUID(UID.decode()), ["anna@office.example"])


def test_active_directory_writes_the_first_parts_of_a_guid_backwards() -> None:
    raw = bytes.fromhex("3e2d1c0f5a4b7849" + "8695a4b3c2d1e0f0")
    one = Entry(dn="CN=Anna", attributes={"objectguid": (raw,), "displayname": (b"Anna Rossi",)})

    assert read(one, reading_with(ACTIVE_DIRECTORY), row=1).uid == UUID(UID.decode())


def test_who_has_no_identity_stays_out_and_is_named() -> None:
    one = read(Entry(dn="cn=Anna,dc=office", attributes={"cn": (b"Anna",)}), OPENLDAP, row=1)

    assert (one.uid, one.name) == (None, "Anna")
    assert isinstance(one.card, Fault)
    assert one.card.sentence.startswith("It has no entryuuid, so it could not be found again.")


def test_of_several_names_the_first_counts_and_of_several_streets() -> None:
    card = card_of(entry(displayName=[b"Anna", b"Anni"], cn=b"A. R.", street=[b"Am Platz 1", b"Im Winkel 2"]))

    assert (card.name, card.street) == ("Anna", "Am Platz 1")


def test_postal_addresses_have_their_lines() -> None:
    reading = reading_with(INETORGPERSON, "cn = name\npostalAddress = street")

    assert card_of(entry(cn=b"Anna", postalAddress=b"Am Platz 1 $ Hof 2"), reading).street == "Am Platz 1\nHof 2"


def test_an_entry_that_is_too_long_stays_out() -> None:
    one = read(entry(cn=b"x" * 200_000), OPENLDAP, row=1)

    assert isinstance(one.card, Fault)
    assert one.card.sentence == "It is too long. Shorten it on the server."


@given(
    st.dictionaries(
        st.sampled_from([attribute for attribute, _column in OPENLDAP.columns] + ["entryuuid", "objectclass"]),
        st.lists(st.binary(max_size=40), max_size=4).map(tuple),
    )
)
def test_whatever_bytes_come_an_entry_is_a_contact_or_a_sentence(attributes: dict[str, tuple[bytes, ...]]) -> None:
    one: Read = read(Entry(dn="cn=x", attributes=attributes), OPENLDAP, row=1)

    assert isinstance(one.card, Card) or one.card.sentence


def test_staff_may_write_which_attribute_is_what() -> None:
    columns = columns_of("  displayName = name\n\nextensionAttribute1: phone:Internal \nmail=email\n")

    assert [(attribute, column.code) for attribute, column in columns] == [
        ("displayname", "name"),
        ("extensionattribute1", "phone:Internal"),
        ("mail", "email"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("displayName", "'displayName' is not understood. Write a line such as: mobile = phone:Mobile"),
        ("a = uid", "uid is no field of a contact. There are: "),
        ("mobile = phone", "Say which attribute holds the name: displayName = name"),
        ("cn = name\n" * 61, "More than 60 attributes are not read. Leave some out."),
        ("cn = name = \x00", "'cn = name = \\x00' is not understood."),
    ],
)
def test_what_cannot_be_read_is_told(text: str, told: str) -> None:
    with pytest.raises(NotAMapping) as caught:
        columns_of(text)

    assert str(caught.value).startswith(told)
