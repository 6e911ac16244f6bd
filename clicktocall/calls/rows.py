"""A row of the results with all that it says: the face, and for each number how it is written, sent and called.

A page has forty numbers and is made at every letter, so this is made in one go, and the templates are only filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, TypedDict

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clicktocall.blanks import escaped, filled_with_markup
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.viewpoint import NOTHING, Said, viewpoint
from clicktocall.calls.viewpoint import said as said_of
from clicktocall.numbering.numbering_plan import NumberingPlan
from directory.folding import fold
from directory.listing import Listed, ListedNumber
from directory.models import Contact
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
    before, _zero, behind = reverse("directory:contact", args=[0]).rpartition("0")
    call, at = _("Call %(whom)s"), viewpoint(plan, office, get_language())
    by_kind = forewarning is not None and forewarning.goes_by_kind(plan)
    made: list[Row] = []
    for contact in contacts:
        called = escaped(call % {"whom": contact.name})
        said = [(number, said_of(number, at)) for number in _in_order(contact.numbers, digits)]
        made.append(
            {
                "name": escaped(contact.name),
                "company": escaped(contact.company),
                "address": f"{before}{contact.pk}{behind}",
                "photo": reverse("directory:photo", args=[contact.photo_key]) if contact.photo_key else "",
                "initials": escaped(initials(contact.name)),
                "hue": str(hue(contact.name)),
                "is_company": contact.kind == Contact.Kind.COMPANY,
                "shelf": contact.shelf,
                "lines": [_line(number, one, called, forewarning, by_kind=by_kind) for number, one in said],
            }
        )
    return made


def written_down(rows: Iterable[Row], *, is_focused: bool = False) -> SafeString:
    """The list items of these rows. `is_focused`: the first of them takes the focus."""
    items: list[str] = []
    language = get_language()
    for row in rows:
        texts: dict[str, str] = {name: row[name] for name in _SHOWN}
        lines = [filled_with_markup("directory/_person_number.html", line, language=language) for line in row["lines"]]  # type: ignore[arg-type]  # -- all of it is text
        texts["lines"] = "".join(lines[:SHOWN_NUMBERS])
        if more := lines[SHOWN_NUMBERS:]:
            texts |= {"more": "".join(more), "more_words": escaped(_more_numbers(len(more)))}
        decided = {"is_company": row["is_company"], "shelf": row["shelf"], "is_focused": is_focused and not items}
        items.append(filled_with_markup("directory/_person.html", texts, language=language, **decided))
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


def _line(number: ListedNumber, said: Said, called: str, forewarning: Forewarning | None, *, by_kind: bool) -> Line:
    to, label = number.e164 or number.typed, _label(number.label)
    kind = said.kind if by_kind else None
    return {
        "label": label,
        "written": said.written,
        "title": said.title,
        "sent": said.sent,
        "to": escaped(to),
        "mark": forewarning.mark(to, told=said.title, kind=kind) if forewarning else NOTHING,
        "name": f"{called}, {label}, {said.written}" if label else f"{called}, {said.written}",
    }


@lru_cache(maxsize=512)
def _label(label: str) -> str:
    """As markup. People have few words for their numbers."""
    return escaped(label)
