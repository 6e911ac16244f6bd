"""What a row says about a number, whoever looks at it: as it is seen from one office, in one language."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext_noop

from clicktocall.blanks import escaped, has_markup
from clicktocall.numbering.at_a_glance import Glance, outlook
from clicktocall.numbering.classifying import NumberClass
from clicktocall.numbering.dial_strings import DialRule
from clicktocall.numbering.formatting import search_digits
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.policies.targets import Kind, kind_alone
from clicktocall.translating import said_in
from directory import numbers
from directory.listing import ListedNumber
from directory.previewing import Preview, preview, told_around


class Said(NamedTuple):
    """All of it is markup. `to` is what its button sends; `title` and `sent` are empty where nobody has a phone.

    `kind`: what rules see of the number, where one look was enough to tell.
    """

    to: str
    written: str
    title: str
    sent: str
    kind: Kind | None


_SENT = gettext_noop('<span class="unseen">sent as</span> <data class="number" value="%(digits)s">%(groups)s</data>')
_THEN = gettext_noop(', then type <span class="number">%(extension)s</span>')


class Viewpoint:
    """`office` is the name of the PBX of that plan through which a click would go; None without a phone.

    When staff change the plan or its name, it is another one.
    """

    def __init__(self, plan: NumberingPlan, office: str | None, language: str | None) -> None:
        self.plan = plan
        self.office = office
        self.language = language
        self.outlook = outlook(plan)
        self.sent = f'<span class="sent">{said_in(language, _SENT)}</span>'
        self._around: dict[tuple[NumberClass, str, DialRule], tuple[str, str]] = {}

    def around(self, number_class: NumberClass, region: str, rule: DialRule) -> tuple[str, str]:
        """As `told_around`, as markup."""
        alike = (number_class, region, rule)
        if alike not in self._around:
            pieces = told_around(number_class, region, rule, office=self.office or "", language=self.language)
            self._around[alike] = escape(pieces[0]), escape(pieces[1])
        return self._around[alike]


@lru_cache(maxsize=64)
def viewpoint(plan: NumberingPlan, office: str | None, language: str | None) -> Viewpoint:
    """`language` is that of the page, which has to be the one in use. A page asks for it once."""
    return Viewpoint(plan, office, language)


@lru_cache(maxsize=8192)
def said(number: ListedNumber, at: Viewpoint) -> Said:
    """Follows from these alone. Most numbers need one look; both ways agree, which is tested."""
    if at.office is None:
        written = escaped(numbers.shown(number, region=at.plan.region))
        return Said(escaped(number.e164 or number.typed), written, "", "", None)
    seen = at.outlook.glance(number.e164) if number.e164 and not number.extension else None
    if seen is None or has_markup(f"{number.e164}{seen.written}{seen.sent.groups}"):
        return the_long_way(number, at, at.office)
    return _at_a_glance(number.e164, seen, at)


def the_long_way(number: ListedNumber, at: Viewpoint, office: str) -> Said:
    click = preview(number, at.plan, office=office, language=at.language)
    is_plain = click.number.e164 and not number.extension
    written = click.written if is_plain else numbers.shown(number, region=at.plan.region)
    sent = "" if click.is_as_written else sent_as(click)
    return Said(escaped(number.e164 or number.typed), escaped(written), escape(click.tooltip), sent, None)


def _at_a_glance(e164: str, seen: Glance, at: Viewpoint) -> Said:
    digits, rule, _which, groups = seen.sent
    between, behind = at.around(seen.number_class, seen.region, rule)
    is_as_written = search_digits(seen.written) == digits
    return Said(
        e164,
        seen.written,
        f"{e164}{between}{groups}{behind}",
        "" if is_as_written else at.sent % {"digits": digits, "groups": groups},
        kind_alone(seen, at.plan),
    )


def sent_as(click: Preview) -> str:
    """The digits that a click would send, and what to type afterwards."""
    sent = said_in(click.language, _SENT) % {"digits": escape(click.sent.digits), "groups": escape(click.sent.groups)}
    if click.then_type:
        sent += said_in(click.language, _THEN) % {"extension": escape(click.then_type)}
    return f'<span class="sent">{sent}</span>'
