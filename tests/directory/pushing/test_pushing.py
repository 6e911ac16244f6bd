"""Contacts of the directory in the address book of a PBX: compared, seen before, applied, and never a foreign entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.simulator import Simulator
from directory import tasks
from directory.models import BookPush, BookStep, Contact, PbxEntry
from directory.pushing import applying, asking, comparing
from directory.tagging import tag
from tests.directory.pushing.books import applied, compared, foreign, steps, there
from tests.factories import make_contact, make_user

pytestmark = pytest.mark.django_db(transaction=True)

Stage, Verb = BookPush.Stage, BookStep.Verb


def test_what_would_be_done_is_written_down_and_nothing_is_done(sim: Simulator, office: Pbx) -> None:
    make_contact("Clara Winter", "030 23125 100")
    make_contact("Mute")
    foreign(sim)

    push = compared(office)

    assert (push.stage, steps(push)) == (Stage.READY, [(Verb.ADD, "Clara Winter"), (Verb.LEFT_OUT, "Mute")])
    assert push.steps.get(name="Mute").remark == "It has no number that the PBX could keep."
    assert there(sim) == [("Carl", "Summer", "03023125190")]
    assert {entry.endpoint for entry in sim.log} <= {"login", "heartbeat", "companycontacts/query"}


def test_a_push_adds_changes_and_removes_what_it_has_made_and_nothing_else(sim: Simulator, office: Pbx) -> None:
    clara, dora = make_contact("Clara Winter", "030 23125 100"), make_contact("Dora Lang", "+49 171 39200 12")
    make_contact("Emil Kurz", "030 23125 102")
    foreign(sim)
    applied(compared(office))
    dora.delete()
    Contact.objects.filter(pk=clara.pk).update(company="ACME")
    make_contact("Frank Neu", "030 23125 103")

    push = compared(office)
    seen = steps(push)
    applied(push)

    assert (push.same, seen) == (
        1,
        [(Verb.REMOVE, "Dora Lang"), (Verb.CHANGE, "Clara Winter"), (Verb.ADD, "Frank Neu")],
    )
    assert push.stage == Stage.APPLIED
    assert there(sim) == [
        ("Carl", "Summer", "03023125190"),
        ("Clara", "Winter", "03023125100", "ACME"),
        ("Emil", "Kurz", "03023125102"),
        ("Frank", "Neu", "03023125103"),
    ]
    again = compared(office)
    assert (again.same, steps(again)) == (3, [])


def test_an_entry_that_somebody_else_has_made_is_left_alone_and_told(sim: Simulator, office: Pbx) -> None:
    make_contact("Carl Summer", "030 23125 190", company="ACME")
    foreign(sim)

    push = applied(compared(office))

    assert [(step.verb, step.remark) for step in push.steps.all()] == [
        (Verb.LEFT_OUT, "The PBX has this entry already. We have not made it, so it is left alone.")
    ]
    assert there(sim) == [("Carl", "Summer", "03023125190")]
    assert PbxEntry.objects.count() == 0


def test_after_a_reset_of_the_pbx_nobody_elses_entry_is_taken_for_ours(sim: Simulator, office: Pbx) -> None:
    clara = make_contact("Clara Winter", "030 23125 100")
    applied(compared(office))
    (key,) = sim.company_contacts.kept
    foreign(sim)
    sim.company_contacts.kept[key] = sim.company_contacts.kept.popitem()[1]

    push = applied(compared(office))

    assert steps(push) == [(Verb.ADD, "Clara Winter")]
    assert there(sim) == [("Carl", "Summer", "03023125190"), ("Clara", "Winter", "03023125100")]
    assert [entry.contact_id for entry in PbxEntry.objects.exclude(contact=None)] == [clara.pk]


def test_what_somebody_changes_on_the_pbx_after_the_comparison_is_not_overwritten(sim: Simulator, office: Pbx) -> None:
    clara, dora = make_contact("Clara Winter", "030 23125 100"), make_contact("Dora Lang", "030 23125 101")
    applied(compared(office))
    Contact.objects.filter(pk=clara.pk).update(company="ACME")
    dora.delete()
    push = compared(office)
    for kept in sim.company_contacts.kept.values():
        kept["email"] = "by.hand@acme.example"

    applied(push)

    assert push.stage == Stage.APPLIED
    assert {step.refusal for step in push.steps.all()} == {
        "Somebody has changed this entry on the PBX meanwhile, so it was left alone. Compare again."
    }
    assert [kept["email"] for kept in sim.company_contacts.kept.values()] == ["by.hand@acme.example"] * 2


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ["Clara Winter", "Dora Lang"]),
        ({"tag": "VIP"}, ["Dora Lang"]),
        ({"query": "winter"}, ["Clara Winter"]),
        ({"group": "team"}, ["Team Mate"]),
        ({"most": 1}, ["Clara Winter"]),
    ],
)
def test_staff_choose_who_is_brought_and_private_contacts_never_are(
    office: Pbx, choice: dict[str, object], expected: list[str]
) -> None:
    team = Group.objects.create(name="team")
    make_contact("Clara Winter", "030 23125 100")
    tag(make_contact("Dora Lang", "030 23125 101"), ["VIP"])
    make_contact("Team Mate", "030 23125 102", shelf=Contact.Shelf.GROUP, group=team)
    make_contact("Private", "030 23125 103", shelf=Contact.Shelf.PERSONAL, owner=make_user("staff"))

    push = compared(office, **(choice | ({"group": team} if "group" in choice else {})))  # type: ignore[arg-type]  # -- a row of the table

    assert [name for verb, name in steps(push) if verb == Verb.ADD] == expected


def test_what_does_not_fit_is_left_out_or_cut_and_told(office: Pbx) -> None:
    make_contact("Many Numbers", *(f"030 23125 10{digit}" for digit in range(4)))
    make_contact("Star Code", "*55", "030 23125 109")
    make_contact("ACME", "030 23125 108", street="x" * 290)

    told = {step.name: (step.verb, step.remark, step.after) for step in compared(office).steps.all()}

    verb, remark, after = told["Many Numbers"]
    assert (verb, remark) == (Verb.ADD, "There is no room for another number: 030 23125 103.")
    assert (after["business"], after["business_2"], after["other"]) == ("03023125100", "03023125101", "03023125102")
    assert told["Star Code"][:2] == (Verb.ADD, "The PBX keeps no such number: *55.")
    assert told["ACME"][1] == f"“{'x' * 30}…” is cut after 255 signs."
    assert (told["ACME"][2]["first_name"], told["ACME"][2]["last_name"]) == ("ACME", "-")


def test_a_failure_in_the_middle_is_told_and_the_push_goes_on_where_it_was(sim: Simulator, office: Pbx) -> None:
    for number in range(4):
        make_contact(f"Clara Winter{number}", f"030 23125 10{number}")
    push = compared(office)
    asking.say_yes(push)
    sim.fault("companycontacts/query", "slow", seconds=0)  # the first question is answered
    sim.fault("companycontacts/add", "slow", seconds=0)
    sim.fault("companycontacts/add", "http_500")

    tasks.push_to_book(push.pk)
    push.refresh_from_db()
    stopped, at_stop = (push.stage, bool(push.sentence)), len(sim.company_contacts.kept)
    applied(push)

    assert (stopped, at_stop) == ((Stage.STOPPED, True), 1)
    assert (push.stage, len(there(sim)), PbxEntry.objects.count()) == (Stage.APPLIED, 4, 4)


def test_an_addition_whose_answer_was_lost_is_found_and_not_made_twice(sim: Simulator, office: Pbx) -> None:
    make_contact("Clara Winter", "030 23125 100")
    make_contact("Dora Lang", "030 23125 101")
    push = compared(office)
    sim.fault("companycontacts/add", "drop", processed=True)

    applied(push)
    stopped = (push.stage, len(there(sim)), PbxEntry.objects.count())
    applied(push)

    assert stopped == (Stage.STOPPED, 1, 0)
    assert (push.stage, len(there(sim)), PbxEntry.objects.count()) == (Stage.APPLIED, 2, 2)
    assert len(sim.requests("companycontacts/add")) == 2


def test_an_addition_whose_answer_was_lost_is_found_by_the_next_comparison_too(sim: Simulator, office: Pbx) -> None:
    make_contact("Clara Winter", "030 23125 100")
    sim.fault("companycontacts/add", "drop", processed=True)
    applied(compared(office))

    push = compared(office)

    assert (push.same, steps(push), PbxEntry.objects.count()) == (1, [], 1)


def test_an_entry_that_the_pbx_refuses_keeps_no_other_back(sim: Simulator, office: Pbx) -> None:
    for number in range(3):
        make_contact(f"Clara Winter{number}", f"030 23125 10{number}")
    push = compared(office)
    sim.fault("companycontacts/add", "errno", errno="10140")

    applied(push)

    refused = push.steps.exclude(refusal="").get()
    assert (push.stage, refused.name, len(there(sim))) == (Stage.APPLIED, "Clara Winter0", 2)
    assert refused.refusal.startswith("The PBX did not accept the contact's fields.")


def test_a_pbx_that_is_full_stops_the_push(sim: Simulator, office: Pbx) -> None:
    for number in range(20, 40):
        make_contact(f"Clara Winter{number}", f"030 23125 1{number}")

    push = applied(compared(office))

    assert (push.stage, len(there(sim))) == (Stage.STOPPED, 6)
    assert push.sentence.startswith("The PBX has refused 5 entries in a row.")
    assert len(sim.requests("companycontacts/add")) == 6 + applying.REFUSALS_IN_A_ROW


def test_a_pbx_without_contacts_says_so(sim: Simulator, office: Pbx) -> None:
    sim.fault("companycontacts/query", "errno", errno="10003")

    push = compared(office)

    assert (push.stage, push.sentence) == (
        Stage.FAILED,
        "The PBX does not know this kind of request. Update the PBX's firmware: the API needs 30.13.0.30 or later.",
    )


def test_staff_stop_it_and_what_is_done_stays(sim: Simulator, office: Pbx, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make_contact(f"Clara Winter{number}", f"030 23125 10{number}")
    push = compared(office)
    before = comparing.keep

    def keep_and_stop(step: BookStep, key: str) -> None:
        before(step, key)
        asking.stop(push)

    monkeypatch.setattr("directory.pushing.applying.keep", keep_and_stop)
    applied(push)

    assert (push.stage, len(there(sim))) == (Stage.STOPPED, 1)


def test_a_task_delivered_twice_works_once_and_a_lost_worker_is_replaced(sim: Simulator, office: Pbx) -> None:
    make_contact("Clara Winter", "030 23125 100")
    push = compared(office)
    asking.say_yes(push)
    BookPush.objects.filter(pk=push.pk).update(taken_at=timezone.now())
    tasks.push_to_book(push.pk)
    while_taken = len(there(sim))
    BookPush.objects.filter(pk=push.pk).update(taken_at=timezone.now() - asking.GIVEN_UP_AFTER - timedelta(seconds=1))

    tasks.push_to_book(push.pk)
    tasks.push_to_book(push.pk)

    assert (while_taken, len(there(sim)), len(sim.requests("companycontacts/add"))) == (0, 1, 1)


def test_old_pushes_go_and_those_in_doubt_stay(office: Pbx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "KEPT", 2)
    make_contact("Clara Winter", "030 23125 100")
    doubtful = compared(office)
    doubtful.steps.update(begun_at=timezone.now())
    BookPush.objects.filter(pk=doubtful.pk).update(stage=Stage.DISCARDED)
    made = [asking.begin(office, by="staff", group=None, tag="", query="", most=1)]
    for _ in range(3):
        BookPush.objects.filter(pk=made[-1].pk).update(stage=Stage.FAILED)
        made.append(asking.begin(office, by="staff", group=None, tag="", query="", most=1))

    assert sorted(BookPush.objects.values_list("pk", flat=True)) == [doubtful.pk, made[-2].pk, made[-1].pk]


def test_one_push_at_a_time_and_a_new_one_gives_up_what_waits(office: Pbx) -> None:
    make_contact("Clara Winter", "030 23125 100")
    first = compared(office)
    second = asking.begin(office, by="staff", group=None, tag="", query="", most=1)

    with pytest.raises(asking.UnderWay):
        asking.begin(office, by="staff", group=None, tag="", query="", most=1)

    first.refresh_from_db()
    assert (first.stage, second.stage, asking.say_yes(first)) == (Stage.DISCARDED, Stage.COMPARING, False)
