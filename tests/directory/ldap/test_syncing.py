"""A source is kept in step: who is new, who has become different, who is gone, and what never happens."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clicktocall.audit.models import Entry
from directory import editing
from directory.models import Change, Contact
from directory.search import find
from tests.directory.ldap.ldap_server import listening
from tests.directory.ldap.people import (
    anna_and_ben,
    guid_of,
    look,
    make_source,
    office,
    person,
    sync,
    sync_by_the_clock,
)
from tests.factories import make_contact, make_group, make_user

pytestmark = pytest.mark.django_db


def names_here() -> list[str]:
    return list(Contact.objects.here().values_list("name", flat=True))


def test_people_of_the_server_stand_in_the_directory_with_all_that_is_known_of_them() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server, tags="Staff, Berlin")
        run = sync(source)

    anna, ben = Contact.objects.here()
    assert (run.stage, run.counts) == ("done", {"created": 2, "changed": 0, "same": 0, "gone": 0, "rejected": 0})
    assert (anna.name, anna.given_name, anna.family_name) == ("Anna Rossi", "Anna", "Rossi")
    assert (anna.company, anna.title, anna.uid, anna.source) == (
        "Müller & Söhne",
        "Accountant",
        guid_of("Anna Rossi"),
        source,
    )
    assert [(one.label, one.typed, one.e164) for one in ben.numbers.all()] == [
        ("Work", "+49 30 23125 101", "+493023125101"),
        ("Mobile", "0171 3920011", "+491713920011"),
    ]
    assert [(one.label, one.address) for one in anna.emails.all()] == [("Work", "anna@office.example")]
    assert sorted(tag.name for tag in ben.tags.all()) == ["Berlin", "Staff"]
    assert [one.pk for one in find("muller ross", user=make_user(), region="DE")] == [anna.pk]
    assert [(one.verb, one.user_name) for one in anna.changes.all()] == [("added", "Office AD")]


def test_a_preview_says_what_would_happen_and_writes_nothing() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        run = look(source)

    assert (run.stage, run.created, run.sentence) == ("done", 2, "")
    assert [(verdict, name) for verdict, name, *_rest in run.lines] == [
        ("created", "Anna Rossi"),
        ("created", "Ben Weber"),
    ]
    assert names_here() == []


def test_a_second_sync_changes_nothing() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        run = sync(source)

    assert run.counts == {"created": 0, "changed": 0, "same": 2, "gone": 0, "rejected": 0}
    assert Change.objects.count() == 2


def test_who_has_become_different_is_another_here_too_and_the_history_says_so() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        [anna_dn, _ben] = server.entries
        about = {"sn": [b"Bianchi"], "displayName": [b"Anna Bianchi"], "telephoneNumber": [b"030 23125 111"]}
        server.entries[anna_dn] = {**server.entries[anna_dn], **about, "mail": [], "title": []}
        run = sync(source)

    anna = Contact.objects.get(uid=guid_of("Anna Rossi"))
    change = anna.changes.first()
    assert run.changed == 1
    assert (anna.name, anna.family_name, anna.title) == ("Anna Bianchi", "Bianchi", "")
    assert [one.e164 for one in anna.numbers.all()] == ["+493023125111"]
    assert not anna.emails.exists()
    assert change is not None
    assert (change.verb, change.user_name, [row[0] for row in change.fields]) == (
        "synced",
        "Office AD",
        ["name", "family_name", "title", "numbers", "emails"],
    )
    assert [one.pk for one in find("bianchi", user=make_user(), region="DE")] == [anna.pk]
    assert find("rossi", user=make_user(), region="DE") == []


def test_who_is_gone_from_the_server_goes_into_the_bin_and_comes_back_with_the_server() -> None:
    people = [person(f"Person {letter}", f"030 23125 10{place}") for place, letter in enumerate("ABCDEF")]
    with listening(office(*people)) as server:
        source = make_source(server)
        sync(source)
        (dn, about) = server.entries.popitem()
        run = sync(source)
        gone = Contact.objects.gone().get()
        server.entries[dn] = about
        back = sync(source)

    gone.refresh_from_db()
    assert (run.gone, gone.name, len(names_here())) == (1, "Person F", 6)
    assert (back.changed, gone.deleted_at) == (1, None)
    assert [change.verb for change in gone.changes.all()] == ["restored", "deleted", "added"]


def test_a_server_that_suddenly_answers_nothing_empties_no_directory() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        server.entries.clear()
        run = sync(source)

    source.refresh_from_db()
    assert run.stage == "stopped"
    assert "none of its contacts any more" in run.sentence
    assert source.trouble == run.sentence
    assert names_here() == ["Anna Rossi", "Ben Weber"]


def test_more_than_the_share_stays_until_staff_say_that_it_is_right() -> None:
    people = [person(f"Person {letter}", f"030 23125 10{place}") for place, letter in enumerate("ABCDE")]
    with listening(office(*people)) as server:
        source = make_source(server, most_gone_percent=20)
        sync(source)
        server.entries.popitem()
        server.entries.popitem()
        stopped = sync(source)
        before = len(names_here())
        said = sync(source, agreed_gone=2)

    assert (stopped.stage, stopped.gone, before) == ("stopped", 2, 5)
    assert stopped.sentence.startswith("2 of 5 contacts are gone from the source, more than 20 per cent.")
    assert (said.stage, said.gone, len(names_here())) == ("done", 2, 3)


@pytest.mark.parametrize("fault", ["breaks off", "hands out a part"])
def test_half_an_answer_puts_nobody_into_the_bin(fault: str) -> None:
    people = [person(f"Person {letter}", f"030 23125 10{place}") for place, letter in enumerate("ABCDEF")]
    with listening(office(*people)) as server:
        source = make_source(server, most_gone_percent=100)
        sync(source)
        if fault == "breaks off":
            server.breaks_off_after = 3
        else:
            server.most = 3
        run = sync_by_the_clock(source)

    source.refresh_from_db()
    assert (run.stage, run.gone, len(names_here())) == ("failed", 0, 6)
    assert source.trouble == run.sentence != ""


def test_who_has_an_unreadable_number_is_told_and_does_not_count_as_gone() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server, most_gone_percent=100)
        sync(source)
        [anna_dn, _ben] = server.entries
        server.entries[anna_dn] = {**server.entries[anna_dn], "telephoneNumber": [b"ask Ben"]}
        run = sync(source)

    assert (run.rejected, run.gone, names_here()) == (1, 0, ["Anna Rossi", "Ben Weber"])
    [[verdict, name, sentence, *_rest]] = run.lines
    assert (verdict, name) == ("rejected", "Anna Rossi")
    assert sentence.startswith('Work "ask Ben":')


def test_contacts_that_people_have_written_down_are_left_alone() -> None:
    by_hand = make_contact("Anna Rossi", "+49 30 23125 100")
    with listening(anna_and_ben()) as server:
        run = look(source := make_source(server))
        sync(source)

    by_hand.refresh_from_db()
    assert (by_hand.source, by_hand.revision, by_hand.deleted_at) == (None, 1, None)
    assert [line[2] for line in run.lines] == ["Anna Rossi has this number already.", ""]
    assert names_here() == ["Anna Rossi", "Anna Rossi", "Ben Weber"]


def test_a_contact_with_that_identity_is_taken_over_and_keeps_its_note() -> None:
    imported = make_contact("A. Rossi", uid=guid_of("Anna Rossi"), note="Likes tea")
    with listening(anna_and_ben()) as server:
        sync(make_source(server))

    imported.refresh_from_db()
    assert (imported.name, imported.note, imported.source is None) == ("Anna Rossi", "Likes tea", False)


def test_a_private_contact_with_that_identity_is_not_touched() -> None:
    anna = make_user()
    private = make_contact("My Anna", uid=guid_of("Anna Rossi"), shelf="personal", owner=anna)
    with listening(anna_and_ben()) as server:
        run = sync(make_source(server))

    private.refresh_from_db()
    assert (private.name, run.created, run.rejected) == ("My Anna", 1, 1)


def test_contacts_of_a_source_for_a_group_are_seen_by_that_group() -> None:
    group = make_group("Sales", make_user("ben"))
    with listening(anna_and_ben()) as server:
        sync(make_source(server, shelf="group", group=group))

    assert [one.name for one in find("rossi", user=make_user("ben"), region="DE")] == ["Anna Rossi"]
    assert find("rossi", user=make_user("cleo"), region="DE") == []


def test_who_is_brought_back_by_hand_is_a_contact_of_the_office() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server, most_gone_percent=50)
        sync(source)
        server.entries.popitem()
        sync(source)
        ben = Contact.objects.gone().get()
        editing.restore(ben, by=make_user())
        run = sync(source)

    ben.refresh_from_db()
    assert (ben.source, ben.deleted_at, run.gone) == (None, None, 0)


def test_when_a_source_is_deleted_its_contacts_stay_and_can_be_changed() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source)
        source.delete()

    assert names_here() == ["Anna Rossi", "Ben Weber"]
    assert not Contact.objects.filter(source__isnull=False).exists()


def test_the_trail_says_that_a_source_has_changed_contacts() -> None:
    with listening(anna_and_ben()) as server:
        source = make_source(server)
        sync(source, user_name="Cleo")
        sync(source)

    [entry] = Entry.objects.filter(what="imported")
    assert (entry.who, entry.subject, entry.detail["counts"]["created"]) == ("Cleo", "sync of Office AD", 2)


@pytest.mark.parametrize("people", [1, 3])
def test_a_page_of_entries_takes_as_many_queries_however_many_they_are(people: int) -> None:
    staff = [person(f"Person {place}", f"030 23125 10{place}") for place in range(people)]
    with listening(office(*staff)) as server:
        source = make_source(server, tags="Staff")
        sync(source)
        for dn in server.entries:
            server.entries[dn] = {**server.entries[dn], "title": [b"Boss"], "telephoneNumber": [b"030 23125 120"]}
        with CaptureQueriesContext(connection) as caught:
            run = sync_by_the_clock(source)

    assert run.changed == people
    on_postgresql_alone = ("COPY", "INSERT INTO directory_searchword")
    asked = [query for query in caught if not query["sql"].startswith(on_postgresql_alone)]
    assert len(asked) == 34  # reading, comparing and writing the page, the end, the trail: none of them a contact
