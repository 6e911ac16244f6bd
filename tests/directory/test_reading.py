"""Reading a file of contacts: what people's programs write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from directory.importing.reading import Fault, Row, Unreadable, open_sheet


def read(path: Path) -> list[Row | Fault]:
    with open_sheet(path) as sheet:
        return list(sheet.rows)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "contacts.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


ZOE = Row(number=2, name="Zoë Hartley", company="Bramble & Finch", numbers=(("Work", "+44 20 7946 0120"),))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separator_line_end_and_encoding_are_recognised(
    file: Callable[[str | bytes], Path], separator: str, end: str, encoding: str
) -> None:
    lines = [("Name", "Company", "Work"), ("Zoë Hartley", "Bramble & Finch", "+44 20 7946 0120"), ()]
    content = end.join(separator.join(cells) for cells in lines)

    assert read(file(content.encode(encoding))) == [ZOE]


@pytest.mark.parametrize(
    "headings",
    [
        "name,company,Work",
        "Full Name,Organisation,Work",
        "First Name,Last Name,Company,E-mail,Home Street,Work",
        "Work,Notes,Company Name,Display name,Phone 1 - Label",
    ],
)
def test_columns_are_known_by_their_headings(file: Callable[[str | bytes], Path], headings: str) -> None:
    cells = {"First Name": "Zoë", "Last Name": "Hartley", "Work": "+44 20 7946 0120"}
    by_heading = [
        cells.get(heading)
        or ("Zoë Hartley" if "name" in heading.lower() and "Company" not in heading else "Bramble & Finch")
        for heading in headings.split(",")
    ]

    assert read(file(f"{headings}\n{','.join(by_heading)}\n")) == [ZOE]


def test_every_column_of_numbers_counts_and_its_heading_is_the_label(file: Callable[[str | bytes], Path]) -> None:
    path = file(
        "name,Phone 1 - Label,Phone 1 - Value,Mobile Phone,Home Fax,Tel.,Internal,Work email,Birthday\n"
        "Anna,Work,030 1 ::: 030 2,0171 1,030 3,030 4,1000,a@example.org,1.1.1990\n"
    )

    with open_sheet(path) as sheet:
        rows = list(sheet.rows)

    assert rows == [
        Row(
            number=2,
            name="Anna",
            company="",
            numbers=(
                ("Phone 1 - Value", "030 1"),
                ("Phone 1 - Value", "030 2"),
                ("Mobile Phone", "0171 1"),
                ("Home Fax", "030 3"),
                ("Tel.", "030 4"),
                ("Internal", "1000"),
            ),
        )
    ]
    assert sheet.ignored == ("Phone 1 - Label", "Work email", "Birthday")


def test_a_quoted_cell_may_have_separators_and_several_lines(file: Callable[[str | bytes], Path]) -> None:
    path = file('name,company,phone\n"Keller,\n Anna","ACME ""Berlin""","030 1\r\n030 2"\nBen,,\'030 3\n')

    assert read(path) == [
        Row(number=2, name="Keller, Anna", company='ACME "Berlin"', numbers=(("phone", "030 1"), ("phone", "030 2"))),
        Row(number=3, name="Ben", company="", numbers=(("phone", "030 3"),)),
    ]


def test_a_company_without_a_person_is_called_by_its_name(file: Callable[[str | bytes], Path]) -> None:
    path = file("name,company,phone\n,Taxi Spree,030 1\nShort row\n")

    assert read(path) == [
        Row(number=2, name="Taxi Spree", company="", numbers=(("phone", "030 1"),)),
        Fault(row=3, sentence="Short row has no number."),
    ]


def test_rows_without_content_are_faults_and_blank_lines_only_count(file: Callable[[str | bytes], Path]) -> None:
    path = file("name,company,phone\n,,\n\n,,030 1\nAnna,ACME,030 1,030 2\nAnna\0,ACME,030 1,\n")

    assert read(path) == [
        Fault(row=2, sentence="It is empty."),
        Fault(row=4, sentence="It has no name."),
        Fault(row=5, sentence="It has more cells than the headings. Put a cell with a separator in quotes."),
        Row(number=6, name="Anna", company="ACME", numbers=(("phone", "030 1"),)),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", 'No column is headed "name"'),
        (b"company,phone\n", 'No column is headed "name"'),
        (b"name,company,email\n", "No column holds numbers"),
        (b"name,phone\n\x81\x8d\n", "headings cannot be read|Row 2 and what follows cannot be read"),
        (b'name,phone\nAnna,030 1\n"Ben,030 2\n', "Row 3 and what follows cannot be read"),
        (b"\xff\xfen", "headings cannot be read"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_a_sentence(
    file: Callable[[str | bytes], Path], content: bytes, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(file(content))


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"nothing\.csv cannot be read: No such file or directory\."):
        read(tmp_path / "nothing.csv")
