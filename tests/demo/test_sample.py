"""The sample of the demo."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from clicktocall.accounts.models import User
from clicktocall.demo.sample import load_sample
from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.office import Office, default_phones
from clicktocall.pbxsim.scripts import ENDINGS
from clicktocall.policies import rulebook
from clicktocall.policies.models import Policy
from directory.access import EDITORS, may_change
from directory.drafts import draft_of
from directory.duplicates import likely_duplicates
from directory.favourites import favourites_of
from directory.folding import fold
from directory.models import Contact, Extension, OfficeNumber, PhoneNumber
from directory.office_numbers import office_numbers
from directory.search import find, whose
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def load(url: str = "http://127.0.0.1:8088") -> None:
    load_sample(url=url, username="api", password="Simulated1")


def test_everybody_can_sign_in_and_has_phones() -> None:
    load()

    for name in ("anna", "ben", "admin"):
        answer = Client().post("/login/", {"username": name, "password": "demo"})
        assert (name, answer.status_code) == (name, 302)
    assert list(Extension.objects.values_list("number", "user__username", "is_default")) == [
        ("1000", "anna", True),
        ("1001", "ben", True),
        ("1006", "anna", False),
    ]
    assert list(User.objects.filter(is_staff=True, is_superuser=True).values_list("username", flat=True)) == ["admin"]


def test_the_pbx_is_the_one_that_was_named() -> None:
    load("http://127.0.0.1:9999")

    pbx = Pbx.objects.get()
    assert (pbx.name, pbx.url, pbx.username, pbx.password, pbx.region) == (
        "demo",
        "http://127.0.0.1:9999",
        "api",
        "Simulated1",
        "DE",
    )


def test_the_directory_has_people_of_many_countries_and_the_test_lines() -> None:
    load()

    people = Contact.objects.exclude(company="Test lines")
    assert people.count() == 66
    assert people.exclude(company="").values("company").distinct().order_by().count() == 23
    assert [contact.name for contact in find("lukasz", user=make_user(), region="DE")] == ["Łukasz Wójcik"]
    assert [str(whose(number, user=make_user())) for number in ("+493023125901", "1002", "+493023125000")] == [
        "Test line: busy (Test lines)",
        "Carla Rossi (Our office)",
        "Reception (Our office)",
    ]


def test_every_test_line_and_every_colleague_is_one_of_the_simulated_pbx() -> None:
    load()

    lines = PhoneNumber.objects.filter(contact__company="Test lines").values_list("digits", flat=True)
    assert [digits for digits in lines if digits.removeprefix("4930") not in ENDINGS] == []
    for number, phone in default_phones().items():
        contact = whose(number, user=make_user())
        assert contact is None or fold(contact.name) == fold(phone.name)


def test_every_number_of_the_sample_is_read_as_it_is_meant() -> None:
    load()

    own = PhoneNumber.objects.filter(e164="").values_list("digits", flat=True)
    assert sorted(own) == [str(number) for number in (1000, 1001, 1002, 1003, 1004, 1005, 1007, 1008, 1009)]
    assert set(PhoneNumber.objects.values_list("label", flat=True)) == {"Work", "Mobile", "Home", "Central", "Internal"}


def test_a_second_start_keeps_what_somebody_has_changed_or_deleted() -> None:
    load()
    Contact.objects.filter(name="Carla Rossi").update(name="Carla Verdi")
    Contact.objects.filter(name="Zoë Hartley").delete()
    User.objects.get(username="ben").delete()
    User.objects.filter(username="anna").update(first_name="Änne", password="")
    before = [list(model.objects.values()) for model in (Contact, PhoneNumber, User, Extension)]

    load("http://127.0.0.1:9999")

    assert [list(model.objects.values()) for model in (Contact, PhoneNumber, User, Extension)] == before
    assert Pbx.objects.get().url == "http://127.0.0.1:9999"


def test_a_pbx_on_another_machine_is_left_alone() -> None:
    load()
    Pbx.objects.update(url="https://192.0.2.1:8088")

    load()

    assert Pbx.objects.get().url == "https://192.0.2.1:8088"


def test_a_user_who_was_there_before_keeps_their_rights_and_password() -> None:
    make_user("admin", first_name="Olga")

    load()

    admin = User.objects.get(username="admin")
    assert (admin.first_name, admin.is_staff) == ("Olga", False)


def test_the_demo_shows_countries_that_may_be_called_and_some_that_may_not() -> None:
    load()

    policy = Policy.objects.get(is_for_everybody=True)
    assert [rule.name for rule in rulebook.rules().policies] == [policy.name]  # it holds, and does not only stand there
    countries = {PhoneNumber.objects.filter(e164__startswith=code).exists() for code in ("+44", "+81")}
    assert countries == {True}
    assert ("GB" in policy.countries, "JP" in policy.countries) == (True, False)


def test_the_numbers_of_the_office_are_those_of_the_simulated_pbx() -> None:
    load()

    kinds = {number.number: number.kind for number in OfficeNumber.objects.all()}
    simulated = {number: kind.value.lower().replace(" ", "_") for number in kinds if (kind := Office().kind(number))}
    assert (kinds, len(kinds)) == (simulated, 5)
    assert [one.name for one in office_numbers("supp", pbxs=Pbx.objects.all())] == ["Support"]


def test_there_is_something_to_see_and_to_try_on_the_pages_of_contacts() -> None:
    editors, _made = Group.objects.get_or_create(name=EDITORS)  # as migrations make it; other tests empty the database
    editors.permissions.add(Permission.objects.get(codename="change_contact"))
    load()
    anna = User.objects.get(username="anna")
    zoe = Contact.objects.get(name="Zoë Hartley")
    twin = Contact.objects.get(name="J. Grossmann")

    assert (zoe.title, [tag.name for tag in zoe.tags.all()]) == ("Managing director", ["Customer", "VIP"])
    assert [contact.name for contact in favourites_of(anna)] == ["Jürgen Großmann", "Søren Kjærgaard", "Zoë Hartley"]
    likely = likely_duplicates(draft_of(twin), user=anna, region="DE", besides={twin.pk})
    assert [one.contact.name for one in likely] == ["Jürgen Großmann"]
    assert Contact.objects.get(name="Dr. Hedda Lund").is_private
    assert find("hedda", user=make_user("ben"), region="DE") == []
    assert may_change(anna, zoe)
