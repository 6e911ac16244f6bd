"""A row of the results with all that it says: the face, and for each number how it is written, sent and called.

A page has forty numbers and is made at every letter, so this is made in one go, and the templates are only filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias, TypedDict

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clicktocall.blanks import escaped, filler
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.viewpoint import Said, viewpoint
from clicktocall.calls.viewpoint import said as said_of
from clicktocall.numbering.numbering_plan import NumberingPlan
from directory.folding import fold
from directory.listing import Listed, ListedNumber
from directory.models import Contact
from directory.parties import of_contact
from directory.templatetags.faces import hue, initials


class Line(TypedDict):
    """One number. `title` and `sent` are empty where nobody has a phone; `name` is what the button is called.

    Each text is markup.
    """

    label: str
    written: str
    title: str
    sent: str
    to: str
    mark: str
    name: str


SHOWN_NUMBERS = 4
"""Numbers of a contact that stand in its row; the others appear when one asks for them."""


class Row(TypedDict):
    """One contact with all its numbers, as markup. `photo` is the address of its picture, empty without one."""

    name: str
    company: str
    address: str
    photo: str
    initials: str
    hue: str
    is_company: bool
    shelf: str
    lines: list[Line]


_Mark: TypeAlias = Callable[..., str]
"""`Forewarning.mark_in_a_row` of the user."""
_SHOWN: tuple[Literal["name", "company", "address", "photo", "initials", "hue"], ...] = (
    "name",
    "company",
    "address",
    "photo",
    "initials",
    "hue",
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
    before, behind = _around_the_key(get_script_prefix())
    call, at = escaped(_("Call %(whom)s")), viewpoint(plan, office, get_language())
    mark = forewarning.mark_in_a_row if forewarning else None
    by_kind = forewarning is not None and forewarning.goes_by_kind(plan)
    made: list[Row] = []
    for contact in contacts:
        name = escaped(contact.name)
        called = call % {"whom": name}
        said = [(number, said_of(number, at)) for number in _in_order(contact.numbers, digits)]
        made.append(
            {
                "name": name,
                "company": escaped(contact.company),
                "address": f"{before}{contact.pk}{behind}",
                "photo": reverse("directory:photo", args=[contact.photo_key]) if contact.photo_key else "",
                "initials": initials(contact.name),
                "hue": str(hue(contact.name)),
                "is_company": contact.kind == Contact.Kind.COMPANY,
                "shelf": contact.shelf,
                "lines": [_line(contact.pk, number, one, called, mark, by_kind=by_kind) for number, one in said],
            }
        )
    return made


@lru_cache(maxsize=16)
def _around_the_key(_prefix: str) -> tuple[str, str]:
    """The address of a contact, where this server stands, before and behind its key."""
    before, _zero, behind = reverse("directory:contact", args=[0]).rpartition("0")
    return before, behind


def written_down(rows: Iterable[Row], *, is_focused: bool = False) -> SafeString:
    """The list items of these rows. `is_focused`: the first of them takes the focus."""
    items: list[str] = []
    fill = filler()
    for row in rows:
        texts: dict[str, str] = {name: row[name] for name in _SHOWN}
        lines = [fill("directory/_person_number.html", line) for line in row["lines"]]  # type: ignore[arg-type]  # -- all of it is text
        texts["lines"] = "".join(lines[:SHOWN_NUMBERS])
        if more := lines[SHOWN_NUMBERS:]:
            texts |= {"more": "".join(more), "more_words": escaped(_more_numbers(len(more)))}
        decided = {"is_company": row["is_company"], "shelf": row["shelf"], "is_focused": is_focused and not items}
        items.append(fill("directory/_person.html", texts, **decided))
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


def _line(contact: int, number: ListedNumber, said: Said, called: str, mark: _Mark | None, *, by_kind: bool) -> Line:
    label, kind = _label(number.label), said.kind if by_kind else None
    return {
        "label": label,
        "written": said.written,
        "title": said.title,
        "sent": said.sent,
        "to": of_contact(said.to, contact),
        "mark": mark(number.e164 or number.typed, told=said.title, kind=kind) if mark else "",
        "name": f"{called}, {label}, {said.written}" if label else f"{called}, {said.written}",
    }


@lru_cache(maxsize=512)
def _label(label: str) -> str:
    """As markup. People have few words for their numbers."""
    return escaped(label)
