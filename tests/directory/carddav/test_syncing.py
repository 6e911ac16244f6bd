"""What a program is told has changed: everything that has, nothing that is none of its business, and in parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory import binning, editing, uniting
from directory.carddav import reading, tokens
from directory.drafts import draft_from, draft_of
from directory.importing.bringing import bring, take_back
from directory.importing.planning import Wishes
from directory.models import Change, Contact, Renumbering
from tests.directory.carddav.client import DAV, Answer, Program, program
from tests.factories import make_contact, make_pbx, make_user

pytestmark = pytest.mark.django_db

SYNC = (
    '<sync-collection xmlns="DAV:"><sync-token>{token}</sync-token><sync-level>1</sync-level>{limit}'
    "<prop><getetag/></prop></sync-collection>"
)
GONE = "HTTP/1.1 404 Not Found"
CUT_SHORT = "HTTP/1.1 507 Insufficient Storage"


def sync(reader: Program, token: str = "", limit: int = 0) -> Answer:
    most = f"<limit><nresults>{limit}</nresults></limit>" if limit else ""
    answer = reader.ask("REPORT", "", SYNC.format(token=token, limit=most), "0")
    assert answer.status == 207, answer.text
    return answer


def told(answer: Answer) -> dict[str, str]:
    """Name of the contact, and what has become of its card."""
    names = {f"{contact.uid}.vcf": contact.name for contact in Contact.objects.all()}
    return {
        names.get(href.rpartition("/")[2], "the book" if href.endswith("/") else "?"): one.status or "there"
        for href, one in answer.each().items()
    }


def put_on(place: str, name: str = "Clara") -> Contact:
    return editing.add(draft_from({"name": name, "kind": "person", "place": place}), by=make_user("ben"), region="DE")


def move(contact: Contact, place: str) -> None:
    values = draft_of(contact).values() | {"place": place}
    editing.change(contact, draft_from(values), by=make_user("ben"), region="DE", seen=contact.revision)


def test_what_is_new_changed_or_gone_is_told_once() -> None:
    reader = program()
    clara, dora = put_on("shared", "Clara"), put_on("shared", "Dora")
    put_on("shared", "Emil")
    token = sync(reader).token()
    put_on("shared", "Frank")
    values = draft_of(clara).values() | {"company": "ACME"}
    editing.change(clara, draft_from(values), by=make_user(), region="DE", seen=clara.revision)
    editing.delete(dora, by=make_user())

    changed = sync(reader, token)

    assert told(changed) == {"Clara": "there", "Dora": GONE, "Frank": "there"}
    assert told(sync(reader, changed.token())) == {}


def test_a_contact_that_went_into_another_is_gone_and_comes_back() -> None:
    reader, anna = program(), make_user()
    clara, twin = put_on("shared", "Clara"), put_on("shared", "Twin")
    token = sync(reader).token()
    uniting.unite(clara, twin, by=anna, chosen={}, region="DE", seen=(clara.revision, twin.revision))
    merged = sync(reader, token)
    uniting.take_apart(Contact.objects.get(name="Twin"), by=anna, region="DE")

    apart = sync(reader, merged.token())

    assert (told(merged), told(apart)) == (
        {"Clara": "there", "Twin": GONE},
        {"Clara": "there", "Twin": "there"},
    )


def test_an_import_that_is_taken_back_is_told_contact_by_contact(tmp_path: Path) -> None:
    reader, file = program(), tmp_path / "contacts.csv"
    clara = put_on("shared", "Clara")
    file.write_text("name,phone\nBen,030 23125 100\n")
    run = bring(file, Wishes(region="DE"))
    read = sync(reader)

    take_back(run)

    undone = sync(reader, read.token())
    editing.restore(Contact.objects.exclude(pk=clara.pk).get(), by=make_user())
    assert (told(undone), told(sync(reader, undone.token()))) == ({"Ben": GONE}, {"Ben": "there"})


@pytest.mark.parametrize(
    ("part", "before", "after", "expected"),
    [
        ("shared", "shared", "personal", GONE),
        ("all", "shared", "personal", GONE),
        ("all", "team", "personal", GONE),
        ("shared", "personal", "shared", "there"),
        ("group", "team", "shared", GONE),
        ("group", "shared", "team", "there"),
        ("personal", "shared", "personal", ""),
        ("all", "personal", "strangers", ""),
        ("shared", "team", "personal", ""),
    ],
)
def test_a_contact_that_changes_its_shelf(part: str, before: str, after: str, expected: str) -> None:
    team, strangers = Group.objects.create(name="team"), Group.objects.create(name="strangers")
    make_user("anna").groups.add(team)
    places = {"team": f"group-{team.pk}", "strangers": f"group-{strangers.pk}"}
    reader = program(part=part, group=team if part == "group" else None)
    put_on("shared", "Another")
    clara = put_on(places.get(before, before))
    token = sync(reader).token()

    move(clara, places.get(after, after))

    assert told(sync(reader, token)).get("Clara", "") == expected


def test_what_others_do_on_their_own_shelves_is_not_told() -> None:
    reader = program()
    put_on("shared", "Another")
    token = sync(reader).token()

    contact = put_on("personal")
    editing.delete(contact, by=make_user("ben"))

    assert told(sync(reader, token)) == {}


def in_another_group() -> None:
    make_user().groups.add(Group.objects.create(name="team"))


def numbers_read_anew() -> None:
    now = timezone.now()
    Renumbering.objects.create(pbx=make_pbx(), asked_by="staff", asked_at=now, finished_at=now)


@pytest.mark.parametrize("happens", [in_another_group, numbers_read_anew])
def test_what_no_history_tells_makes_every_token_invalid(happens: Callable[[], None]) -> None:
    reader = program()
    put_on("shared")
    token = sync(reader).token()

    happens()

    answer = reader.ask("REPORT", "", SYNC.format(token=token, limit=""), "0")
    assert answer.status == 403
    assert answer.root().find(f"{DAV}valid-sync-token") is not None
    assert told(sync(reader)) == {"Clara": "there"}


@pytest.mark.parametrize(
    "token",
    ["x", "data:,1", "{token}x", "http://elsewhere.example/1", "{prefix}000000000000-0-739000", "{future}", "9" * 5000],
)
def test_what_is_no_token_of_ours_is_invalid(token: str) -> None:
    reader = program()
    put_on("shared")
    real = sync(reader).token()
    prefix, _dash, rest = real.partition("-")
    said = token.format(token=real, prefix=tokens._prefix(), future=f"{prefix}-9{rest}")

    assert reader.ask("REPORT", "", SYNC.format(token=said, limit=""), "0").status == 403


def test_a_token_of_another_book_is_invalid() -> None:
    reader, other = program(), program()

    answer = reader.ask("REPORT", "", SYNC.format(token=sync(other).token(), limit=""), "0")

    assert answer.status == 403


def test_a_token_is_valid_as_long_as_all_is_known_that_was_deleted_since() -> None:
    reader = program()
    with time_machine.travel("2026-01-01 12:00:00+00:00"):
        clara = put_on("shared")
        token = sync(reader).token()
    with time_machine.travel("2026-01-02 12:00:00+00:00"):
        editing.delete(clara, by=make_user())
    with time_machine.travel("2026-01-30 12:00:00+00:00"):
        in_time = told(sync(reader, token))
    with time_machine.travel("2026-02-03 12:00:00+00:00"):
        binning.empty_the_bin()
        late = reader.ask("REPORT", "", SYNC.format(token=token, limit=""), "0")

    assert (in_time, late.status) == ({"Clara": GONE}, 403)


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
@pytest.mark.parametrize("is_first", [True, False])
def test_in_parts_the_same_is_told_as_at_once(limit: int, is_first: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 -- a column of the table
    monkeypatch.setattr(reading, "AT_A_TIME", 2)
    monkeypatch.setattr("directory.carddav.changes.AT_A_TIME", 2)
    reader = program()
    put_on("shared", "Another")
    token = "" if is_first else sync(reader).token()
    for name in ("Clara", "Dora", "Emil"):
        put_on("shared", name)
    if not is_first:
        editing.delete(Contact.objects.get(name="Dora"), by=make_user())
    whole = sync(reader, token)

    parts: dict[str, str] = {}
    answers = 0
    reached = token
    while True:
        part = sync(reader, reached, limit)
        reached = part.token()
        found = told(part)
        answers += 1
        is_last = found.pop("the book", "") != CUT_SHORT
        assert len(found) <= limit
        parts |= found
        if is_last:
            break

    assert (parts, reached) == (told(whole), whole.token())
    assert answers == -(-len(parts) // limit)


def test_what_changes_between_two_parts_is_told_the_next_time() -> None:
    reader = program()
    for name in ("Clara", "Dora"):
        put_on("shared", name)
    first = sync(reader, "", 1)
    editing.delete(Contact.objects.get(name="Clara"), by=make_user())
    second = sync(reader, first.token(), 1)

    third = sync(reader, second.token())

    assert (told(second), told(third)) == ({"Dora": "there"}, {"Clara": GONE})


@pytest.mark.parametrize("contacts", [1, 3])
def test_a_sync_costs_the_same_for_one_change_and_for_three(
    contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = program()
    put_on("shared", "Another")
    token = sync(reader).token()
    for _ in range(contacts):
        editing.delete(put_on("shared"), by=make_user())

    # Book and user; when numbers were read anew; groups and last change of the token;
    # keys; those that are there; changes of shelf, groups; those that are gone; no more keys.
    with django_assert_num_queries(10):
        found = sync(reader, token)

    assert len(found.each()) == contacts


def test_an_etag_is_another_one_after_a_change_and_after_numbers_were_read_anew() -> None:
    reader = program()
    clara = put_on("shared")

    def etag() -> str:
        return sync(reader).each().popitem()[1].text(f"{DAV}getetag")

    first, again = etag(), etag()
    move(clara, f"group-{_of_anna().pk}")
    second = etag()
    numbers_read_anew()

    assert (first == again, len({first, second, etag()})) == (True, 3)


def _of_anna() -> Group:
    team = Group.objects.create(name="team")
    make_user().groups.add(team)
    return team


def test_a_contact_from_before_there_was_a_history_is_told_in_the_first_sync() -> None:
    reader = program()
    make_contact("Clara")

    assert (told(sync(reader)), Change.objects.count()) == ({"Clara": "there"}, 0)
