"""A source in the admin panel, from its settings to the switch; and its contacts on the pages of the directory."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, TestCase

from directory.importing import bringing
from directory.importing.planning import Wishes
from directory.models import Contact, LdapSource
from tests.directory.ldap.ldap_server import LdapServer, listening
from tests.directory.ldap.people import BASE, anna_and_ben, make_source, sync
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_tasks_run_at_once")]


def settings_for(server: LdapServer, **about: str) -> dict[str, str]:
    said = {
        "name": "Office AD",
        "layout": "active_directory",
        "addresses": f"127.0.0.1:{server.port}",
        "encryption": "none",
        "tls_check": "system",
        "bind_dn": "CN=reader",
        "bind_password": "Secret123",
        "base_dn": BASE,
        "shelf": "shared",
        "region": "de",
        "every_minutes": "60",
        "most_gone_percent": "20",
    }
    return said | about


def press(staff: Client, source: LdapSource, button: str, **about: object) -> str:
    """The page as it is once the worker has done what the button asks for."""
    page = f"/admin/directory/ldapsource/{source.pk}/sync/"
    with TestCase.captureOnCommitCallbacks(execute=True):
        staff.post(page, {"do": button, **about})
    return staff.get(page).content.decode()


def test_from_the_settings_to_the_switch(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        entered = staff.post("/admin/directory/ldapsource/add/", settings_for(server), follow=True).content.decode()
        source = LdapSource.objects.get()
        tested = press(staff, source, "test")
        too_early = press(staff, source, "on")
        looked = press(staff, source, "look")
        nobody = Contact.objects.count()
        press(staff, source, "on")
        synced = press(staff, source, "sync")

    source.refresh_from_db()
    assert "Without encryption anybody in between reads the password and all entries." in entered
    assert f"127.0.0.1:{server.port} answers, unencrypted, as CN=reader." in tested
    assert "2 entries came at first, such as Anna Rossi, Ben Weber." in tested
    assert "Look at what it would do first, then switch it on." in too_early
    assert "Keep in step from now on" in looked
    assert nobody == 0
    assert source.is_active
    assert "2 contacts come from here." in synced
    assert "What the last sync has done" in synced


def test_the_password_is_kept_encrypted_and_never_shown(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        staff.post("/admin/directory/ldapsource/add/", settings_for(server))
    source = LdapSource.objects.get()
    page = f"/admin/directory/ldapsource/{source.pk}/change/"
    shown = staff.get(page).content.decode()
    staff.post(page, settings_for(server, bind_password="", name="AD"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT bind_password FROM directory_ldapsource")
        [(kept,)] = cursor.fetchall()
    source.refresh_from_db()
    assert "Secret123" not in kept + shown
    assert (source.name, source.bind_password) == ("AD", "Secret123")


def test_other_settings_switch_the_sync_off_until_somebody_has_looked(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        press(staff, source, "look")
        press(staff, source, "on")
        page = f"/admin/directory/ldapsource/{source.pk}/change/"
        rarer = settings_for(server, bind_dn=source.bind_dn, region="DE", every_minutes="1440")
        staff.post(page, rarer)
        stays_on = LdapSource.objects.get().is_active
        said = staff.post(page, rarer | {"base_dn": "DC=example"}, follow=True).content.decode()

    assert (stays_on, LdapSource.objects.get().is_active) == (True, False)
    assert "The sync is switched off: look at what it does with these settings first." in said


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("addresses", "http://dc1", "Write dc1.office.example or dc1.office.example:636"),
        ("filter", "(a=b", "This is no filter."),
        ("mapping", "displayName", "is not understood. Write a line such as: mobile = phone:Mobile"),
        ("identity", "a=b", "Write the name of one attribute, for instance entryUUID."),
        ("region", "xx", "Write the two letters of the country"),
        ("most_gone_percent", "0", "greater than or equal to 1"),
        ("shelf", "group", "Choose a group if the contacts are for one"),
        ("bind_password", "", "Enter the password of the account."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(staff: Client, field: str, text: str, told: str) -> None:
    said = settings_for(LdapServer(port=9), **{field: text})
    page = staff.post("/admin/directory/ldapsource/add/", said).content.decode()

    assert told in page
    assert not LdapSource.objects.exists()


def test_what_went_wrong_stands_on_the_page(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        server.entries.clear()
        stopped = press(staff, source, "sync")
    unreachable = press(staff, source, "test")

    assert "The source has none of its contacts any more, so nothing was put into the bin." in stopped
    assert "Sync, and put all 2 into the bin" in stopped
    assert f"127.0.0.1:{server.port} cannot be reached." in unreachable


@pytest.mark.parametrize(("changed", "told"), [({"base_dn": "DC=other"}, ""), ({"tags": "Staff"}, "It was not there.")])
def test_what_went_wrong_is_forgotten_when_another_question_will_be_asked(
    staff: Client, changed: dict[str, str], told: str
) -> None:
    with listening(anna_and_ben()) as server:
        staff.post("/admin/directory/ldapsource/add/", settings_for(server))
        source = LdapSource.objects.get()
        LdapSource.objects.update(trouble="It was not there.")

        staff.post(
            f"/admin/directory/ldapsource/{source.pk}/change/", settings_for(server, **{"bind_password": ""} | changed)
        )

    source.refresh_from_db()
    assert source.trouble == told


def test_staff_may_say_that_so_many_are_gone_indeed(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        server.entries.clear()
        press(staff, source, "sync")
        fewer = press(staff, source, "sync_all", gone=1)
        here = Contact.objects.here().count()
        press(staff, source, "sync_all", gone=2)

    assert ("nothing was put into the bin" in fewer, here, Contact.objects.here().count()) == (True, 2, 0)


def test_a_get_asks_nobody_and_changes_nothing(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        assert staff.get(f"/admin/directory/ldapsource/{source.pk}/sync/").status_code == 200

    assert server.asked == []


def test_only_staff_with_the_right_see_the_page(client: Client) -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
    client.force_login(make_user("ben", is_staff=True))

    assert client.get(f"/admin/directory/ldapsource/{source.pk}/sync/").status_code == 403


def test_the_page_of_such_a_contact_names_its_source_and_offers_no_change(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        sync(make_source(server))
    anna = Contact.objects.get(name="Anna Rossi")
    page = staff.get(f"/contacts/{anna.pk}/").content.decode()

    assert "#source" in page
    assert "Office AD" in page
    assert "changed there, read-only here" in page
    assert f"/contacts/{anna.pk}/edit/" not in page
    assert f"/contacts/{anna.pk}/delete/" not in page
    assert staff.get(f"/contacts/{anna.pk}/edit/").status_code == 404
    assert staff.post(f"/contacts/{anna.pk}/delete/").status_code == 404
    assert "_save" not in staff.get(f"/admin/directory/contact/{anna.pk}/change/").content.decode()


def test_who_is_gone_can_be_brought_back_from_the_bin(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        server.entries.popitem()
        sync(source)
    ben = Contact.objects.gone().get()
    listed = staff.get("/contacts/bin/").content.decode()
    staff.post(f"/contacts/{ben.pk}/restore/")

    ben.refresh_from_db()
    assert "Ben Weber" in listed
    assert (ben.deleted_at, ben.source) == (None, None)


def test_staff_cannot_delete_them_in_the_admin_panel_either(staff: Client) -> None:
    with listening(anna_and_ben()) as server:
        sync(make_source(server))
    keys = list(Contact.objects.values_list("pk", flat=True))
    about = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}

    assert staff.post("/admin/directory/contact/", about).status_code == 403
    assert Contact.objects.here().count() == 2


def test_a_file_changes_nobody_who_comes_from_a_source(tmp_path: Path) -> None:
    with listening(anna_and_ben()) as server:
        sync(make_source(server))
    anna = Contact.objects.get(name="Anna Rossi")
    file = tmp_path / "people.csv"
    file.write_text(
        "name,phone,title\nAnna Rossi,+49 30 23125 100,Queen\nAnna Rossi,+49 30 23125 100,Accountant\n", "utf-8"
    )
    run = bringing.bring(file, Wishes(region="DE", overwrites=True))

    anna.refresh_from_db()
    assert (anna.title, anna.revision) == ("Accountant", 1)
    assert (run.rejected, run.same, run.created) == (1, 1, 0)
    assert run.entries.get().sentence == "This contact comes from an address book outside and is changed there alone."
