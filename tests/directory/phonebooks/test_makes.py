"""The XML of each make of phone."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.phonebooks.entries import Entry, EntryNumber
from directory.phonebooks.makes import MAKES, written

CLARA = Entry(
    name="Clara Winter",
    given_name="Clara",
    family_name="Winter",
    company="ACME & Söhne",
    numbers=(EntryNumber(label="Work", digits="03023125100"), EntryNumber(label="Mobile", digits="01713920012")),
)
BEN = Entry(name="Ben", given_name="", family_name="", company="", numbers=(EntryNumber(label="", digits="1001"),))


def book(file: str, *entries: Entry) -> str:
    return "".join(written(MAKES[file], entries, title="The office"))


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "yealink.xml",
            (
                "<YealinkIPPhoneDirectory>\n"
                "<DirectoryEntry><Name>Clara Winter (ACME &amp; Söhne)</Name>"
                '<Telephone label="Work">03023125100</Telephone><Telephone label="Mobile">01713920012</Telephone>'
                "</DirectoryEntry>\n"
                "<DirectoryEntry><Name>Ben</Name><Telephone>1001</Telephone></DirectoryEntry>\n"
                "</YealinkIPPhoneDirectory>\n"
            ),
        ),
        (
            "tbook.xml",
            (
                '<tbook e="2" version="2.0">\n'
                '<contact fav="false" vip="false" blocked="false"><first_name>Clara</first_name>'
                '<last_name>Winter</last_name><numbers><number no="03023125100" type="sip" outgoing_id="0"/>'
                '<number no="01713920012" type="mobile" outgoing_id="0"/></numbers></contact>\n'
                '<contact fav="false" vip="false" blocked="false"><first_name></first_name><last_name>Ben</last_name>'
                '<numbers><number no="1001" type="sip" outgoing_id="0"/></numbers></contact>\n'
                "</tbook>\n"
            ),
        ),
        (
            "snom.xml",
            (
                "<SnomIPPhoneDirectory>\n<Title>The office</Title>\n<Prompt>The office</Prompt>\n"
                "<DirectoryEntry><Name>Clara Winter (ACME &amp; Söhne), Work</Name><Telephone>03023125100</Telephone>"
                "</DirectoryEntry>\n"
                "<DirectoryEntry><Name>Clara Winter (ACME &amp; Söhne), Mobile</Name><Telephone>01713920012</Telephone>"
                "</DirectoryEntry>\n"
                "<DirectoryEntry><Name>Ben</Name><Telephone>1001</Telephone></DirectoryEntry>\n"
                "</SnomIPPhoneDirectory>\n"
            ),
        ),
        (
            "phonebook.xml",
            (
                "<AddressBook>\n<version>1</version>\n"
                "<Contact><FirstName>Clara</FirstName><LastName>Winter</LastName><Company>ACME &amp; Söhne</Company>"
                '<Phone type="Work"><phonenumber>03023125100</phonenumber><accountindex>0</accountindex></Phone>'
                '<Phone type="Mobile"><phonenumber>01713920012</phonenumber><accountindex>0</accountindex></Phone>'
                "</Contact>\n"
                "<Contact><FirstName></FirstName><LastName>Ben</LastName>"
                '<Phone type="Work"><phonenumber>1001</phonenumber><accountindex>0</accountindex></Phone></Contact>\n'
                "</AddressBook>\n"
            ),
        ),
        (
            "fanvil.xml",
            (
                "<FanvilIPPhoneDirectory>\n"
                "<DirectoryEntry><Name>Clara Winter (ACME &amp; Söhne)</Name><Telephone>03023125100</Telephone>"
                "<Mobile>01713920012</Mobile><Other></Other></DirectoryEntry>\n"
                "<DirectoryEntry><Name>Ben</Name><Telephone>1001</Telephone><Mobile></Mobile><Other></Other>"
                "</DirectoryEntry>\n"
                "</FanvilIPPhoneDirectory>\n"
            ),
        ),
        (
            "directory.xml",
            (
                "<CiscoIPPhoneDirectory>\n<Title>The office</Title>\n<Prompt>The office</Prompt>\n"
                "<DirectoryEntry><Name>Clara Winter (ACME &amp; Söhne), Work</Name><Telephone>03023125100</Telephone>"
                "</DirectoryEntry>\n"
                "<DirectoryEntry><Name>Clara Winter (ACME &amp; Söhne), Mobile</Name><Telephone>01713920012</Telephone>"
                "</DirectoryEntry>\n"
                "<DirectoryEntry><Name>Ben</Name><Telephone>1001</Telephone></DirectoryEntry>\n"
                "</CiscoIPPhoneDirectory>\n"
            ),
        ),
    ],
)
def test_each_make_reads_its_own_form(file: str, expected: str) -> None:
    assert book(file, CLARA, BEN) == f'<?xml version="1.0" encoding="UTF-8"?>\n{expected}'


@given(st.sampled_from(sorted(MAKES)), st.text(), st.text(), st.text(), st.text())
def test_whatever_stands_in_a_contact_is_xml_that_can_be_read(
    file: str, title: str, name: str, company: str, label: str
) -> None:
    numbers = (EntryNumber(label=label, digits="1"), EntryNumber(label="Home", digits="*2#"))
    strange = Entry(name=name, given_name=name, family_name=label, company=company, numbers=numbers)

    text = "".join(written(MAKES[file], [strange], title=title))

    root = ElementTree.fromstring(text.encode(errors="replace"))  # noqa: S314 -- our own
    assert "1" in {*root.itertext(), *(element.get("no") for element in root.iter())}


def test_a_fanvil_has_three_places_and_fills_no_more() -> None:
    many = tuple(EntryNumber(label="Work", digits=str(digit)) for digit in range(1, 6))

    text = book("fanvil.xml", Entry(name="A", given_name="", family_name="", company="", numbers=many))

    assert "<Telephone>1</Telephone><Mobile>2</Mobile><Other>3</Other>" in text
