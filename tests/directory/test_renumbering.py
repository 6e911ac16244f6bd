"""After a change of the plan the directory is read anew: seen before, done once, undone as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.plan_texts import read_ranges
from clicktocall.pbx.models import Pbx
from directory import office_plans, renumbering
from directory.conflicts import reconcile
from directory.drafts import draft_of
from directory.editing import ChangedMeanwhile, change
from directory.models import Change, Contact, PhoneNumber, Renumbering
from directory.search import find
from directory.telling import history_of
from tests.factories import make_contact, make_pbx, make_user

pytestmark = pytest.mark.django_db(transaction=True)

BADEN = NumberingPlan(region="AT", area_code="2252", internal_ranges=read_ranges("1X"))


@pytest.fixture
def pbx() -> Pbx:
    return make_pbx("baden", region="AT", area_code="02252", internal_ranges="1X")


@pytest.fixture
def admin() -> User:
    return make_user("admin", is_staff=True, is_superuser=True)


def entered_before(name: str, *typed: str, region: str) -> None:
    """At a time when nobody had written down the plan of the PBX."""
    plan = {"area_code": "", "internal_ranges": ""}
    kept = {pbx.pk: {field: getattr(pbx, field) for field in plan} for pbx in Pbx.objects.all()}
    Pbx.objects.update(**plan)
    make_contact(name, *typed, region=region)
    for pk, fields in kept.items():
        Pbx.objects.filter(pk=pk).update(**fields)
    office_plans.forget()


def identities() -> list[str]:
    return [number.identity for number in PhoneNumber.objects.order_by("pk")]


def test_what_would_become_another_number_is_seen_before(pbx: Pbx) -> None:
    entered_before("Herr Nachbar", "88888", "12", "02252 77777", region="AT")

    found = renumbering.forecast(pbx.numbering_plan(), is_for_all=False, most=100)

    assert (found.looked_at, found.changed, found.refused, found.is_cut_short) == (2, 1, 0, False)
    assert [(one.number.digits, one.after and one.after.e164) for one in found.first] == [("88888", "+43225288888")]
    assert identities() == ["88888", "12", "+43225277777"]


def test_a_run_changes_them_and_the_search_finds_them_by_what_they_are(pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", "12", region="AT")
    run = renumbering.ask(pbx, by=admin, is_for_all=False)

    renumbering.carry_out(run.pk)

    run.refresh_from_db()
    assert identities() == ["+43225288888", "12"]
    assert (run.state, run.looked_at, run.changed) == (Renumbering.State.DONE, 2, 1)
    assert [contact.name for contact in find("+43 2252 88888", user=admin, region="AT")] == ["Herr Nachbar"]


def test_a_run_can_be_undone_but_for_what_was_edited_since(pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", "77777", region="AT")
    run = renumbering.ask(pbx, by=admin, is_for_all=False)
    renumbering.carry_out(run.pk)
    PhoneNumber.objects.filter(typed="77777").update(typed="0664 1234567", e164="+436641234567", digits="436641234567")

    assert renumbering.ask_to_undo(run, by=admin)
    renumbering.carry_out(run.pk)

    run.refresh_from_db()
    assert (identities(), run.state) == (["88888", "+436641234567"], Renumbering.State.UNDONE)
    assert renumbering.ask_to_undo(run, by=admin) is False


def test_the_history_of_a_contact_tells_who_had_its_numbers_read_anew_and_taken_back(pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", "77777", "12", region="AT")
    entered_before("Frau Fern", "02252 66666", region="AT")
    neighbour = Contact.objects.get(name="Herr Nachbar")
    run = renumbering.ask(pbx, by=admin, is_for_all=False)

    renumbering.carry_out(run.pk)
    renumbering.ask_to_undo(run, by=make_user("ben"))
    renumbering.carry_out(run.pk)

    told = [
        (step.who, step.what, [(line.before, line.after) for line in step.lines])
        for step in history_of(neighbour, user=admin)
    ]
    read, was = "Work +43225288888, Work +43225277777", "Work 88888, Work 77777"
    assert told == [
        ("ben", "Reading anew taken back", [(read, was)]),
        ("admin", "Numbers read anew", [(was, read)]),
    ]
    assert list(Contact.objects.order_by("pk").values_list("revision", flat=True)) == [3, 1]


def test_whoever_is_editing_meanwhile_is_told_and_loses_nothing(pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", region="AT")
    contact = Contact.objects.get()
    mine = replace(draft_of(contact), tags=("VIP",))
    renumbering.carry_out(renumbering.ask(pbx, by=admin, is_for_all=False).pk)

    with pytest.raises(ChangedMeanwhile) as meanwhile:
        change(contact, mine, by=admin, region="AT", seen=1)
    both = reconcile(contact, mine, meanwhile.value.changes)

    assert [step.what for step in both.told] == ["Numbers read anew"]
    assert (both.disputed, both.draft.tags) == ([], ("VIP",))


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_writes_its_history_in_as_many_queries(pbx: Pbx, admin: User, count: int) -> None:
    for number in range(count):
        entered_before(f"Herr Nachbar {number}", f"8888{number}", region="AT")
    run = renumbering.ask(pbx, by=admin, is_for_all=False)

    with CaptureQueriesContext(connection) as asked:
        renumbering.carry_out(run.pk)

    revised = [query for query in asked if 'SET "revision" = ' in query["sql"]]
    read = [query for query in asked if '"revision" FROM "directory_contact"' in query["sql"]]
    assert (len(revised), len(read), Change.objects.count()) == (1, 1, count)


def test_all_numbers_may_be_read_as_those_of_another_country(pbx: Pbx, admin: User) -> None:
    make_contact("Anna", "030 23125 100", region="DE")
    run = renumbering.ask(pbx, by=admin, is_for_all=True)

    renumbering.carry_out(run.pk)

    assert identities() == ["+433023125100"]


def test_what_the_plan_cannot_read_stays_as_it_is(admin: User) -> None:
    make_contact("Anna", "030 23125 100", region="DE")
    run = renumbering.ask(make_pbx("dallas", region="US"), by=admin, is_for_all=True)

    renumbering.carry_out(run.pk)

    run.refresh_from_db()
    assert (identities(), run.refused) == (["+493023125100"], 1)


def test_a_run_that_was_interrupted_goes_on_where_it_was(
    pbx: Pbx, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renumbering, "BATCH", 1)
    entered_before("Herr Nachbar", "88888", "77777", region="AT")
    run = renumbering.ask(pbx, by=admin, is_for_all=False)
    first = PhoneNumber.objects.order_by("pk")[0]
    Renumbering.objects.filter(pk=run.pk).update(
        last_number=first.pk, looked_at=1, taken_at=timezone.now() - timedelta(minutes=6)
    )

    renumbering.carry_out(run.pk)

    run.refresh_from_db()
    assert (identities(), run.looked_at) == (["88888", "+43225277777"], 2)


def test_a_run_that_somebody_is_at_is_left_to_them(pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", region="AT")
    run = renumbering.ask(pbx, by=admin, is_for_all=False)
    Renumbering.objects.filter(pk=run.pk).update(taken_at=timezone.now())

    renumbering.carry_out(run.pk)

    assert identities() == ["88888"]


def test_a_second_run_waits_for_the_first(pbx: Pbx, admin: User) -> None:
    renumbering.ask(pbx, by=admin, is_for_all=False)

    with pytest.raises(renumbering.UnderWay, match="is being read anew already"):
        renumbering.ask(pbx, by=admin, is_for_all=True)


@pytest.mark.usefixtures("_tasks_run_at_once")
def test_staff_see_start_and_undo_a_run_on_its_page(client: Client, pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", region="AT")
    client.force_login(admin)
    page = f"/admin/pbx/pbx/{pbx.pk}/renumber/"
    before = client.get(page).content.decode()
    assert ("1 number would become another" in before, "<ins>+43225288888</ins>" in before) == (True, True)

    client.post(page, {"do": "start"})
    assert identities() == ["+43225288888"]
    client.post(page, {"do": "undo", "run": str(Renumbering.objects.get().pk)})

    assert identities() == ["88888"]
    assert "undone" in client.get(page).content.decode()
    assert Entry.objects.filter(what=Entry.What.CHANGED, subject="PBX: baden").count() == 2


@pytest.mark.usefixtures("_no_broker")
def test_without_a_queue_the_run_waits_and_can_be_sent_again(client: Client, pbx: Pbx, admin: User) -> None:
    entered_before("Herr Nachbar", "88888", region="AT")
    client.force_login(admin)

    answer = client.post(f"/admin/pbx/pbx/{pbx.pk}/renumber/", {"do": "start"}, follow=True)

    text = answer.content.decode()
    assert ("The queue cannot be reached." in text, 'value="go on"' in text) == (True, True)
    assert Renumbering.objects.get().state == Renumbering.State.WAITING


def test_the_page_is_for_those_who_may_change_numbers(client: Client, pbx: Pbx) -> None:
    client.force_login(make_user("helper", is_staff=True))
    page = f"/admin/pbx/pbx/{pbx.pk}/renumber/"

    assert (client.get(page).status_code, client.post(page, {"do": "start"}).status_code) == (403, 403)
