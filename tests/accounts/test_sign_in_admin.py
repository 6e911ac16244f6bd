"""Staff see who has to wait for a wrong password, and let them try again at once."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from tests.accounts.test_lockouts import guess, sign_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = reverse("admin:axes_accessattempt_changelist")


def test_who_has_to_wait_stands_under_sign_in_and_may_try_again_once_deleted(staff: Client) -> None:
    make_user("anna")
    guess(Client(), 6)
    page = staff.get(LIST).content.decode()
    attempt = AccessAttempt.objects.get()

    staff.post(LIST, {"action": "delete_selected", "_selected_action": [attempt.pk], "post": "yes"})

    assert "Sign-in" in page
    assert "anna" in page
    assert "icon-yes.svg" in page
    assert sign_in(Client(), "anna", "demo") == "in"


def test_nobody_writes_wrong_passwords_down_by_hand(staff: Client) -> None:
    assert staff.get(reverse("admin:axes_accessattempt_add")).status_code == 403


def test_the_admin_panel_has_an_icon_and_our_colours(staff: Client) -> None:
    for page in (reverse("admin:index"), reverse("admin:directory_contact_changelist")):
        content = staff.get(page).content.decode()
        assert "favicon.svg" in content
        assert "css/admin.css" in content
