"""Groups in the admin panel: named after what they are, with what it means to be in one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_users_and_groups_have_a_heading_each(staff: Client) -> None:
    apps = staff.get(reverse("admin:index")).context["app_list"]

    names = {app["app_label"]: str(app["name"]) for app in apps}
    assert (names["accounts"], names["auth"]) == ("Users", "Groups and their rights")


def test_the_form_of_a_group_says_what_its_members_see(staff: Client) -> None:
    form = staff.get(reverse("admin:auth_group_add")).context["adminform"].form

    assert str(form.fields["members"].help_text).startswith("They see the contacts that are shared with this group")
