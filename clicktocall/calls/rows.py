"""A row of the results with all that it says: the face, and for each number how it is written, sent and called.

A page has forty numbers and is made at every letter, so this is made in one go, and the templates are only filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple, TypedDict

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from clicktocall.blanks import filled
from clicktocall.calls.forewarning import NOTHING, Forewarning
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.translating import said_in
from directory import numbers
from directory.folding import fold
from directory.listing import Listed, ListedNumber
from directory.models import Contact
from directory.previewing import Preview, preview
from directory.templatetags.faces import hue, initials


class Line(TypedDict):
    """One number. `title` and `sent` are empty where nobody has a phone; `name` is what the button is called."""

    label: str
    written: str
    title: str
    sent: SafeString
    to: str
    mark: SafeString
    name: str


SHOWN_NUMBERS = 4
"""Numbers of a contact that stand in its row; the others appear when one asks for them."""


class Row(TypedDict):
    """One contact with all its numbers. `photo` is the address of its picture, empty without one."""

    name: str
    company: str
    address: str
    photo: str
    is_company: bool
    initials: str
    hue: int
    shelf: str
    lines: list[Line]


class Said(NamedTuple):
    """What a row says about a number, whoever looks at it."""

    written: str
    title: str
    sent: SafeString


_SENT = gettext_noop('<span class="unseen">sent as</span> <data class="number" value="%(digits)s">%(groups)s</data>')
_THEN = gettext_noop(', then type <span class="number">%(extension)s</span>')
_SHOWN: tuple[Literal["name", "company", "address", "photo", "initials"], ...] = (
    "name",
    "company",
    "address",
    "photo",
    "initials",
)


def rows_of(
    contacts: Iterable[Listed],
    *,
    plan: NumberingPlan,
    office: str | None,
    forewarning: Forewarning | None,
    digits: str = "",
) -> list[Row]:
    """`office` is the name of the PBX of that plan through which a click would go; None without a phone.

    Of many numbers those that have these `digits` come first.
    """
    before, _zero, behind = reverse("directory:contact", args=[0]).rpartition("0")
    call, language = _("Call %(whom)s"), get_language()
    made: list[Row] = []
    for contact in contacts:
        called = call % {"whom": contact.name}
        said = [(number, _said(number, plan, office, language)) for number in _in_order(contact.numbers, digits)]
        made.append(
            {
                "name": contact.name,
                "company": contact.company,
                "address": f"{before}{contact.pk}{behind}",
                "photo": reverse("directory:photo", args=[contact.photo_key]) if contact.photo_key else "",
                "is_company": contact.kind == Contact.Kind.COMPANY,
                "initials": initials(contact.name),
                "hue": hue(contact.name),
                "shelf": contact.shelf,
                "lines": [_line(number, one, called=called, forewarning=forewarning) for number, one in said],
            }
        )
    return made


def written_down(rows: Iterable[Row], *, is_focused: bool = False) -> SafeString:
    """The list items of these rows. `is_focused`: the first of them takes the focus."""
    items: list[SafeString] = []
    language = get_language()
    for row in rows:
        texts: dict[str, str] = {name: row[name] for name in _SHOWN}
        lines = [filled("directory/_person_number.html", line, language=language) for line in row["lines"]]  # type: ignore[arg-type]  # -- all of it is text
        texts |= {"hue": str(row["hue"]), "lines": SafeString("".join(lines[:SHOWN_NUMBERS]))}
        if more := lines[SHOWN_NUMBERS:]:
            texts |= {"more": SafeString("".join(more)), "more_words": _more_numbers(len(more))}
        decided = {"is_company": row["is_company"], "shelf": row["shelf"], "is_focused": is_focused and not items}
        items.append(filled("directory/_person.html", texts, language=language, **decided))
    return SafeString("\n".join(items))


def digits_in(q: str) -> str:
    """The digits of a number that is searched for, alone or beside words, without the zeros that may stand in front."""
    return "".join([word for word in fold(q).split() if word.isdecimal()]).lstrip("0")


def _in_order(numbers: tuple[ListedNumber, ...], digits: str) -> Sequence[ListedNumber]:
    if not digits or len(numbers) <= SHOWN_NUMBERS:
        return numbers
    return sorted(numbers, key=lambda number: digits not in (number.e164 or number.digits))


def _more_numbers(count: int) -> str:
    return ngettext("%d more number", "%d more numbers", count) % count


def _line(number: ListedNumber, said: Said, *, called: str, forewarning: Forewarning | None) -> Line:
    to = number.e164 or number.typed
    return {
        "label": number.label,
        "written": said.written,
        "title": said.title,
        "sent": said.sent,
        "to": to,
        "mark": forewarning.mark(to, told=said.title) if forewarning else NOTHING,
        "name": f"{called}, {number.label}, {said.written}" if number.label else f"{called}, {said.written}",
    }


@lru_cache(maxsize=8192)
def _said(number: ListedNumber, plan: NumberingPlan, office: str | None, language: str | None) -> Said:
    """Follows from these alone: when staff change the plan or its name, it is another one."""
    if office is None:
        return Said(numbers.shown(number, region=plan.region), "", NOTHING)
    click = preview(number, plan, office=office, language=language)
    is_plain = click.number.e164 and not number.extension
    written = click.written if is_plain else numbers.shown(number, region=plan.region)
    return Said(written, click.tooltip, NOTHING if click.is_as_written else sent_as(click))


def sent_as(click: Preview) -> SafeString:
    """The digits that a click would send, and what to type afterwards."""
    said = said_in(click.language, _SENT) % {"digits": escape(click.sent.digits), "groups": escape(click.sent.groups)}
    if click.then_type:
        said += said_in(click.language, _THEN) % {"extension": escape(click.then_type)}
    return SafeString(f'<span class="sent">{said}</span>')
