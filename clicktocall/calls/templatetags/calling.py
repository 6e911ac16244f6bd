"""How a page shows times of a call, and what the buttons that place one need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls.callers import Caller, others_of
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.phones import named, shown
from clicktocall.calls.rows import digits_in, rows_of, written_down
from clicktocall.calls.showing import clock
from clicktocall.calls.typed import typed_row
from clicktocall.numbering.parsing import Number
from directory.chosen_phone import chosen_phone
from directory.listing import Listed
from directory.models import Extension
from directory.previewing import Preview, preview

register = template.Library()
register.filter("clock", clock)
register.filter("as_they_are_now", shown)
register.filter("named_among", named)


@register.filter
def elapsed(since: datetime) -> int:
    """Whole seconds from then to now. The page counts on from there, whatever the time of its own machine."""
    return max(0, int((timezone.now() - since).total_seconds()))


@register.filter
def called(whom: str) -> str:
    """What a button that calls them is named."""
    return _("Call %(whom)s") % {"whom": whom}


@register.simple_tag(takes_context=True)
def what_else_may_ring(context: Context, phones: Iterable[Extension]) -> list[Caller]:
    """What else than these phones the user may have rung first."""
    user = context.get("user")
    return others_of(user, list(phones)) if isinstance(user, User) else []


@register.simple_tag
def new_key() -> str:
    """For the form of a page: however often it is sent with the same key, it is one call."""
    return uuid4().hex


@register.simple_tag(takes_context=True)
def dialable(context: Context, to: str, sent: Preview | None = None) -> SafeString:
    """Attributes of a button that would call `to`: whether it would be refused as things stand, and why.

    `sent` is what the tooltip around the button says; that of a greyed one says it, too.
    """
    now = _forewarning(context)
    return now.mark(to, told=sent.tooltip if sent else "") if now else SafeString("")


@register.simple_tag(takes_context=True)
def rows(context: Context, contacts: Iterable[Listed]) -> SafeString:
    """`{% rows contacts %}`: each contact with all that its row says, made in one go."""
    phone = chosen_phone(context.get("request"), list(context["phones"]))
    office, now = phone.pbx.name if phone else None, _forewarning(context)
    digits = digits_in(str(context.get("q") or ""))
    made = rows_of(contacts, plan=context["numbering_plan"], office=office, forewarning=now, digits=digits)
    return written_down(made, is_focused=bool(context.get("is_later")))


@register.simple_tag(takes_context=True)
def typed_number(context: Context) -> SafeString:
    """The row of the number that was typed; nothing if none was."""
    number: Number | None = context["number"]
    if number is None:
        return SafeString("")
    phone = chosen_phone(context.get("request"), list(context["phones"]))
    click = preview(number, context["numbering_plan"], office=phone.pbx.name) if phone else None
    return typed_row(
        number,
        context["number_shown"],
        context["number_party"],
        typed=number.typed,
        click=click,
        forewarning=_forewarning(context),
    )


def _forewarning(context: Context) -> Forewarning | None:
    now: Forewarning | None = context.get("forewarning")
    if now:
        now.phones = context["phones"]  # a view that has read them already shares them
    return now or None
