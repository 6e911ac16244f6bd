"""A session has run out: after signing in again everybody is on a page, whatever they have pressed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

PRESSED = "directory:import_apply"


@pytest.mark.parametrize(
    ("came_from", "page"),
    [
        ("http://testserver/imports/7/", "http://testserver/imports/7/"),
        ("http://testserver/imports/7/rows/created/?after=9", "http://testserver/imports/7/rows/created/?after=9"),
        ("http://elsewhere.example/imports/7/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_who_has_pressed_a_button_comes_back_to_its_page(client: Client, came_from: str, page: str) -> None:
    headers = {"Referer": came_from} if came_from else {}

    response = client.post(reverse(PRESSED, args=[7]), headers=headers, follow=True)

    assert response.redirect_chain[0][1] == 302
    assert response.context["next"] == page


def test_who_wanted_to_see_a_page_sees_it(client: Client) -> None:
    response = client.get("/imports/7/", follow=True)

    assert response.context["next"] == "/imports/7/"
