"""Who may be rung first on behalf of a user: their phones, their own number, and what their rights let call."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls import limits
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.formatting import national
from clicktocall.numbering.parsing import read
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.parties import PartyKind
from clicktocall.pbx.models import Pbx
from directory.models import Extension, OfficeNumber, OwnNumber, PartyChoice

LET_CALL = "directory.let_call_officenumber"


class NotYourRight(limits.Refusal):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __str__(self) -> str:
        words = {"name": self.name}
        return _("You may not let %(name)s call. Choose one of your own phones, or ask your administrator.") % words


class NotConfirmed(limits.Refusal):
    def __str__(self) -> str:
        return _(
            "This number is not confirmed as yours, so it is not rung. "
            "Choose one of your phones, or ask your administrator to confirm it."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What is rung first. `choice` is how a form names it, `number` what the PBX is sent, `shown` what people read.

    `phone` is the extension whose permission to call out is used: the caller itself, or one of the user on that PBX;
    None if there is none.
    """

    kind: PartyKind
    choice: str
    number: str
    shown: str
    pbx: Pbx
    phone: Extension | None
    name: str = ""
    e164: str = ""

    @property
    def is_phone(self) -> bool:
        return self.kind is PartyKind.EXTENSION

    @property
    def is_mine(self) -> bool:
        """Whether the user themself is rung."""
        return self.kind in {PartyKind.EXTENSION, PartyKind.EXTERNAL}

    @property
    def kind_words(self) -> str:
        return str(PartyChoice(self.kind).label)


def chosen(user: User, choice: str) -> Caller:
    """What `choice` (empty: the default phone) means for `user`. One query for one of their own phones.

    Raises a Refusal with a sentence: no phone, not theirs, not confirmed, no right to let it call.
    """
    if choice.startswith("+"):
        return _own_number(user, choice)
    try:
        return _phone(limits.phone_of(user, choice))
    except limits.NotYourPhone:
        return _office_number(user, choice)


def others_of(user: User, phones: list[Extension]) -> list[Caller]:
    """What else than a phone of theirs `user` may have rung first: their own number, then the office's by name."""
    if not phones:
        return []
    own = OwnNumber.objects.filter(user=user, is_confirmed=True).first()
    found = [_of_own_number(own, phones[0])] if own else []
    if user.has_perm(LET_CALL):
        by_pbx = {phone.pbx_id: phone for phone in reversed(phones)}
        numbers = OfficeNumber.objects.filter(pbx__in=by_pbx).select_related("pbx").order_by("name", "number")
        found += [_of_office_number(number, by_pbx[number.pbx_id], names_its_pbx=len(by_pbx) > 1) for number in numbers]
    return [caller for caller in found if caller.kind in driver_class(caller.pbx.kind).connects]


def _own_number(user: User, choice: str) -> Caller:
    phone = limits.phone_of(user, "")
    own = OwnNumber.objects.filter(user=user, e164=choice, is_confirmed=True).first()
    if own is None:
        raise NotConfirmed
    return _of_own_number(own, phone)


def _office_number(user: User, choice: str) -> Caller:
    """Raises NotYourPhone for what is no number of the office, and NotYourRight."""
    numbers = OfficeNumber.objects.filter(number=choice.partition("@")[0], pbx__is_active=True).select_related("pbx")
    number = next((number for number in numbers if choice in {number.number, str(number)}), None)
    if number is None:
        raise limits.NotYourPhone
    if not user.has_perm(LET_CALL):
        raise NotYourRight(number.name)
    return _of_office_number(number, Extension.objects.of(user).filter(pbx=number.pbx).first())


def _phone(phone: Extension) -> Caller:
    kind = PartyKind.EXTENSION
    return Caller(kind=kind, choice=str(phone), number=phone.number, shown=phone.number, pbx=phone.pbx, phone=phone)


def _of_own_number(own: OwnNumber, phone: Extension) -> Caller:
    plan = phone.pbx.numbering_plan()
    number = read(own.e164, plan)
    return Caller(
        kind=PartyKind.EXTERNAL,
        choice=own.e164,
        number=dial_string(number, plan).digits,
        shown=national(number, region=plan.region),
        pbx=phone.pbx,
        phone=phone,
        e164=own.e164,
    )


def _of_office_number(number: OfficeNumber, phone: Extension | None, *, names_its_pbx: bool = False) -> Caller:
    return Caller(
        kind=PartyKind(number.kind),
        choice=str(number),
        number=number.number,
        shown=_("%(number)s on %(pbx)s") % {"number": number.name, "pbx": number.pbx.name}
        if names_its_pbx
        else number.name,
        pbx=number.pbx,
        phone=phone,
        name=number.name,
    )
