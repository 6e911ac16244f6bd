"""A file of every program that people come from, with the contacts that it holds beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from directory.importing.cards import Card
from directory.importing.faults import Unreadable
from directory.importing.layouts import LAYOUTS
from directory.importing.opening import Unmapped, open_book
from tests.directory.reading_files import SAMPLES, cards_of, told

FILES = sorted(path for path in SAMPLES.iterdir() if Path(f"{path}.json").exists())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_holds_the_contacts_that_stand_beside_it(path: Path) -> None:
    assert told(path) == json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))


def test_every_layout_has_a_sample() -> None:
    shown = {json.loads(Path(f"{path}.json").read_text(encoding="utf-8"))["format"] for path in FILES}

    assert {layout.name for layout in LAYOUTS} - shown - {"Click to Call"} == set()
    assert {path.suffix for path in FILES} == {".csv", ".ods", ".vcf", ".xlsx"}


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".csv"], ids=lambda path: path.name)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_is_read_in_every_encoding_and_with_every_line_end(tmp_path: Path, path: Path, encoding: str) -> None:
    raw = path.read_bytes()
    text = raw.decode("cp1252" if path.name in {"outlook.csv", "german-headings.csv"} else "utf-8-sig")
    other = tmp_path / path.name
    other.write_bytes(text.replace("\r\n", "\n").encode(encoding))

    assert cards_of(other) == cards_of(path)


def test_google_and_outlook_files_do_not_come_in_as_empty_rows() -> None:
    """fusionpbx/fusionpbx#1027: both were "imported successfully", without a name or number."""
    for name in ("google-new.csv", "google-old.csv", "outlook.csv"):
        cards = [card for card in cards_of(SAMPLES / name) if isinstance(card, Card)]

        assert cards
        assert all(card.name and (card.phones or card.emails) for card in cards)


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
