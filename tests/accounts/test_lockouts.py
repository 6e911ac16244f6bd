"""Wrong passwords are slowed down for one name from one address, and for nobody else in the office."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from clicktocall.audit.models import Entry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str, password: str, *, at: str = "198.51.100.7", page: str = "/login/") -> str:
    answer = client.post(page, {"username": name, "password": password}, REMOTE_ADDR=at)
    return "in" if answer.status_code == 302 else f"{answer.status_code} {answer.content.decode()}"


def guess(client: Client, count: int, **about: str) -> list[str]:
    return [sign_in(client, "anna", "wrong", **about)[:3] for _ in range(count)]


@pytest.fixture(autouse=True)
def _people() -> None:
    make_user("anna", is_staff=True)
    make_user("ben")


def test_after_six_wrong_passwords_the_page_says_until_when(client: Client) -> None:
    with time_machine.travel("2026-11-26 14:00:00 +0100", tick=False):
        answers = guess(client, 6)
        right = sign_in(client, "anna", "demo")

    assert answers == ["200"] * 5 + ["429"]
    assert right.startswith("429")
    assert "Too many wrong passwords for this name from here. Try again after 14:10:00" in right
    assert 'value="anna"' in right


def test_further_guesses_do_not_move_that_moment_and_afterwards_it_works(client: Client) -> None:
    with time_machine.travel("2026-11-26 14:00:00 +0100", tick=False):
        guess(client, 6)
    with time_machine.travel("2026-11-26 14:09:59 +0100", tick=False):
        late = sign_in(client, "anna", "wrong")
    with time_machine.travel("2026-11-26 14:10:01 +0100", tick=False):
        afterwards = sign_in(client, "anna", "demo")

    assert ("Try again after 14:10:00" in late, afterwards) == (True, "in")


def test_nobody_else_behind_the_same_address_has_to_wait(client: Client) -> None:
    guess(client, 7)

    assert sign_in(client, "ben", "demo") == "in"


def test_a_stranger_who_guesses_elsewhere_does_not_lock_the_person_out(client: Client) -> None:
    guess(client, 7, at="203.0.113.9")

    assert sign_in(client, "anna", "demo") == "in"


def test_behind_a_proxy_the_address_is_that_of_the_browser(client: Client, settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    for _ in range(7):
        client.post("/login/", {"username": "anna", "password": "no"}, headers={"X-Forwarded-For": "203.0.113.9"})

    answer = client.post("/login/", {"username": "anna", "password": "demo"}, headers={"X-Forwarded-For": "192.0.2.4"})

    assert answer.status_code == 302


def test_the_admin_panel_has_no_other_door(client: Client) -> None:
    guess(client, 6, page="/admin/login/")

    assert sign_in(client, "anna", "demo", page="/admin/login/").startswith("429")


def test_one_right_password_forgets_the_wrong_ones(client: Client) -> None:
    guess(client, 5)
    sign_in(client, "anna", "demo")
    client.logout()

    assert guess(client, 5) == ["200"] * 5


def test_each_wrong_password_is_a_line_of_the_trail(client: Client) -> None:
    guess(client, 3)

    kept = Entry.objects.filter(what="sign_in_failed")
    assert [(entry.who, entry.address) for entry in kept] == [("anna", "198.51.100.7")] * 3
