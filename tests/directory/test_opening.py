"""Files that are strange, broken or hostile end in a sentence, soon and in little memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.importing.cards import Card
from directory.importing.faults import Fault, Unreadable
from directory.importing.opening import open_book
from tests.directory.reading_files import SAMPLES, cards_of, names, outcome


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_divides_the_headings(
    file: Callable[[str | bytes], Path], separator: str
) -> None:
    content = (
        f'"Name"{separator}"Company, or; firm"{separator}Phone\n"Keller{separator} Anna"{separator}{separator}030 1\n'
    )

    assert names(file(content)) == [f"Keller{separator} Anna".replace("\t", "")]


def test_a_separator_that_excel_names_is_used(file: Callable[[str | bytes], Path]) -> None:
    assert names(file("sep=;\nname;phone\nAnna, the boss;030 1\n")) == ["Anna, the boss"]


def test_rows_say_where_they_stand_and_keep_how_they_came(file: Callable[[str | bytes], Path]) -> None:
    path = file("name,phone\n\nAnna,'+49 30 1\n,030 2\n,,\nBen,030 3,x\n")

    cards = cards_of(path)

    assert [(card.row, card.source) for card in cards] == [
        (3, ("Anna", "+49 30 1")),
        (4, ("", "030 2")),
        (6, ("Ben", "030 3", "x")),
    ]
    assert names(path)[1:] == [
        "It has no name. Give it one.",
        "It has more cells than the headings. Put a cell with a separator in quotes.",
    ]


def test_html_formulas_and_control_characters_stay_text_or_go(file: Callable[[str | bytes], Path]) -> None:
    path = file("name,company,phone\n<b>Anna</b>\0,'=cmd|' /C calc'!A0,030 1\n't Hooft\x07,'@x,030 2\n")

    assert [(card.name, card.company) for card in cards_of(path) if isinstance(card, Card)] == [
        ("<b>Anna</b>", "=cmd|' /C calc'!A0"),
        ("'t Hooft", "@x"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name,phone\n", "no contact in the file"),
        (b"company,email\n", "no contact in the file"),
        (b"shoe size,phone\n1,2\n", 'No column is headed "name"'),
        (b"name,shoe size\n1,2\n", "No column holds numbers"),
        (b'name,phone\nAnna,030 1\n"Ben,030 2\n', "Row 3 and what follows cannot be read"),
        (b"\xff\xfen", "characters cannot be read|cannot be read"),
        (b"n," * 200_000 + b"phone\n", "more than 1000 columns"),
        (b"name,phone\n" + b"a" * 3_000_000, "Row 2 and what follows cannot be read|A row is longer"),
        (b"name,phone\n" + b'"\n",' * 600_000, "A row is longer"),
        (b"%PDF-1.7\n", "no list of contacts"),
        (b"\x89PNG\r\n\x1a\n", "no list of contacts"),
        (b"<html><table><tr><td>name</td></tr></table>", "a web page or XML, .* save it as XLSX"),
        (b"\xef\xbb\xbf\r\n<!doctype html>\n<table><tr><td>name</td><td>phone</td></tr></table>", "a web page or XML"),
        (b"<TABLE><tr><td>name</td><td>phone</td></tr></TABLE>", "a web page or XML"),
        (b'\xef\xbb\xbf[{"name": "Anna"}]', "no list of contacts"),
        (b"dn: cn=Anna\ncn: " + b"a" * 1_100_000, "A row is longer"),
        (b'[{"name": "Anna"}]', "no list of contacts"),
        (b"PK\x03\x04 and so on", "workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook cannot be read"),
        (b"BEGIN:VCARD\r\nAGENT:\r\n" * 20, "stand inside cards"),
        (b"BEGIN:VCARD\r\nNOTE:" + b"x" * 3_000_000, "longer than any address book"),
        (b"BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE:" + b"x=\r\n" * 2_000_000, "longer than any address book"),
    ],
    ids=range(24),
)
def test_what_is_no_list_of_contacts_is_refused_with_a_sentence(
    file: Callable[[str | bytes], Path], content: bytes, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        cards_of(file(content))


def test_a_card_without_an_end_is_rejected_and_the_next_one_read(file: Callable[[str | bytes], Path]) -> None:
    path = file("BEGIN:VCARD\nFN:Anna\nTEL:030 1\nBEGIN:VCARD\nFN:Ben\nTEL:030 2\nEND:VCARD\nBEGIN:VCARD\nFN:Zoe\n")

    assert names(path) == [
        "The card has no end. The file may have been cut off.",
        "Ben",
        "The card has no end. The file may have been cut off.",
    ]
    assert cards_of(path)[0].source == ("BEGIN:VCARD\nFN:Anna\nTEL:030 1\nEND:VCARD\n",)


def test_a_file_that_is_not_there_or_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"nothing\.csv cannot be read: No such file"):
        cards_of(tmp_path / "nothing.csv")
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(Unreadable, match="larger than 64 megabytes"):
        cards_of(huge)


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_two_cells_far_apart_do_not_ask_for_all_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "Name", "x"
    book.save(tmp_path / "far.xlsx")

    with pytest.raises(Unreadable, match="too large once it is unpacked"):
        cards_of(tmp_path / "far.xlsx")


@pytest.mark.thorough
@pytest.mark.parametrize("megabytes", [300, 700])
def test_a_workbook_that_unpacks_to_more_than_it_weighs_is_refused(tmp_path: Path, megabytes: int) -> None:
    plain = workbook(tmp_path / "plain.xlsx", ["Name", "Phone"])
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.infolist():
            if part.filename != "xl/worksheets/sheet1.xml":
                new.writestr(part, old.read(part))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
            for _ in range(megabytes):
                sheet.write(b"a" * 1_000_000)
            sheet.write(b"</t></is></c></row></sheetData></worksheet>")

    with pytest.raises(Unreadable, match=r"too large|cannot be read"):
        cards_of(tmp_path / "bomb.xlsx")


def test_deeply_nested_xml_and_entities_end_in_a_sentence(tmp_path: Path) -> None:
    plain = workbook(tmp_path / "plain.xlsx", ["Name", "Phone"])
    for number, xml in enumerate(
        (b"<a>" * 2_000_000, b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;&a;</worksheet>')
    ):
        path = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                new.writestr(part, xml if part.filename == "xl/worksheets/sheet1.xml" else old.read(part))

        with pytest.raises(Unreadable):
            cards_of(path)


def test_formulas_of_a_workbook_are_not_run_and_its_hidden_sheets_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["Name", "Phone"], ["=1+1", "030 23125 100"], ["Anna", "=HYPERLINK(A1)"])

    assert names(path) == ["It has no name. Give it one.", "Anna"]


@pytest.mark.thorough
def test_a_long_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w") as text:
        text.write("name,company,phone,mobile,note\n")
        for number in range(4_000):
            text.write(f"Anna {number},ACME,030 23125 100,0171 39200 10,{'x' * 2_000}\n")
    tracemalloc.start()

    with open_book(path) as book:
        count = sum(1 for _card in book.cards)

    assert count == 4_000
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


@pytest.mark.thorough
def test_the_samples_cut_off_anywhere_or_with_a_changed_byte_are_read_or_refused(
    file: Callable[[str | bytes], Path],
) -> None:
    for sample in sorted(SAMPLES.glob("*.[cv]*[vf]")):
        content = sample.read_bytes()
        for place in range(0, len(content), max(1, len(content) // 12)):
            for broken in (content[:place], content[:place] + b'"' + content[place + 1 :], content[:place] + b"\0"):
                assert outcome(file(broken))


ANYTHING = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANYTHING
@given(st.binary(max_size=400), st.sampled_from([b"", b"name,phone\n", b"name;phone;tags\n", b"BEGIN:VCARD\r\n"]))
def test_any_bytes_are_contacts_faults_or_a_refusal(tmp_path: Path, content: bytes, beginning: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(beginning + content)

    found = outcome(path)

    assert found
    assert isinstance(found, str) or all(card.sentence if isinstance(card, Fault) else card.name for card in found)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["N", "FN", "TEL", "item1.TEL", "item1.X-ABLabel", "ORG", "NOTE", "ADR", "PHOTO", "UID", "X"]),
        st.sampled_from(["", ";TYPE=work", ";CELL", ';TYPE="a,b"', ";ENCODING=QUOTED-PRINTABLE", ";CHARSET=x", ";=;"]),
        st.text(max_size=30),
    ),
    max_size=12,
)


@ANYTHING
@given(LINES)
def test_any_lines_of_a_card_leave_the_card_after_it_whole(
    tmp_path: Path, properties: list[tuple[str, str, str]]
) -> None:
    content = io.StringIO()
    content.write("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    for name, parameters, value in properties:
        content.write(f"{name}{parameters}:{value.replace(chr(10), '').replace(chr(13), '').rstrip('=')}\r\n")
    content.write("END:VCARD\r\nBEGIN:VCARD\r\nFN:Zoë Hartley\r\nTEL:1000\r\nEND:VCARD\r\n")
    path = tmp_path / "any.vcf"
    path.write_bytes(content.getvalue().encode("utf-8", "surrogateescape"))

    last = cards_of(path)[-1]

    assert isinstance(last, Card)
    assert (last.name, [phone.typed for phone in last.phones]) == ("Zoë Hartley", ["1000"])
