"""What people do leaves a line in the audit trail, and no line is ever changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from clicktocall.accounts.models import User
from clicktocall.audit import pruning
from clicktocall.audit.models import Entry
from clicktocall.audit.origins import address_of
from clicktocall.audit.recording import What, record
from tests.factories import make_extension, make_group, make_pbx, make_user
from tests.pbx.test_admin import ENTRY

pytestmark = pytest.mark.django_db(transaction=True)


def trail(*whats: What) -> list[tuple[str, str, str, str]]:
    kept = Entry.objects.filter(what__in=whats or What.values).order_by("pk")
    return list(kept.values_list("what", "who", "address", "subject"))


def test_signing_in_and_out_and_failing_to_are_kept_without_the_password(client: Client) -> None:
    make_user("anna")

    client.post("/login/", {"username": "anna", "password": "not this"})
    client.post("/login/", {"username": "anna", "password": "demo"})
    client.post("/logout/")

    assert trail() == [
        ("sign_in_failed", "anna", "127.0.0.1", ""),
        ("signed_in", "anna", "127.0.0.1", ""),
        ("signed_out", "anna", "127.0.0.1", ""),
    ]
    assert [entry.detail for entry in Entry.objects.all()] == [{}, {}, {}]


def test_a_change_of_a_pbx_is_kept_with_before_and_after_and_no_secret(staff: Client) -> None:
    pbx = make_pbx()

    staff.post(f"/admin/pbx/pbx/{pbx.pk}/change/", ENTRY | {"password": "Another456", "outside_prefix": "0"})

    entry = Entry.objects.get(what=What.CHANGED)
    assert (entry.who, entry.address, entry.subject) == ("admin", "127.0.0.1", "PBX: office")
    assert entry.detail["changed"] == {
        "url": ["http://127.0.0.1:9", "https://192.168.1.50:8088"],
        "password": ["•••", "••• (another one)"],
        "outside_prefix": ["", "0"],
    }


def test_adding_and_deleting_are_kept(staff: Client) -> None:
    staff.post("/admin/pbx/pbx/add/", ENTRY)
    pbx = make_pbx()
    secret = pbx.event_secret
    staff.post(f"/admin/pbx/pbx/{pbx.pk}/delete/", {"post": "yes"})

    assert trail(What.ADDED, What.DELETED) == [
        ("added", "admin", "127.0.0.1", "PBX: office"),
        ("deleted", "admin", "127.0.0.1", "PBX: office"),
    ]
    kept = [str(entry.detail) for entry in Entry.objects.all()]
    assert [word for word in ("Secret123", secret) for detail in kept if word in detail] == []


def test_a_user_whose_rights_change_is_kept_with_the_names_of_the_groups(staff: Client) -> None:
    ben = make_user("ben")
    page = staff.get(f"/admin/accounts/user/{ben.pk}/change/")
    form = page.context["adminform"].form

    entered = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    inline = {f"extensions-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    date = {"date_joined_0": f"{ben.date_joined:%Y-%m-%d}", "date_joined_1": f"{ben.date_joined:%H:%M:%S}"}
    staff.post(f"/admin/accounts/user/{ben.pk}/change/", entered | inline | date | {"is_staff": "on"})

    assert User.objects.get(pk=ben.pk).is_staff
    assert Entry.objects.get(what=What.CHANGED).detail["changed"]["is_staff"] == [False, True]


def test_the_database_refuses_to_change_a_line() -> None:
    record(What.SIGNED_IN, who="anna")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.update(who="ben")

    assert [entry.who for entry in Entry.objects.all()] == ["anna"]


def test_the_database_refuses_to_delete_a_young_line() -> None:
    record(What.SIGNED_IN, who="anna")

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.all().delete()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")

    assert [entry.who for entry in Entry.objects.all()] == ["anna"]


def test_a_group_is_kept_with_its_members_and_permissions(staff: Client) -> None:
    anna, ben = make_user("anna"), make_user("ben")
    group = make_group("Sales", anna)
    may_add = Permission.objects.get(codename="add_contact")

    address = f"/admin/auth/group/{group.pk}/change/"
    staff.post(address, {"name": "Sales", "members": [ben.pk], "permissions": [may_add.pk]})
    staff.post(address, {"name": "Sales", "members": [ben.pk], "permissions": [may_add.pk]})
    staff.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})

    kept = [
        (entry.what, entry.detail["changed"]) for entry in Entry.objects.filter(who="admin", subject="group: Sales")
    ]
    assert kept == [
        (
            "deleted",
            {
                "id": [group.pk, None],
                "name": ["Sales", None],
                "permissions": [[str(may_add)], None],
                "members": [["ben"], None],
            },
        ),
        ("changed", {"permissions": [[], [str(may_add)]], "members": [["anna"], ["ben"]]}),
    ]


def test_who_may_not_change_users_puts_nobody_into_a_group(client: Client) -> None:
    clerk = make_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_group"))
    client.force_login(clerk)
    group = make_group("Sales", make_user("anna"))

    client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Selling", "members": [clerk.pk]})

    group.refresh_from_db()
    assert (group.name, [user.username for user in group.user_set.all()]) == ("Selling", ["anna"])


def test_a_users_rights_groups_and_phones_are_kept_with_before_and_after(staff: Client) -> None:
    ben, group = make_user("ben"), make_group("Sales")
    phone = make_extension("1001", user=ben)
    may_add = Permission.objects.get(codename="add_contact")
    page = staff.get(f"/admin/accounts/user/{ben.pk}/change/")
    form = page.context["adminform"].form

    entered = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    inline = {"extensions-TOTAL_FORMS": "1", "extensions-INITIAL_FORMS": "1", "extensions-0-id": str(phone.pk)}
    inline |= {"extensions-0-user": str(ben.pk), "extensions-0-pbx": str(phone.pbx_id), "extensions-0-number": "1002"}
    date = {"date_joined_0": f"{ben.date_joined:%Y-%m-%d}", "date_joined_1": f"{ben.date_joined:%H:%M:%S}"}
    rights = {"is_superuser": "on", "groups": [group.pk], "user_permissions": [may_add.pk]}
    entered.pop("is_active")
    staff.post(f"/admin/accounts/user/{ben.pk}/change/", entered | inline | date | rights)

    changed = Entry.objects.get(what=What.CHANGED).detail["changed"]
    changed.pop("date_joined", None)  # the form has no fractions of a second
    assert changed == {
        "is_superuser": [False, True],
        "is_active": [True, False],
        "groups": [[], ["Sales"]],
        "user_permissions": [[], [str(may_add)]],
        "extensions": [["1001@office"], ["1002@office"]],
    }


def test_a_password_that_staff_set_anew_is_kept_without_it(staff: Client) -> None:
    ben = make_user("ben")

    said = {"password1": "Sommer-Regen-77", "password2": "Sommer-Regen-77", "usable_password": "true"}
    staff.post(f"/admin/accounts/user/{ben.pk}/password/", said)
    staff.post(f"/admin/accounts/user/{ben.pk}/password/", said | {"password2": "another"})

    assert [(entry.subject, entry.detail) for entry in Entry.objects.filter(what=What.CHANGED)] == [
        ("user: ben", {"changed": {"password": ["•••", "••• (another one)"]}})
    ]


def test_a_line_is_one_insert(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        record(What.SIGNED_IN, who="a" * 500, subject="s" * 500, address="x" * 500, count=3)


def test_what_is_older_than_the_office_keeps_it_goes_and_the_trail_says_so(settings: Settings) -> None:
    settings.KEEP_AUDIT_DAYS = 30
    record(What.SIGNED_IN, who="anna")
    Entry.objects.create(what=What.SIGNED_IN, who="ben", at=timezone.now() - timedelta(days=31))
    Entry.objects.create(what=What.SIGNED_IN, who="cleo", at=timezone.now() - timedelta(days=29, hours=23))

    gone = pruning.prune()

    assert gone == 1
    assert [who for _, who, _, _ in trail()] == ["anna", "cleo", "clock"]


@pytest.mark.parametrize(
    ("behind_proxy", "said", "address"),
    [
        (False, "198.51.100.7", "127.0.0.1"),
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (True, "", "127.0.0.1"),
        (True, "<script>", ""),
        (True, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_has_seen(
    settings: Settings,
    behind_proxy: bool,  # noqa: FBT001 -- a column of the table
    said: str,
    address: str,
) -> None:
    settings.BEHIND_PROXY = behind_proxy

    assert address_of(RequestFactory().get("/", headers={"X-Forwarded-For": said})) == address
