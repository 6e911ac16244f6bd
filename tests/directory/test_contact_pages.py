"""The pages of a contact: looking, adding, editing, deleting, bringing back; with and without htmx."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory import editing
from directory.drafts import NumberRow, draft_of
from directory.models import Contact, Favourite
from directory.tasks import empty_the_bin
from tests.directory.sheets import NUMBER, at, filled_in
from tests.factories import make_contact, make_extension, make_user

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


def test_what_is_filled_in_is_added_and_its_page_shows_it(anna: Client) -> None:
    form = filled_in(tags="VIP, Rome", website="acme.example", **{"emails-0-address": "clara@acme.example"})

    response = anna.post(reverse("directory:add"), form, follow=True)

    contact = Contact.objects.get()
    assert response.redirect_chain == [(at("contact", contact), 302)]
    text = response.content.decode()
    for shown in ("Clara Winter", "030 23125100", "clara@acme.example", "VIP", "https://acme.example", "Only you"):
        assert shown in text
    assert (contact.owner, contact.shelf) == (make_user(), "personal")


def test_htmx_gets_the_page_of_the_contact_in_the_place_of_the_sheet(anna: Client) -> None:
    response = anna.post(reverse("directory:add"), filled_in(), headers=PART)

    assert response.templates[0].name == "directory/_contact.html"
    assert response["HX-Push-Url"] == at("contact", Contact.objects.get())


def test_htmx_puts_no_second_page_of_a_contact_into_the_history_of_the_browser(anna: Client) -> None:
    clara = make_contact("Clara Winter", owner=make_user())
    here = PART | {"HX-Current-URL": f"http://testserver{at('contact', clara)}"}

    responses = [anna.post(at(name, clara), headers=here) for name in ("delete", "restore")]

    assert [(one.status_code, "HX-Push-Url" in one) for one in responses] == [(200, False)] * 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "", "street": "A company of its own", "company": ""}, "Write a name, or at least a company."),
        ({"numbers-0-typed": "hello"}, "This has no digits. Type a phone number."),
        ({"emails-0-address": "clara"}, "This is no e-mail address."),
        ({"place": "shared"}, "Select a valid choice."),
        ({"place": "group-99"}, "Select a valid choice."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"kind": "ghost"}, "Select a valid choice."),
        ({"note": "x" * 10001}, "at most 10000 characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, PART])
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    anna: Client, wrong: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    form = filled_in(company="A company of its own") | wrong

    response = anna.post(reverse("directory:add"), form, headers=headers)

    assert (response.status_code, Contact.objects.count()) == (422, 0)
    text = response.content.decode()
    [fault] = [one for one in response.context["sheet"].faults if sentence in one.sentence]
    assert text.count(sentence) == 2  # at the top, and beside its field
    assert f'href="#{fault.field}"' in text
    assert f'id="{fault.field}"' in text
    assert 'value="A company of its own"' in text


def test_a_name_is_made_of_its_parts_or_of_the_company(anna: Client) -> None:
    parts = filled_in(name="", given_name="Clara", family_name="Winter")
    company = filled_in(name="", company="ACME", kind="company", **{"numbers-0-typed": "030 23125 101"})

    anna.post(reverse("directory:add"), parts)
    anna.post(reverse("directory:add"), company)

    assert [contact.name for contact in Contact.objects.order_by("pk")] == ["Clara Winter", "ACME"]


@pytest.mark.parametrize(("more", "field"), [("numbers", "numbers-1-typed"), ("emails", "emails-1-address")])
def test_another_row_keeps_what_was_typed_right_or_wrong(anna: Client, more: str, field: str) -> None:
    form = filled_in(more=more, company="ACME", **{"numbers-0-typed": "hello", "emails-0-address": "clara"})

    text = anna.post(reverse("directory:add"), form).content.decode()

    assert f'name="{field}"' in text
    assert all(f'value="{typed}"' in text for typed in ("hello", "clara", "ACME", "Clara Winter"))
    assert Contact.objects.count() == 0


def test_a_link_to_the_sheet_brings_the_number_with_it(anna: Client) -> None:
    text = anna.get(reverse("directory:add"), {"number": "030 23125 177"}).content.decode()

    assert 'value="030 23125 177"' in text


def test_a_likely_duplicate_is_named_before_anything_is_saved_and_nothing_is_lost(anna: Client) -> None:
    rossi = make_contact("Anna Rossi", NUMBER, company="ACME")
    form = filled_in(note="Met in Rome.")

    warned = anna.post(reverse("directory:add"), form)

    assert (warned.status_code, Contact.objects.count()) == (422, 1)
    text = warned.content.decode()
    assert "Anna Rossi at ACME has this number." in text
    assert "Met in Rome." in text
    assert f'name="known" value="{rossi.pk}"' in text

    anna.post(reverse("directory:add"), form | {"known": str(rossi.pk)})

    assert Contact.objects.count() == 2


def test_who_has_seen_that_many_are_alike_saves_with_one_press(anna: Client) -> None:
    for number in range(8):
        make_contact(f"Switchboard {number}", NUMBER)

    warned = anna.post(reverse("directory:add"), filled_in())

    assert warned.content.decode().count("has this number.") == 5
    assert "3 more are alike." in warned.content.decode()

    known = " ".join(map(str, warned.context["known"]))
    assert anna.post(reverse("directory:add"), filled_in(known=known)).status_code == 302


def test_a_duplicate_that_somebody_may_not_see_is_not_told(anna: Client) -> None:
    make_contact("Anna Rossi", NUMBER, owner=make_user("ben"), shelf=Contact.Shelf.PERSONAL)

    anna.post(reverse("directory:add"), filled_in())

    assert Contact.objects.filter(name="Clara Winter").count() == 1


def test_who_corrects_a_note_is_not_warned_of_a_number_again(anna: Client) -> None:
    make_contact("Anna Rossi", NUMBER)
    clara = make_contact("Clara Winter", NUMBER, owner=make_user())
    form = filled_in(place="shared", seen="1", note="Called.")

    assert anna.post(at("edit", clara), form).status_code == 302
    clara.refresh_from_db()
    assert clara.note == "Called."


def test_the_sheet_of_a_contact_has_what_it_says(anna: Client) -> None:
    clara = make_contact("Clara Winter", NUMBER, "0171 39200 12", owner=make_user(), company="Winter Optik")

    text = anna.get(at("edit", clara)).content.decode()

    for value in ("Clara Winter", "Winter Optik", NUMBER, "0171 39200 12"):
        assert f'value="{value}"' in text


def test_a_deleted_contact_is_gone_from_the_list_and_one_click_brings_it_back(anna: Client) -> None:
    clara = make_contact("Clara Winter", NUMBER, owner=make_user())
    before = draft_of(clara)

    page = anna.post(at("delete", clara), follow=True).content.decode()

    assert "Clara Winter is deleted." in page
    assert "It can be brought back for 30 days." in page
    assert list(anna.get(reverse("directory:index"), headers=PART).context["contacts"]) == []

    anna.post(at("restore", clara))

    assert [one.pk for one in anna.get(reverse("directory:index"), headers=PART).context["contacts"]] == [clara.pk]
    assert draft_of(clara) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0171 39200 12", "Read as +49 171 3920012."),
        ("030 23125 100 ext. 12", "Read as +49 30 23125100, then 12."),
        ("1002", "Internal number or short code 1002, dialled as it is."),
        ("hello", "This has no digits. Type a phone number."),
    ],
)
def test_a_number_is_read_aloud_while_it_is_typed(anna: Client, typed: str, sentence: str) -> None:
    text = anna.get(reverse("directory:number"), {"numbers-3-typed": typed}, headers=PART).content.decode()

    assert sentence in text


def test_whose_a_number_is_is_said_while_it_is_typed_but_not_of_the_contact_itself(anna: Client) -> None:
    rossi = make_contact("Anna Rossi", NUMBER, company="ACME")
    address = reverse("directory:number")

    assert "Anna Rossi at ACME has this number." in anna.get(address, {"numbers-0-typed": NUMBER}).content.decode()
    own = anna.get(address, {"numbers-0-typed": NUMBER, "contact": str(rossi.pk)}).content.decode()
    assert "Rossi" not in own
    assert anna.get(address, {"numbers-0-typed": " "}).content.decode().strip() == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_number_and_for_three(
    anna: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_extension(user=make_user())
    clara = make_contact("Clara Winter", *[f"030 23125 10{row}" for row in range(rows)], owner=make_user())
    for row in range(rows):
        clara.emails.create(address=f"clara{row}@acme.example")
        editing.record(clara, editing.Verb.CHANGED, by=make_user())
        Favourite.objects.create(user=make_user(f"user{row}"), contact=clara)

    # The contact, its numbers, e-mails, tags; history, groups, what was merged, the star; user, phone and rules; may I?
    with django_assert_num_queries(11):
        anna.get(at("contact", clara), headers=PART)


def test_a_website_is_a_link_only_if_it_is_one(anna: Client) -> None:
    clara = make_contact("Clara Winter", website="javascript:alert(1)", owner=make_user())

    text = anna.get(at("contact", clara)).content.decode()

    assert "javascript:alert(1)" in text
    assert 'href="javascript' not in text


def test_what_lay_in_the_bin_for_too_long_is_gone_for_good(anna: Client) -> None:
    old = make_contact("Clara Old", deleted_at=timezone.now() - timedelta(days=31))
    make_contact("Clara New", deleted_at=timezone.now() - timedelta(days=29))
    make_contact("Clara Here")

    empty_the_bin()

    assert not Contact.objects.filter(pk=old.pk).exists()
    assert Contact.objects.count() == 2


def test_who_saves_too_late_hears_of_that_before_any_likely_duplicate(anna: Client) -> None:
    clara = make_contact("Clara Winter", NUMBER, owner=make_user())
    make_contact("C. Winter", NUMBER)
    sheet = filled_in(seen=str(clara.revision), title="Boss", place="shared")
    editing.change(
        clara,
        replace(draft_of(clara), numbers=(NumberRow(label="", typed="030 23125 199"),)),
        by=make_user("ben"),
        region="DE",
        seen=clara.revision,
    )

    page = anna.post(at("edit", clara), sheet)

    assert page.status_code == 422
    assert "Somebody has changed this contact while you were writing." in page.content.decode()
    assert "This may be in the directory already." not in page.content.decode()
