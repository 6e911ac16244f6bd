"""The audit trail in the admin panel: filtered, taken along as CSV, never changed."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.audit.models import Entry
from clicktocall.audit.recording import What, record
from clicktocall.audit.sheets import guarded
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/audit/entry/"


def rows_of(answer: object) -> list[list[str]]:
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # -- a streaming response
    return list(csv.reader(io.StringIO(body)))


def test_the_sheet_has_what_the_filter_shows_and_no_formula(staff: Client) -> None:
    record(What.SIGNED_IN, who="anna")
    record(What.DIAL_ALLOWED, who='=HYPERLINK("http://x")', subject="+493023125100", rule="Sales", via="")
    record(What.CHANGED, who="admin", subject="PBX: office", changed={"outside_prefix": ["", "0"]})

    answer = staff.post(f"{LIST}csv/?what=dial_allowed")

    head, *rows = rows_of(answer)
    assert head == ["at", "who", "from", "what", "about", "details"]
    assert [row[1:] for row in rows] == [
        ['\'=HYPERLINK("http://x")', "", "dial allowed", "'+493023125100", "rule: Sales"]
    ]


def test_what_was_dialled_from_phone_links_is_found_by_that(staff: Client) -> None:
    record(What.DIAL_ALLOWED, who="anna", subject="+493023125100", via="link")
    record(What.DIAL_REFUSED, who="anna", subject="+499001123456", via="link")
    record(What.DIAL_ALLOWED, who="anna", subject="+493023125101", via="")
    record(What.SIGNED_IN, who="anna")

    answer = staff.post(f"{LIST}csv/?via=link")

    assert [row[4] for row in rows_of(answer)[1:]] == ["'+499001123456", "'+493023125100"]


def test_taking_it_along_is_itself_a_line(staff: Client) -> None:
    staff.post(f"{LIST}csv/?q=anna")

    entry = Entry.objects.get(what=What.EXPORTED)
    assert (entry.who, entry.detail) == ("admin", {"filters": {"q": "anna"}})


def test_looking_at_the_address_of_the_sheet_exports_nothing(staff: Client) -> None:
    assert staff.get(f"{LIST}csv/").status_code == 405


def test_nobody_changes_or_deletes_a_line_here(staff: Client) -> None:
    record(What.SIGNED_IN, who="anna")
    entry = Entry.objects.get(who="anna")

    answers = [
        staff.post(f"{LIST}{entry.pk}/change/", {"who": "ben"}).status_code,
        staff.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code,
        staff.post(f"{LIST}add/", {"who": "ben"}).status_code,
        staff.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk]}).status_code,
    ]

    assert answers == [403, 403, 403, 200]  # the last one is the list itself: there is no such action
    assert list(Entry.objects.filter(what=What.SIGNED_IN, who="anna").values_list("pk", flat=True)) == [entry.pk]


def test_staff_without_the_right_see_and_export_nothing(client: Client) -> None:
    ben = make_user("ben", is_staff=True)
    client.force_login(ben)
    before = [client.get(LIST).status_code, client.post(f"{LIST}csv/").status_code]
    ben.user_permissions.add(Permission.objects.get(codename="view_entry"))

    after = [client.get(LIST).status_code, client.post(f"{LIST}csv/").status_code]

    assert (before, after) == ([403, 403], [200, 200])


@pytest.mark.parametrize("entries", [1, 3])
def test_the_list_costs_the_same_for_one_line_and_for_three(
    staff: Client, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(entries):
        record(What.CHANGED, who="anna", subject="PBX: office", changed={"url": ["a", "b"]})

    with django_assert_num_queries(5):  # user, count, first and last day, days between, lines
        page = staff.get(LIST, {"q": "office"})

    assert page.content.decode().count("url: a → b") == entries


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("=1+1", "'=1+1"), ("+49", "'+49"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("a=1", "a=1"), (None, "")],
)
def test_a_cell_that_a_spreadsheet_would_calculate_is_only_shown(cell: str | None, kept: str) -> None:
    assert guarded(cell) == kept
