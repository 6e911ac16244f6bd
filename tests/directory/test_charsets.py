"""Letters with accents are what they were, whoever wrote the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from directory.importing.bringing import bring
from directory.importing.planning import Wishes
from directory.models import Contact
from tests.directory.reading_files import names

ACCENTS = "Name;Phone\nJürgen Müller;030 1\nÉtienne Lefèvre;030 2\nFrançois;030 3\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman"]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_letters_with_accents_are_read_as_they_were_written(
    file: Callable[[str | bytes], Path], encoding: str, line_end: str
) -> None:
    assert names(file(ACCENTS.replace("\n", line_end).encode(encoding))) == [
        "Jürgen Müller",
        "Étienne Lefèvre",
        "François",
    ]


def test_a_single_wrong_byte_leaves_the_rest_of_a_file_as_it_is(file: Callable[[str | bytes], Path]) -> None:
    content = ACCENTS.encode() + "\N{RIGHT SINGLE QUOTATION MARK}t Hooft;030 4\n".encode("cp1252")

    assert names(file(content)) == [
        "Jürgen Müller",
        "Étienne Lefèvre",
        "François",
        "\N{RIGHT SINGLE QUOTATION MARK}t Hooft",
    ]


def test_signs_of_windows_are_none_of_a_mac(file: Callable[[str | bytes], Path]) -> None:
    said = ["O\N{RIGHT SINGLE QUOTATION MARK}Brien \N{EN DASH} Dušan", "“CAFÉ”", "Šárka", "€ Žofie"]

    rows = "".join(f"{name};030 1\n" for name in said)

    assert names(file(f"Name;Phone\n{rows}".encode("cp1252"))) == said


OF_COUNTRIES = [
    ("PL", "cp1250", ["Łukasz Żółw", "Grażyna Śliwińska", "Jerzy Brzęk"]),
    ("CZ", "cp1250", ["Jiří Dvořák", "Zdeněk Šťastný"]),
    ("HU", "cp1250", ["Ágnes Kőszegi", "Gergő Szűcs"]),
    ("RU", "cp1251", ["Анна Иванова", "Пётр Щукин"]),
    ("GR", "cp1253", ["Ελένη Παπαδοπούλου"]),
    ("TR", "cp1254", ["Ayşe Yağmur", "Tuğba İnce"]),
    ("LT", "cp1257", ["Rūta Žukauskaitė"]),
    ("IL", "cp1255", ["דנה כהן"]),
    ("JP", "cp932", ["山田太郎", "ソニー表"]),
    ("CN", "gbk", ["王小明"]),
    ("TW", "cp950", ["陳功"]),
    ("KR", "cp949", ["김민수"]),
    ("DE", "cp1252", ["Jørgen Müller", "François £ Œuvre"]),
    ("PL", "utf-8", ["Łukasz Żółw"]),
]


@pytest.mark.parametrize(("region", "encoding", "said"), OF_COUNTRIES)
def test_what_is_not_in_unicode_is_read_as_windows_of_its_country_writes_it(
    file: Callable[[str | bytes], Path], region: str, encoding: str, said: list[str]
) -> None:
    rows = "".join(f"{name};030 1\n" for name in said)
    cards = "".join(f"BEGIN:VCARD\nVERSION:2.1\nFN:{name}\nTEL:030 1\nEND:VCARD\n" for name in said)

    assert names(file(f"Name;Phone\n{rows}".encode(encoding)), region=region) == said
    assert names(file(cards.encode(encoding)), region=region) == said


def test_letters_of_poland_are_known_in_other_countries_too(file: Callable[[str | bytes], Path]) -> None:
    said = ["Łukasz Żółw", "Paweł Wąs"]

    rows = "".join(f"{name};030 1\n" for name in said)

    assert names(file(f"Name;Phone\n{rows}".encode("cp1250")), region="DE") == said


@pytest.mark.django_db
def test_an_import_reads_letters_as_they_are_written_in_its_country(file: Callable[[str | bytes], Path]) -> None:
    bring(file("name,phone\nJiří Dvořák,601 123 456\n".encode("cp1250")), Wishes(region="CZ"))

    assert list(Contact.objects.values_list("name", "numbers__e164")) == [("Jiří Dvořák", "+420601123456")]
