"""Who may call what from which phone: each no is a `Refusal` with a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls import wording
from clicktocall.calls.models import Call
from clicktocall.numbering.classifying import NumberClass
from clicktocall.numbering.parsing import Number
from clicktocall.policies import verdicts
from clicktocall.policies.targets import Target, target_of
from clicktocall.policies.verdicts import No
from directory.models import Extension


class Refusal(Exception):
    """Our own no, before anything happened. str() is what the user reads. Nothing rang.

    `offers` are phones of the user from which the same call could be placed instead.
    """

    offers: Sequence[Extension] = ()

    def for_the_trail(self) -> dict[str, str]:
        """What the audit trail keeps of it beside the sentence."""
        return {}


class NoPhone(Refusal):
    def __str__(self) -> str:
        return _("No phone is set up for you. Ask your administrator for an extension.")


class NotYourPhone(Refusal):
    def __str__(self) -> str:
        return _("This phone is not one of yours. Choose one of your own phones.")


class YourOwnPhone(Refusal):
    def __str__(self) -> str:
        return _("This is the phone that would ring first. Choose somebody else, or another of your phones.")


class PhoneInUse(Refusal):
    """The phone that would ring first has a live call."""

    def __init__(self, phone: str, live: Call | None, *, offers: Sequence[Extension] = ()) -> None:
        super().__init__()
        self.phone = phone
        self.live = live
        self.offers = offers

    def __str__(self) -> str:
        if self.live is None:
            return _("Phone %(phone)s is in a call. Wait until it has ended, then call again.") % {"phone": self.phone}
        whom = wording.whom(self.live)
        return _("Phone %(phone)s is already in a call with %(whom)s. Hang up first, then call again.") % {
            "phone": self.phone,
            "whom": whom,
        }


def phone_of(user: User, chosen: str) -> Extension:
    """The phone of `user` that shall ring first: the chosen one (`1000` or `1000@pbx`), or the default.

    Raises NoPhone or NotYourPhone.
    """
    phones = list(Extension.objects.of(user))
    if not phones:
        raise NoPhone
    if not chosen:
        return phones[0]
    for phone in phones:
        if chosen in {phone.number, str(phone)}:
            return phone
    raise NotYourPhone


class NotAllowed(Refusal):
    """A rule of the office says no. `rule` is its name."""

    def __init__(self, no: No) -> None:
        super().__init__()
        self.rule = no.rule
        self.sentence = no.sentence

    def __str__(self) -> str:
        return self.sentence

    def for_the_trail(self) -> dict[str, str]:
        return {"rule": self.rule}


def check(extension: Extension, number: Number) -> Target:
    """Raises a Refusal where this phone may not call this number now."""
    target = target_of(number, plan=extension.pbx.numbering_plan())
    if not number.e164 and number.digits == extension.number:
        raise YourOwnPhone
    no = verdicts.why_not(target, pbx_id=extension.pbx_id)
    if no is not None:
        raise NotAllowed(no)
    return target


def at_the_last_moment(call: Call) -> No | None:
    """What forbids a call that waited for its worker: dialling was stopped, or the number listed, since the click."""
    number_class = NumberClass(call.number_class) if call.number_class else NumberClass.NATIONAL
    target = Target(identity=call.e164 or call.callee, number_class=number_class, country=call.country)
    return verdicts.why_not_at_all(target, pbx_id=call.pbx_id)
