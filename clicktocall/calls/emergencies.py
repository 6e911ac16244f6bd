"""An emergency number is asked about once, in large words, and then dialled like no other: by no rule but as it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.calls import wording
from clicktocall.calls.limits import Refusal
from clicktocall.calls.models import Call
from clicktocall.numbering.classifying import NumberClass, classify
from clicktocall.numbering.parsing import Number
from clicktocall.numbering.reaching import reached
from clicktocall.pbx.models import Pbx
from directory.models import Extension


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """What is asked: whether `digits` shall be called from `phone`, rather than by hand."""

    digits: str
    phone: Extension

    @property
    def location(self) -> str:
        """The address that the emergency service is told; empty where staff have entered none."""
        return self.phone.pbx.emergency_location

    @property
    def in_the_way(self) -> str:
        """Whom the phone is in a call with, as far as we know: it may not ring before that has ended. One query."""
        live = Call.objects.holding().filter(extension=self.phone).first()
        return wording.whom(live) if live else ""


class AskFirst(Refusal):
    """An emergency number was clicked, and nobody has been asked yet."""

    def __init__(self, emergency: Emergency) -> None:
        super().__init__()
        self.emergency = emergency

    def __str__(self) -> str:
        return _(
            "Nothing was dialled yet: %(digits)s is an emergency number. Dial it on a phone, or confirm it here."
        ) % {"digits": self.emergency.digits}


def emergency_of(number: Number, phone: Extension) -> Emergency | None:
    """None for a number that is no emergency number where the PBX stands."""
    return Emergency(digits=number.digits, phone=phone) if calls_for_help(number, phone.pbx) else None


def calls_for_help(number: Number, pbx: Pbx) -> bool:
    """Whether it is one, or a rule of staff makes one of it."""
    plan = pbx.numbering_plan()
    return classify(reached(number, plan)[0], plan) is NumberClass.EMERGENCY


def ask_first(number: Number, phone: Extension, *, sure_of: str) -> None:
    """Raises AskFirst for an emergency number unless just these digits were confirmed."""
    emergency = emergency_of(number, phone)
    if emergency is not None and sure_of != emergency.digits:
        raise AskFirst(emergency)
