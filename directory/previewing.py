"""What a click on a number would send, said before the click. Asks the database nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.utils.translation import get_language, gettext_noop

from clicktocall.numbering.at_a_glance import glance
from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.dial_strings import DialRule, DialString, dial_string
from clicktocall.numbering.formatting import national, search_digits
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, read, stored
from clicktocall.translating import said_in


class Kept(Protocol):
    """A number of a contact, or one that was just typed."""

    @property
    def typed(self) -> str: ...
    @property
    def e164(self) -> str: ...
    @property
    def digits(self) -> str: ...
    @property
    def extension(self) -> str: ...


_WITH_EXTENSION = gettext_noop("sent as %(digits)s through %(office)s, rule: %(rule)s; then type %(extension)s")
_WITHOUT = gettext_noop("sent as %(digits)s through %(office)s, rule: %(rule)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A number as the PBX named `office` would be sent it. The sentences are made when they are shown."""

    number: Number
    sent: DialString
    plan: NumberingPlan
    office: str
    language: str | None
    """That of the page."""
    number_class: NumberClass
    written: str
    """As it is shown, without what is typed afterwards."""

    @property
    def is_emergency(self) -> bool:
        return self.number_class is NumberClass.EMERGENCY

    @property
    def rule(self) -> str:
        """The name of the rule, as staff wrote it if it is one of theirs."""
        if self.sent.rule is DialRule.EXTRA and self.sent.which:
            return self.sent.which
        return said_in(self.language, self.sent.rule.label)

    @property
    def kind(self) -> str:
        """Class and country."""
        kind = said_in(self.language, self.number_class.label)
        return f"{kind}, {self.number.region}" if self.number.region else kind

    @property
    def identity(self) -> str:
        """E.164, class and country."""
        return f"{self.number.e164} ({self.kind})" if self.number.e164 else self.kind

    @property
    def then_type(self) -> str:
        """What somebody types once the number has answered; empty for most."""
        return self.number.extension

    @property
    def is_as_written(self) -> bool:
        """Whether the digits sent are those that stand there anyway."""
        return not self.then_type and search_digits(self.written) == self.sent.digits

    @property
    def sentence(self) -> str:
        said = {"digits": self.sent.groups, "office": self.office, "rule": self.rule, "extension": self.then_type}
        return said_in(self.language, _WITH_EXTENSION if self.then_type else _WITHOUT) % said

    @property
    def tooltip(self) -> str:
        return f"{self.identity}: {self.sentence}"


def preview(kept: Kept, plan: NumberingPlan, *, office: str, language: str | None = None) -> Preview:
    """As a click would read it: by its E.164 number, else once more from what was typed.

    A list that knows the language of the page says it: to find it out for each number takes longer than to use it.
    """
    seen = glance(kept.e164, plan) if kept.e164 else None
    if seen is None:
        return preview_of(_as_clicked(kept, plan), plan, office=office, language=language)
    return Preview(
        number=Number(
            typed=kept.typed, e164=kept.e164, extension=kept.extension, digits=kept.digits, region=seen.region
        ),
        sent=seen.sent,
        plan=plan,
        office=office,
        language=language or get_language(),
        number_class=seen.number_class,
        written=seen.written,
    )


_MARK = "\0"


@lru_cache(maxsize=1024)
def told_around(
    number_class: NumberClass, region: str, rule: DialRule, *, office: str, language: str | None
) -> tuple[str, str]:
    """What the tooltip of a number without extension says between its E.164 form and what is sent, and behind that.

    It is the same for all of that class and region which are sent by that rule, none of the extra ones.
    """
    sent = DialString(digits=_MARK, rule=rule, groups=_MARK)
    number = Number(typed="", e164=_MARK, extension="", digits="", region=region)
    plan = NumberingPlan(region=region)
    one = Preview(
        number=number, sent=sent, plan=plan, office=office, language=language, number_class=number_class, written=""
    )
    _e164, between, behind = one.tooltip.split(_MARK, maxsplit=2)
    return between, behind


def preview_of(number: Number, plan: NumberingPlan, *, office: str, language: str | None = None) -> Preview:
    """Of a number that was read in that plan."""
    return Preview(
        number=number,
        sent=dial_string(number, plan),
        plan=plan,
        office=office,
        language=language or get_language(),
        number_class=classify(number, plan),
        written=national(number, region=plan.region),
    )


def _as_clicked(kept: Kept, plan: NumberingPlan) -> Number:
    if not kept.e164:
        try:
            return read(kept.typed, plan)
        except NotANumber:
            pass  # it was a number under another plan
    return stored(typed=kept.typed, e164=kept.e164, digits=kept.digits, extension=kept.extension, plan=plan)
