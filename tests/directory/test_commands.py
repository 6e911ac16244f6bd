"""The commands of the directory."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models import Contact, Extension
from tests.factories import make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_an_import_says_what_it_did(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone,shoe size\nAnna,030 23125 100,38\nBen,030 23125 101,44\n")

    said = run("contacts_import", str(file))

    assert (
        said
        == "Columns that are not used: shoe size\n2 created, 0 changed, 0 the same, 0 rejected, 0 numbers left out.\n"
    )
    assert Contact.objects.count() == 2


def test_a_dry_run_says_so_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone\nAnna,030 23125 100\n")

    said = run("contacts_import", str(file), "--dry-run")

    assert said.startswith("Nothing was written. It would be: 1 created")
    assert Contact.objects.count() == 0


def test_what_is_left_out_is_named_and_the_exit_code_is_one(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("name,phone\nAnna,030 23125 100\nBen,none\n,,\n")
    out = StringIO()

    with pytest.raises(CommandError, match="Not everything came in") as refusal:
        call_command("contacts_import", str(file), stdout=out, stderr=out)

    assert refusal.value.returncode == 1
    assert out.getvalue().splitlines() == [
        'Row 3: phone "none" is left out. This has no digits. Type a phone number.',
        "Row 4: It is empty.",
        "2 created, 0 changed, 0 the same, 1 rejected, 1 numbers left out.",
    ]


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
