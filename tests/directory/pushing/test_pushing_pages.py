"""The pages on which staff bring contacts to a PBX."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clicktocall.audit.models import Entry
from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.simulator import Simulator
from directory.models import BookPush
from tests.directory.pushing.books import compared, there
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_on_the_pages_staff_choose_look_apply_and_read_what_came_of_it(
    staff: Client, sim: Simulator, office: Pbx
) -> None:
    clara = make_contact("Clara Winter", "030 23125 100", "+49 171 39200 10", company="ACME")
    clara.numbers.filter(position=1).update(label="Mobile")
    make_contact("Mute")
    pages = f"/admin/pbx/pbx/{office.pk}/contacts/"

    asked = staff.post(pages, {"group": "", "tag": "", "query": "", "most": "500"})
    push = BookPush.objects.get()
    preview = staff.get(asked["Location"]).content.decode()
    nothing_yet = there(sim)
    done = staff.post(asked["Location"], {"do": "apply"}, follow=True).content.decode()
    again = staff.post(asked["Location"], {"do": "apply"}, follow=True)
    listed = staff.get(pages).content.decode()

    assert asked["Location"] == f"{pages}{push.pk}/"
    assert "Apply this change" in preview
    assert "It has no number that the PBX could keep." in preview
    assert nothing_yet == []
    assert there(sim) == [("Clara", "Winter", "03023125100", "01713920010", "ACME")]
    assert "Has been applied." in done
    assert again.status_code == 200
    assert "has been applied" in listed
    (line,) = Entry.objects.filter(subject="PBX: office")
    assert (line.what, line.who, line.detail) == (
        "changed",
        "admin",
        {"contacts": {"add": 1, "change": 0, "remove": 0, "left_out": 1}},
    )


@pytest.mark.parametrize("most", ["0", "5001", "many", ""])
def test_what_cannot_be_chosen_is_said(staff: Client, office: Pbx, most: str) -> None:
    answer = staff.post(f"/admin/pbx/pbx/{office.pk}/contacts/", {"tag": "VIP", "most": most})

    assert (answer.status_code, BookPush.objects.count()) == (422, 0)
    assert 'value="VIP"' in answer.content.decode()


def test_who_may_not_change_a_pbx_does_not_see_the_pages(client: Client, office: Pbx) -> None:
    client.force_login(make_user("clerk", is_staff=True))

    assert client.get(f"/admin/pbx/pbx/{office.pk}/contacts/").status_code == 403


@pytest.mark.usefixtures("_no_broker")
def test_without_a_queue_the_push_waits_and_staff_are_told(staff: Client, office: Pbx) -> None:
    page = f"/admin/pbx/pbx/{office.pk}/contacts/"

    told = staff.post(page, {"most": "10"}, follow=True).content.decode()

    assert "The queue cannot be reached." in told
    BookPush.objects.update(asked_at=timezone.now() - timedelta(minutes=6))
    assert 'value="send"' in staff.get(f"{page}{BookPush.objects.get().pk}/").content.decode()


@pytest.mark.parametrize("contacts", [1, 3])
def test_the_pages_cost_the_same_for_one_entry_and_for_three(
    staff: Client, office: Pbx, contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(contacts):
        make_contact(f"Clara Winter{number}", f"030 23125 10{number}")
        push = compared(office)

    with django_assert_num_queries(6):  # user, PBX, latest, groups, pushes, ours
        staff.get(f"/admin/pbx/pbx/{office.pk}/contacts/")
    with django_assert_num_queries(4):  # user, PBX, push, steps
        staff.get(f"/admin/pbx/pbx/{office.pk}/contacts/{push.pk}/")
