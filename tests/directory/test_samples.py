"""A file of every program that people come from, with the contacts that it holds beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from directory.importing.cards import Card
from directory.importing.charsets import encoding_of
from directory.importing.faults import Unreadable
from directory.importing.layouts import LAYOUTS
from directory.importing.opening import Unmapped, open_book
from directory.importing.words import meaning
from tests.directory.reading_files import SAMPLES, cards_of, told

FILES = sorted(path for path in SAMPLES.iterdir() if Path(f"{path}.json").exists())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_holds_the_contacts_that_stand_beside_it(path: Path) -> None:
    assert told(path) == json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))


def test_every_layout_has_a_sample() -> None:
    shown = {json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))["format"] for path in FILES}

    assert {layout.name for layout in LAYOUTS} - shown - {"Click to Call"} == set()
    assert {path.suffix for path in FILES} == {".csv", ".ldif", ".ods", ".vcf", ".xlsx"}


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".csv"], ids=lambda path: path.name)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_is_read_in_every_encoding_and_with_every_line_end(tmp_path: Path, path: Path, encoding: str) -> None:
    raw = path.read_bytes()
    text = raw.decode(encoding_of(path))
    other = tmp_path / path.name
    other.write_bytes(text.replace("\r\n", "\n").encode(encoding))

    assert cards_of(other) == cards_of(path)


def test_google_and_outlook_files_do_not_come_in_as_empty_rows() -> None:
    """fusionpbx/fusionpbx#1027: both were "imported successfully", without a name or number."""
    for name in ("google-new.csv", "google-old.csv", "outlook.csv"):
        cards = [card for card in cards_of(SAMPLES / name) if isinstance(card, Card)]

        assert cards
        assert all(card.name and (card.phones or card.emails) for card in cards)


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Telefon (privat 2)", "phone:Home"),
        ("Fax (uff.)", "phone:Work fax"),
        ("Téléphone 2 (bureau)", "phone:Work"),
        ("Número de centralita de la organización", "phone:Main"),
        ("Hoofdtelefoon", "phone:Primary"),
        ("Tel. mobile", "phone:Mobile"),
        ("mobilePhone", "phone:Mobile"),
        ("facsimileTelephoneNumber", "phone:Fax"),
        ("office_number", "phone:Work"),
        ("Mobil privat", "phone:Mobil privat"),
        ("Telefon Lager 2", "phone:Lager"),
        ("Company number", "nothing"),
        ("Privat", "nothing"),
        ("Büro", "nothing"),
        ("Rückmeldung", "nothing"),
        ("E-Mail 2: Adresse", "email"),
        ("Indirizzo posta elettronica", "email"),
        ("E-Mail-Typ", "nothing"),
        ("Telefon2", "phone"),
        ("Rufnummer (Arbeit)", "phone:Work"),
        ("Person - Phone - Mobile", "phone:Mobile"),
        ("Primary Address Street", "street"),
        ("Primary Address Postal Code", "postcode"),
        ("Primary", "nothing"),
        ("Address Line 2", "street"),
        ("Mobil1", "phone:Mobile"),
        ("E-Mail1", "email"),
        ("VmailSendEmail", "nothing"),
        ("InternalOnly", "nothing"),
        ("E-mail 2 Display Name", "nothing"),
        ("Email opt out", "nothing"),
        ("Land/Region geschäftlich", "country"),
        ("Provincia o estado de trabajo", "province"),
        ("Rua do endereço comercial", "street"),
        ("Code postal (bureau)", "postcode"),
        ("PLZ/Ort", "city"),
        ("Zip/Postal Code", "postcode"),
    ],
)
def test_a_heading_of_several_words_is_understood_in_many_languages_or_not_at_all(heading: str, code: str) -> None:
    assert meaning(heading).code == code


def test_some_headings_mean_a_name_or_a_number_where_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Firma;Ansprechpartner;Nummer\nACME;Anna Keller;030 1\n", encoding="utf-8")
    other = tmp_path / "b.csv"
    other.write_text("Name;Ansprechpartner;Nummer;Telefon\nACME;Anna Keller;4711;030 1\n", encoding="utf-8")

    with open_book(path) as book, open_book(other) as another:
        assert [column.code for column in book.columns] == ["company", "name", "phone"]
        assert [column.code for column in another.columns] == ["name", "nothing", "nothing", "phone"]


def test_a_name_beside_a_first_name_is_that_of_the_family(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name;Vorname;Telefon\nKeller;Anna;030 1\nTaxi Spree;;030 2\n", encoding="utf-8")

    anna, taxi = cards_of(path)

    assert isinstance(anna, Card)
    assert isinstance(taxi, Card)
    assert (anna.name, anna.given_name, anna.family_name) == ("Anna Keller", "Anna", "Keller")
    assert taxi.name == "Taxi Spree"


@pytest.mark.parametrize(
    ("cell", "name", "given", "family"),
    [
        ("Keller, Anna Maria", "Anna Maria Keller", "Anna Maria", "Keller"),
        ("Taxi Spree", "Taxi Spree", "", ""),
        ("Keller,", "Keller", "", ""),
    ],
)
def test_a_name_with_the_family_name_in_front_is_turned_round(
    tmp_path: Path, cell: str, name: str, given: str, family: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'"Name, Vorname";Telefon\n"{cell}";030 1\n', encoding="utf-8")

    [card] = cards_of(path)

    assert isinstance(card, Card)
    assert (card.name, card.given_name, card.family_name) == (name, given, family)


def test_unknown_headings_are_mapped_by_hand() -> None:
    path = SAMPLES / "by-hand.csv"
    with pytest.raises(Unmapped), open_book(path):
        pass

    with open_book(path, mapping={"Wer": "name", "Wo": "company", "Womit": "phone:Mobile"}) as book:
        [card] = book.cards

    assert book.ignored == ("Schuhgröße",)
    assert isinstance(card, Card)
    assert (card.name, card.company, [phone.label for phone in card.phones]) == (
        "Zoë Hartley",
        "Bramble & Finch",
        ["Mobile"],
    )


def test_a_mapping_without_a_name_or_a_number_is_refused() -> None:
    for mapping in ({"Wer": "name"}, {"Womit": "phone"}, {"Wer": "nonsense"}):
        with pytest.raises(Unreadable), open_book(SAMPLES / "by-hand.csv", mapping=mapping):
            pass
