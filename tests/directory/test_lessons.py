"""What users of other products suffered from when their contacts moved: a test for each lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directory.importing.bringing import bring, take_back
from directory.importing.planning import Wishes
from directory.models import Contact, ImportRun
from directory.search import find, whose
from tests.directory.reading_files import SAMPLES
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db
GERMANY = Wishes(region="DE")


def file(folder: Path, content: str) -> Path:
    path = folder / "people.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_freepbx_1058_a_caller_is_found_by_one_indexed_query_however_many_there_are(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = "".join(f"Clara {number},+49 30 2{number:07}\n" for number in range(1_000))
    bring(file(tmp_path, f"name,phone\n{rows}"), GERMANY)
    user = make_user()

    with django_assert_num_queries(1):
        found = whose("+493020000777", user=user)

    assert found is not None
    assert found.name == "Clara 777"


@pytest.mark.parametrize("spelling", ["+4930 23125100", "0049 30 23125-100", "(030) 23125 100", "493023125100"])
def test_freepbx_587_any_spelling_of_a_number_is_the_same_number(tmp_path: Path, spelling: str) -> None:
    make_contact("Anna", "+49 30 23125 100")

    run = bring(file(tmp_path, f"name,phone\nAnna,{spelling}\n"), GERMANY)

    assert (run.created, run.same) == (0, 1)
    assert [contact.name for contact in find(spelling, user=make_user(), region="DE")] == ["Anna"]


@pytest.mark.parametrize("name", ["google-new.csv", "google-old.csv", "outlook.csv"])
def test_fusionpbx_1027_a_known_file_never_comes_in_as_empty_rows(name: str) -> None:
    run = bring(SAMPLES / name, GERMANY)

    assert run.created
    assert not Contact.objects.filter(name="").exists()
    assert not Contact.objects.filter(numbers=None, emails=None).exists()


def test_fusionpbx_1027_rows_of_which_nothing_is_understood_are_rejected(tmp_path: Path) -> None:
    run = bring(file(tmp_path, "name,phone,shoe size\n,,38\n,,39\nAnna,1000,40\n"), GERMANY)

    assert run.counts == {"created": 1, "changed": 0, "same": 0, "duplicates": 0, "rejected": 2}


def test_nextcloud_493_an_import_has_a_summary_rejected_rows_as_a_file_and_an_undo(tmp_path: Path) -> None:
    rest = tmp_path / "rest.csv"
    with pytest.raises(Exception, match="Not everything came in"):
        call_command("contacts_import", str(SAMPLES / "outlook.csv"), "--region", "DE", "--rejected", str(rest))
    run = ImportRun.objects.get()

    assert run.counts == {"created": 3, "changed": 0, "same": 0, "duplicates": 0, "rejected": 1}
    assert "4.93023E+11" in rest.read_text(encoding="utf-8-sig").splitlines()[1]
    assert take_back(run).stage == "undone"
    assert (Contact.objects.here().count(), Contact.objects.gone().count()) == (0, 3)


@pytest.mark.parametrize("name", ["google-new.csv", "outlook.csv", "apple.vcf", "vcard-21.vcf", "freepbx.csv"])
def test_owncloud_588_and_monica_5932_the_second_run_of_a_file_changes_nothing(name: str) -> None:
    first = bring(SAMPLES / name, GERMANY)
    before = list(Contact.objects.order_by("pk").values())

    second = bring(SAMPLES / name, GERMANY)

    assert (second.created, second.changed, second.same) == (0, 0, first.created)
    assert list(Contact.objects.order_by("pk").values()) == before


def test_nethserver_7515_imported_contacts_have_the_owner_and_the_shelf_that_were_asked_for(client: Client) -> None:
    anna = make_user("anna")
    bring(SAMPLES / "yeastar-s.csv", Wishes(region="GB", shelf="personal", owner_id=anna.pk))
    contact = Contact.objects.get()
    edit = reverse("directory:edit", args=[contact.pk])

    client.force_login(anna)
    assert client.get(edit).status_code == 200
    client.force_login(make_user("cleo"))
    assert client.get(edit).status_code == 404


def test_nethserver_7961_every_imported_number_can_be_called_and_one_is_the_first_choice(client: Client) -> None:
    bring(SAMPLES / "apple.vcf", GERMANY)
    contact = Contact.objects.get(family_name="Hartley")
    client.force_login(make_user())

    page = client.get(reverse("directory:contact", args=[contact.pk])).content.decode()

    assert page.count('class="call-button"') == contact.numbers.count() == 4
    assert contact.numbers.get(is_default=True).e164 == "+442079460120"


def test_freepbx_266_and_560_the_command_line_brings_contacts_in_and_takes_them_out(tmp_path: Path) -> None:
    out = tmp_path / "all.csv"
    call_command("contacts_import", str(SAMPLES / "freepbx.csv"))
    names = sorted(Contact.objects.values_list("name", flat=True))

    call_command("contacts_export", str(out))
    Contact.objects.all().delete()
    call_command("contacts_import", str(out))

    assert names == sorted(Contact.objects.values_list("name", flat=True)) == ["Taxi Spree", "Zoë Hartley"]
