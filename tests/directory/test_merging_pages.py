"""The pages on which two contacts are merged and taken apart, and the bin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory import binning, editing, uniting
from directory.models import Contact
from tests.directory.sheets import at
from tests.directory.test_access import editor
from tests.factories import make_contact, make_group, make_user

pytestmark = pytest.mark.django_db


def two() -> tuple[Contact, Contact]:
    anna = make_user()
    return (
        make_contact("Anna Rossi", "030 23125 100", company="ACME", owner=anna),
        make_contact("A. Rossi", "030 23125 100", "0171 39200 12", owner=anna),
    )


def merge_address(keep: Contact, other: Contact) -> str:
    return reverse("directory:merge_with", args=[keep.pk, other.pk])


def test_those_that_look_alike_are_offered_and_others_are_searched_for(anna: Client) -> None:
    keep, other = two()
    make_contact("Clara Winter", owner=make_user())

    page = anna.get(at("merge", keep))
    searched = anna.get(at("merge", keep), {"q": "clara"})

    assert [one.contact for one, _may in page.context["likely"]] == [other]
    assert merge_address(keep, other) in page.content.decode()
    assert [one.name for one, _may in searched.context["found"]] == ["Clara Winter"]


def test_a_preview_merges_nothing_and_the_button_does(anna: Client) -> None:
    keep, other = two()
    address, seen = merge_address(keep, other), {"seen": "1", "seen_other": "1"}

    preview = anna.get(address).content.decode()
    again = anna.post(address, {**seen, "name": "theirs"}).content.decode()
    assert Contact.objects.here().count() == 2
    assert "0171 39200 12" in preview
    assert 'value="theirs" checked' in again

    done = anna.post(address, {**seen, "name": "theirs", "do": "merge"}, follow=True)

    assert done.redirect_chain == [(at("contact", keep), 302)]
    assert "A. Rossi has gone into this contact." in done.content.decode()
    assert anna.get(at("contact", other))["Location"] == at("contact", keep)

    anna.post(at("take_apart", other))

    assert Contact.objects.here().count() == 2
    keep.refresh_from_db()
    assert (keep.name, keep.numbers.count()) == ("Anna Rossi", 1)


def test_a_merge_of_what_was_changed_meanwhile_is_shown_anew(anna: Client) -> None:
    keep, other = two()
    editing.record(keep, editing.Verb.CHANGED, by=make_user("ben"))
    Contact.objects.filter(pk=keep.pk).update(revision=2)

    refused = anna.post(merge_address(keep, other), {"seen": "1", "seen_other": "1", "do": "merge"})

    assert refused.status_code == 422
    assert "One of the two has been changed meanwhile." in refused.content.decode()
    assert Contact.objects.here().count() == 2


def test_nobody_merges_what_they_may_not_change(client: Client) -> None:
    keep, other = two()
    private = make_contact("Anna Rossi", shelf=Contact.Shelf.PERSONAL, owner=make_user("ben"))
    client.force_login(make_user("cleo"))

    for pair in ((keep, other), (other, keep), (keep, private), (keep, keep)):
        assert client.post(merge_address(*pair), {"do": "merge"}).status_code == 404
    assert client.get(at("merge", keep)).status_code == 404
    assert client.post(at("take_apart", other)).status_code == 404
    client.force_login(editor())
    assert client.get(merge_address(keep, other)).status_code == 200
    assert client.get(merge_address(keep, keep)).status_code == 404


def test_the_bin_has_what_somebody_may_bring_back_and_no_more(anna: Client) -> None:
    mine = make_contact("Mine", owner=make_user())
    shared = make_contact("Shared", owner=make_user("ben"))
    private = make_contact("Private", owner=make_user("ben"), shelf=Contact.Shelf.PERSONAL)
    for contact in (mine, shared, private):
        editing.delete(contact, by=make_user("ben"))

    def names(client: Client) -> list[str]:
        return [contact.name for contact, _days in client.get(reverse("directory:bin")).context["gone"]]

    assert names(anna) == ["Mine"]
    anna.force_login(editor())
    assert names(anna) == ["Shared", "Mine"]


def test_a_bin_of_many_is_read_page_by_page_and_each_is_there_once(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binning, "SHOWN", 2)
    now, me = timezone.now(), make_user()
    for name, days in [("Ada", 0), ("Bea", 1), ("Cleo", 1), ("Dora", 1), ("Emil", 2)]:
        make_contact(name, owner=me, deleted_at=now - timedelta(days=days))
    pages, address = [], reverse("directory:bin")

    while address:
        page = anna.get(address)
        pages.append([contact.name for contact, _days in page.context["gone"]])
        after = page.context["after"]
        assert ("Show more" in page.content.decode()) == bool(after)
        address = f"{reverse('directory:bin')}?after={after}" if after else ""

    assert pages == [["Ada", "Dora"], ["Cleo", "Bea"], ["Emil"]]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("winter", ["Clara Winter"]),
        ("WINTÉR clara", ["Clara Winter"]),
        ("acme", ["Clara Winter"]),
        ("(030) 23125-100", ["Clara Winter"]),
        ("+49 30 23125 100", ["Clara Winter"]),
        ("summer", []),
        ("", ["Clara Winter", "Dora"]),
    ],
)
def test_the_bin_can_be_searched(anna: Client, q: str, found: list[str]) -> None:
    me, now = make_user(), timezone.now()
    make_contact("Clara Winter", "030 23125 100", company="ACME", owner=me, deleted_at=now)
    make_contact("Dora", owner=me, deleted_at=now - timedelta(days=1))
    make_contact("Clara Summer", owner=me)

    page = anna.get(reverse("directory:bin"), {"q": q})

    assert [contact.name for contact, _days in page.context["gone"]] == found
    assert ("Nobody in the bin is called" in page.content.decode()) == (not found)


@pytest.mark.parametrize("contacts", [1, 3])
def test_the_bin_costs_the_same_for_one_contact_and_for_three(
    anna: Client, contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(contacts):
        editing.delete(make_contact("Clara", owner=make_user()), by=make_user())

    response = anna.get(reverse("directory:bin"))
    assert len(response.context["gone"]) == contacts
    with django_assert_num_queries(6):  # user, two of rights, contacts, live line, phones
        anna.get(reverse("directory:bin"))


def test_the_history_offers_to_take_a_merge_apart_as_long_as_it_can_be(anna: Client) -> None:
    keep, other = two()
    uniting.unite(keep, other, by=make_user(), chosen={}, region="DE", seen=(keep.revision, other.revision))
    button = f'action="{at("take_apart", other)}"'
    Contact.objects.filter(pk=other.pk).update(deleted_at=timezone.now() - timedelta(days=5))

    merged = anna.get(at("contact", keep)).content.decode()
    anna.post(at("take_apart", other))
    apart = anna.get(at("contact", keep)).content.decode()

    assert (merged.count(button), apart.count(button)) == (1, 0)
    assert "Take apart again" in merged


def test_of_two_merges_of_the_same_two_only_the_last_can_be_taken_apart(anna: Client) -> None:
    keep, other = two()
    for _time in range(2):
        uniting.unite(keep, other, by=make_user(), chosen={}, region="DE", seen=(keep.revision, other.revision))
        page = anna.get(at("contact", keep)).content.decode()
        anna.post(at("take_apart", other))
        keep.refresh_from_db()
        other.refresh_from_db()

    assert page.count("Take apart again") == 1


def test_who_may_not_take_it_apart_is_not_offered_to(client: Client) -> None:
    keep, other = two()
    uniting.unite(keep, other, by=make_user(), chosen={}, region="DE", seen=(keep.revision, other.revision))
    client.force_login(make_user("ben"))

    assert "take-apart" not in client.get(at("contact", keep)).content.decode()


def test_what_cannot_be_given_up_is_found_without_a_preview(anna: Client) -> None:
    keep, _other = two()
    shared = make_contact("Boris Rossi", owner=make_user("ben"))

    page = anna.get(at("merge", keep), {"q": "boris"}).content.decode()

    assert "not yours to merge" in page
    assert merge_address(keep, shared) not in page


def test_where_the_two_are_seen_by_others_the_page_says_who_sees_all_of_it_afterwards(anna: Client) -> None:
    keep, other = two()
    team = make_group("Sales", make_user())
    shown = "Who sees all of it afterwards"
    alike = anna.get(merge_address(keep, other)).content.decode()
    Contact.objects.filter(pk=keep.pk).update(shelf=Contact.Shelf.PERSONAL)
    Contact.objects.filter(pk=other.pk).update(shelf=Contact.Shelf.GROUP, group=team)

    differing = anna.get(merge_address(keep, other)).content.decode()

    assert shown not in alike
    assert f"{shown}: <strong>Only its owner</strong>." in differing
    assert "Who has seen A. Rossi until now: <strong>Group Sales</strong>." in differing
