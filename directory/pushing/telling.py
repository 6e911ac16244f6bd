"""A step of a push as staff read it: what the entry was, what it becomes, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from directory.models import BookStep

LABELS = {
    "first_name": _("first name"),
    "last_name": _("last name"),
    "company": _("company"),
    "email": _("e-mail"),
    "business": _("work"),
    "business_2": _("work, second"),
    "mobile": _("mobile"),
    "mobile_2": _("mobile, second"),
    "home": _("home"),
    "home_2": _("home, second"),
    "business_fax": _("fax"),
    "home_fax": _("fax at home"),
    "other": _("other number"),
    "street": _("street"),
    "postcode": _("postcode"),
    "city": _("city"),
    "province": _("state or province"),
    "country": _("country"),
}
_IN_THE_NAME = ("first_name", "last_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """`fields` are those that become different; of an entry that is added or removed, all that it has."""

    step: BookStep
    fields: tuple[FieldLine, ...]

    @property
    def has_remarks(self) -> bool:
        return bool(self.step.remark or self.step.refusal or self.step.done_at)


def line_of(step: BookStep) -> StepLine:
    is_left_out = step.verb == BookStep.Verb.LEFT_OUT
    fields = tuple(
        FieldLine(label=str(label), before=before, after=after)
        for name, label in LABELS.items()
        if (before := str(step.before.get(name, ""))) != (after := str(step.after.get(name, "")))
        and (step.verb == BookStep.Verb.CHANGE or name not in _IN_THE_NAME)
    )
    return StepLine(step=step, fields=() if is_left_out else fields)
