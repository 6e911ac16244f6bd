"""What somebody wants to call: the number as this PBX reads it, the digits it is sent, and who answers there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls.limits import Refusal
from clicktocall.numbering.dial_strings import DialString, dial_string
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number, read
from clicktocall.numbering.tel_links import number_from_link
from clicktocall.pbx.models import Pbx
from directory.models import Extension
from directory.parties import Party, plan_of, who_answers, without_pbx


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """`plan`: what the PBX makes of the number, with what is known to answer there."""

    number: Number
    plan: NumberingPlan
    sent: DialString
    party: Party

    @property
    def digits(self) -> str:
        return self.sent.digits


class OnAnotherPbx(Refusal):
    """Internal numbers mean something only on the PBX that has them."""

    def __init__(self, number: str, pbx: str, *, offers: Sequence[Extension]) -> None:
        super().__init__()
        self.words = {"number": number, "pbx": pbx}
        self.offers = offers

    def __str__(self) -> str:
        if self.offers:
            return _("%(number)s is a number of the PBX %(pbx)s. Call from your phone there.") % self.words
        return _("%(number)s is a number of the PBX %(pbx)s, where you have no phone. Ask your administrator.") % (
            self.words
        )


def callee_of(user: User, typed: str, *, pbx: Pbx, meant: int = 0) -> Callee:
    """`meant`: the contact beside whose number the button stood. Raises NotANumber for what cannot be dialled, and
    OnAnotherPbx.
    """
    text, owner = without_pbx(typed)
    if owner and owner != pbx.name:
        raise OnAnotherPbx(text, owner, offers=list(Extension.objects.of(user).filter(pbx__name=owner)))
    number = read(number_from_link(text), pbx.numbering_plan())
    party = who_answers(number, user=user, pbx=pbx, meant=meant)
    plan = plan_of(number, party, pbx.numbering_plan())
    return Callee(number=number, plan=plan, sent=dial_string(number, plan), party=party)
