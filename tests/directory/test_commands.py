"""The commands of the directory."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from directory.models import Contact, Extension, ImportRun
from tests.factories import make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def number_of_import() -> int:
    return ImportRun.objects.get().pk


def test_an_import_says_what_it_did(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone,shoe size\nAnna,030 23125 100,38\nBen,030 23125 101,44\n")

    said = run("contacts_import", str(file))

    assert said.splitlines() == [
        "Columns that are not used: shoe size",
        f"2 created, 0 changed, 0 the same, 0 duplicates, 0 rejected. Import {number_of_import()}, read as a table.",
    ]
    assert Contact.objects.count() == 2


def test_a_dry_run_says_so_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone\nAnna,030 23125 100\n")

    said = run("contacts_import", str(file), "--dry-run")

    assert said.startswith("Nothing was written. It would be: 1 created")
    assert Contact.objects.count() == 0


def test_what_is_left_out_is_named_and_the_exit_code_is_one(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone\nAnna,030 23125 100\nBen,later\n,,\n")
    out = StringIO()

    with pytest.raises(CommandError, match="Not everything came in") as refusal:
        call_command("contacts_import", str(file), stdout=out, stderr=out)

    assert refusal.value.returncode == 1
    assert out.getvalue().splitlines() == [
        'Row 3: Number "later": This has no digits. Type a phone number.',
        f"1 created, 0 changed, 0 the same, 0 duplicates, 1 rejected. Import {number_of_import()}, read as a table.",
    ]


def test_what_is_left_out_comes_back_as_a_file_that_can_be_mended_and_imported(tmp_path: Path) -> None:
    file, rest = tmp_path / "contacts.csv", tmp_path / "rest.csv"
    file.write_text("name;phone;note\nAnna;030 23125 100;\nBen;later;=1+1\n")
    with pytest.raises(CommandError, match="Not everything came in"):
        run("contacts_import", str(file), "--rejected", str(rest))
    said = rest.read_text(encoding="utf-8-sig")
    assert said.splitlines() == [
        "name,phone,note,Why it was rejected",
        'Ben,later,\'=1+1,"Number ""later"": This has no digits. Type a phone number."',
    ]

    rest.write_text(said.replace(",later,", ",030 23125 101,"))
    run("contacts_import", str(rest))

    assert list(Contact.objects.values_list("name", "note")) == [("Anna", ""), ("Ben", "=1+1")]


def test_a_file_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=("name,phone\nAnna,030 23125 100\n",))
    writer.start()

    run("contacts_import", str(pipe))
    writer.join()

    assert Contact.objects.get().name == "Anna"


def test_an_import_is_taken_back_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone\nAnna,030 23125 100\n")
    run("contacts_import", str(file))

    said = run("contacts_import", "--undo", str(ImportRun.objects.get().pk))

    assert "was taken back." in said
    assert (Contact.objects.here().count(), Contact.objects.gone().count()) == (0, 1)
    with pytest.raises(CommandError, match="There is no import"):
        run("contacts_import", "--undo", str(ImportRun.objects.get().pk))


def test_an_import_goes_to_the_shelf_the_owner_and_the_tags_that_are_named(tmp_path: Path) -> None:
    anna, team = make_user("anna"), Group.objects.create(name="sales")
    file = tmp_path / "contacts.csv"
    file.write_text("Wer,Womit\nBen,030 23125 100\n")
    words = ("contacts_import", str(file), "--map", "Wer=name", "--map", "Womit=phone:Work")

    run(*words, "--shelf", "sales", "--owner", "anna", "--tags", "VIP, Rome")

    contact = Contact.objects.get()
    assert (contact.shelf, contact.group, contact.owner) == ("group", team, anna)
    assert [tag.name for tag in contact.tags.all()] == ["Rome", "VIP"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Name a file"),
        (("x.csv", "--shelf", "personal"), "Whose personal contacts"),
        (("x.csv", "--shelf", "nobody"), "There is no group nobody"),
        (("x.csv", "--owner", "nobody"), "There is no user nobody"),
        (("x.csv", "--map", "nobody"), "write HEADING=MEANING"),
    ],
)
def test_an_import_that_cannot_be_meant_so_is_refused(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("contacts_import", *words)


def test_an_unreadable_file_has_exit_code_two_and_says_what_came_in_before(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text('name,phone\nAnna,030 23125 100\n"Ben,030 23125 101\n')

    with pytest.raises(CommandError, match=r"^Row 3 and what follows cannot be read: .*") as refusal:
        run("contacts_import", str(file))

    assert refusal.value.returncode == 2


@pytest.mark.parametrize(("region", "e164"), [("IT", "+390601551234"), ("it", "+390601551234")])
def test_national_numbers_are_read_in_the_named_country(tmp_path: Path, region: str, e164: str) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone\nAnna,06 0155 1234\n")

    run("contacts_import", str(file), "--region", region)

    assert list(Contact.objects.values_list("numbers__e164", flat=True)) == [e164]


def test_a_country_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^--region: Write the two letters of the country"):
        run("contacts_import", str(tmp_path / "contacts.csv"), "--region", "XX")


def test_a_user_gets_an_extension() -> None:
    user = make_user("anna")
    make_extension("1000", user=user, is_default=True)

    said = run("extension_add", "anna", "1006", "--pbx", "office", "--default", "--autoanswer")

    assert said == "Extension 1006@office rings for anna.\n"
    assert list(Extension.objects.values_list("number", "is_default", "autoanswer")) == [
        ("1000", False, False),
        ("1006", True, True),
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cleo", "1006", "--pbx", "office"), r"^There is no user cleo\."),
        (("anna", "1006", "--pbx", "rome"), r"^There is no PBX rome\. Known: office\.$"),
        (("anna", "12a", "--pbx", "office"), r"^An extension is digits only\.$"),
        (("anna", "1001", "--pbx", "office"), r"^Extension 1001@office belongs to ben already\."),
    ],
)
def test_an_extension_that_cannot_be_is_refused_with_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    make_user("anna")
    make_extension("1001", user=make_user("ben"), pbx=make_pbx("office"))

    with pytest.raises(CommandError, match=sentence) as refusal:
        run("extension_add", *arguments)

    assert refusal.value.returncode == 1
    assert Extension.objects.count() == 1
