"""Lists of extensions with their users: what each row would do, and what is wrong with it."""

from __future__ import annotations

import pytest

from directory.importing.faults import Fault, Unreadable
from directory.syncing import sheet
from tests.factories import make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def read(text: str | bytes) -> list[sheet.Planned | Fault]:
    for name in ("anna", "ben"):
        make_user(name)
    return sheet.read(text if isinstance(text, bytes) else text.encode(), make_pbx())


def lines(rows: list[sheet.Planned | Fault]) -> list[str]:
    return [row.line if isinstance(row, sheet.Planned) else row.sentence for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        b"number,username,default,autoanswer\n1000,anna,yes,no\n1001,ben,,\n",
        b"\xef\xbb\xbfnumber;username;default;autoanswer\r\n1000;anna;TRUE;0\r\n\r\n1001;ben;;\r\n",
        "Username\tExtension\tRings first\tAuto-answer\nAnna\t1000\tx\toff\nBEN\t1001\n".encode("utf-16"),
    ],
)
def test_lists_are_read_as_spreadsheets_write_them(text: bytes) -> None:
    assert lines(read(text)) == ["1000,anna,yes,no", "1001,ben,,"]


def test_what_a_form_carries_is_read_as_the_same_rows() -> None:
    rows = read("number,username,default\n1000,anna,yes\n1001,ben,no\n")

    again = read(sheet.of_lines(lines(rows)))

    assert [row.choice for row in again if isinstance(row, sheet.Planned)] == [
        row.choice for row in rows if isinstance(row, sheet.Planned)
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("10a0,anna,,", "“10a0” is no extension. Write its digits only, at most 16."),
        (",anna,,", "“” is no extension. Write its digits only, at most 16."),
        ("12345678901234567,anna,,", "“12345678901234567” is no extension. Write its digits only, at most 16."),
        ("1000,cleo,,", "There is no active user “cleo”. Add the user first, or correct the name."),
        ("1000,anna,perhaps,", "“perhaps” under default is not understood. Write yes or no."),
        ("1000,anna,,2", "“2” under autoanswer is not understood. Write yes or no."),
        ("1009,anna,,", "Extension 1009 belongs to ben. Take it away there first."),
    ],
)
def test_a_fault_is_said_with_its_row_and_what_to_do(row: str, sentence: str) -> None:
    make_extension("1009", user=make_user("ben"))
    make_user("cleo", is_active=False)

    rows = read(f"number,username,default,autoanswer\n1005,anna,,\n{row}\n")

    assert (lines(rows)[0], rows[1]) == ("1005,anna,,", Fault(row=3, sentence=sentence))


def test_rows_that_contradict_each_other_are_told_apart() -> None:
    rows = read("number,username,default\n1000,anna,yes\n1000,ben,\n1001,anna,yes\n")

    assert lines(rows)[1:] == [
        "Extension 1000 stands in row 2 already. Leave one of them out.",
        "Row 2 says already which phone of anna rings first. Choose one.",
    ]


def test_a_row_that_is_so_already_changes_nothing() -> None:
    make_extension("1000", user=make_user("anna"), is_default=True)

    rows = read("number,username,default\n1000,anna,yes\n")
    other = read("number,username,default\n1000,anna,no\n")

    assert [row.changes for row in [*rows, *other] if isinstance(row, sheet.Planned)] == [False, True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The first row has to hold the headings"),
        ("1000,anna\n", "The first row has to hold the headings"),
        ('number,username\n"1000,anna\n', "The file cannot be read"),
        ("number,username\n" + "1000,anna\n" * 5001, "The file has more than 5000 rows"),
        ("n" * 1_000_001, "The file is larger than 1000 kilobytes"),
    ],
)
def test_what_is_no_such_list_is_said(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        read(text)
