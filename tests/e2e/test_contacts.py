"""Contacts in a real browser: adding, the warning before a duplicate, two who edit at once, deleting and undoing it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from directory import editing
from directory.access import EDITORS
from directory.drafts import draft_of
from directory.models import Contact, Extension
from tests.directory.test_access import editor
from tests.e2e.test_looks import WIDTHS, objections
from tests.factories import make_contact, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def anna_edits(phone: Extension, anna: Page) -> Page:
    """Anna, whom staff have made a directory editor."""
    Group.objects.get_or_create(name=EDITORS)
    editor(phone.user.username)
    anna.goto("/")
    return anna


def test_a_contact_is_added_from_a_number_that_nobody_has(anna_edits: Page) -> None:
    page = anna_edits
    page.get_by_label("Name, company or number").fill("030 23125 177")
    page.get_by_role("link", name="add", exact=True).click()

    expect(page.get_by_label("Number", exact=True)).to_have_value("030 23125 177")
    expect(page.locator(".reading").first).to_have_text("Read as +49 30 23125177.")
    page.get_by_label("Name", exact=True).fill("Dora Sommer")
    page.get_by_role("textbox", name="Company").fill("Sommer Segel")
    page.get_by_role("button", name="Another number").click()
    expect(page.get_by_label("Number", exact=True).nth(1)).to_be_focused()
    page.get_by_label("Number", exact=True).nth(1).press_sequentially("0171 39200 55")
    expect(page.locator(".reading").nth(1)).to_have_text("Read as +49 171 3920055.")
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_role("heading", name="Dora Sommer")).to_be_visible()
    expect(page.get_by_role("button", name="Call Dora Sommer, 0171 3920055")).to_be_visible()
    assert page.url.endswith(f"/contacts/{Contact.objects.get(name='Dora Sommer').pk}/")


def test_a_duplicate_is_named_while_the_number_is_typed_and_again_before_it_is_saved(anna_edits: Page) -> None:
    page = anna_edits
    page.goto("/contacts/add/")
    page.get_by_label("Name", exact=True).fill("C. Winter")
    page.get_by_label("Notes").fill("Met at the fair.")
    page.get_by_label("Number", exact=True).press_sequentially("(030) 23125-100")
    expect(page.locator(".reads-whose")).to_contain_text("Clara Winter at Winter Optik has this number.")

    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="may be in the directory already")).to_be_visible()
    assert not Contact.objects.filter(name="C. Winter").exists()
    expect(page.get_by_label("Notes")).to_have_value("Met at the fair.")

    page.get_by_role("button", name="Save all the same").click()

    expect(page.get_by_role("heading", name="C. Winter")).to_be_visible()
    assert Contact.objects.get(name="C. Winter").note == "Met at the fair."


def test_the_second_of_two_editors_sees_what_has_changed_and_keeps_what_was_typed(anna_edits: Page) -> None:
    page, clara = anna_edits, Contact.objects.get(name="Clara Winter")
    page.goto(f"/contacts/{clara.pk}/")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Job title").fill("Optician")
    theirs = draft_of(clara)
    ben = make_user("ben", first_name="Ben", last_name="Okafor")
    changed = theirs.__class__(
        texts={**theirs.texts, "department": "Eyes"}, numbers=theirs.numbers[:1], place=theirs.place
    )
    editing.change(clara, changed, by=ben, region="DE", seen=clara.revision)

    page.get_by_role("button", name="Save", exact=True).last.click()

    told = page.locator(".doubts")
    expect(told).to_contain_text("Somebody has changed this contact while you were writing.")
    expect(told).to_contain_text("Ben Okafor")
    expect(page.get_by_label("Job title")).to_have_value("Optician")
    expect(page.get_by_label("Department")).to_have_value("Eyes")

    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_text("Optician, Eyes")).to_be_visible()
    clara.refresh_from_db()
    assert (clara.title, clara.department, clara.numbers.count()) == ("Optician", "Eyes", 1)


def test_a_deleted_contact_comes_back_with_one_press(anna_edits: Page) -> None:
    page, clara = anna_edits, Contact.objects.get(name="Clara Winter")
    page.goto(f"/contacts/{clara.pk}/")

    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Clara Winter is deleted.").first).to_be_visible()
    assert Contact.objects.gone().get() == clara

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    assert clara in Contact.objects.here()


def test_a_star_brings_somebody_to_the_top(anna_edits: Page) -> None:
    page, clara = anna_edits, Contact.objects.get(name="Clara Winter")
    page.goto(f"/contacts/{clara.pk}/")

    page.get_by_role("button", name="Favourite").click()
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.goto("/")

    expect(page.get_by_role("region", name="Favourites")).to_contain_text("Clara Winter")


def test_two_contacts_become_one_after_a_preview_and_are_taken_apart_again(anna_edits: Page) -> None:
    page, clara = anna_edits, Contact.objects.get(name="Clara Winter")
    twin = make_contact("C. Winter", "+49 30 23125 100", "+49 30 23125 188")
    page.goto(f"/contacts/{clara.pk}/")

    page.get_by_role("link", name="Merge").click()
    page.get_by_role("link", name="Preview C. Winter").click()
    expect(page.get_by_role("region", name="What changes for Clara Winter")).to_contain_text("+49 30 23125 188")
    page.get_by_role("radio", name="C. Winter").check()
    page.get_by_role("button", name="Preview again").click()
    expect(page.get_by_role("region", name="What changes for Clara Winter")).to_contain_text("C. Winter")
    assert Contact.objects.here().filter(pk=twin.pk).exists()

    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", name="C. Winter")).to_be_visible()
    expect(page.get_by_role("button", name="Call C. Winter, Work, 030 23125188")).to_be_visible()
    assert not Contact.objects.here().filter(pk=twin.pk).exists()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="C. Winter")).to_be_visible()
    clara.refresh_from_db()
    assert (clara.name, clara.numbers.count()) == ("Clara Winter", 2)


def test_without_javascript_a_contact_is_added_edited_and_brought_back(
    anna_edits: Page, session: dict[str, str]
) -> None:
    browser = anna_edits.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, base_url=anna_edits.url.rstrip("/"))
    plain.add_cookies([{"name": session["name"], "value": session["value"], "url": anna_edits.url}])
    page = plain.new_page()
    page.goto("/contacts/add/")
    page.get_by_label("Name", exact=True).fill("Dora Sommer")
    page.get_by_role("button", name="Another number").click()
    page.get_by_label("Number", exact=True).first.fill("030 23125 177")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Dora Sommer")).to_be_visible()

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Job title").fill("Sailmaker")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Sailmaker").first).to_be_visible()

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    assert Contact.objects.here().get(name="Dora Sommer").title == "Sailmaker"
    plain.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_objects_to_nothing_and_no_page_is_too_wide(anna_edits: Page, scheme: str) -> None:
    page, clara = anna_edits, Contact.objects.get(name="Clara Winter")
    long = "A word that is far too long " + "x" * 150
    make_contact(long, "030 23125 199", company=long, owner=make_user(), shelf=Contact.Shelf.PERSONAL)
    editing.delete(make_contact("Dora Sommer"), by=make_user())
    pages = ["/", "/contacts/add/?number=030+23125100", f"/contacts/{clara.pk}/", f"/contacts/{clara.pk}/edit/"]
    pages += ["/contacts/bin/", f"/contacts/{clara.pk}/merge/"]
    pages += [f"/contacts/{clara.pk}/merge/{Contact.objects.get(name=long).pk}/"]
    pages += [f"/contacts/{contact.pk}/" for contact in Contact.objects.filter(name__in=[long, "Dora Sommer"])]
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    for path in pages:
        page.goto(path)
        assert (path, objections(page)) == (path, [])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert (path, width, wide) == (path, width, 0)
