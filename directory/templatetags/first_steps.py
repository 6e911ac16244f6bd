"""What staff have to do before anybody can call: `{% steps_for user as steps %}`, `{% if steps|are_left %}`."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx
from directory.models import Extension

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    words: str
    why: str
    address: str
    is_done: bool = False
    is_needed: bool = True


@register.filter
def are_left(steps: list[Step]) -> bool:
    """Whether a step without which nobody can call has not been taken. Contacts may also be added one by one."""
    return any(not step.is_done for step in steps if step.is_needed)


@register.simple_tag
def steps_for(user: User) -> list[Step]:
    """Those that `user` may take, in order; two queries for staff, none for others."""
    steps = []
    if user.is_staff and user.has_perm("pbx.add_pbx"):
        is_there = Pbx.objects.exists()
        steps.append(
            Step(
                words=_("Set up the PBX"),
                why=_("Its address and its API user. Then the doctor tests the connection."),
                address=reverse("admin:pbx_pbx_changelist" if is_there else "admin:pbx_pbx_add"),
                is_done=is_there,
            )
        )
    if user.is_staff and user.has_perm("accounts.change_user"):
        steps.append(
            Step(
                words=_("Give people their phones"),
                why=_("Each user gets an extension of the PBX."),
                address=reverse("admin:accounts_user_changelist"),
                is_done=Extension.objects.exists(),
            )
        )
    if user.has_perm("directory.add_importrun"):
        why = _("From Outlook, Google, a telephone system or a spreadsheet; with a preview.")
        steps.append(
            Step(words=_("Bring in your contacts"), why=why, address=reverse("directory:imports"), is_needed=False)
        )
    return steps
