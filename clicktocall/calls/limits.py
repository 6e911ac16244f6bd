"""Who may call what from which phone: each no is a `Refusal` with a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls import wording
from clicktocall.calls.models import Call
from clicktocall.calls.usage import CallUsage
from clicktocall.numbering.classifying import NumberClass
from clicktocall.numbering.parsing import Number
from clicktocall.pbx.models import Pbx
from clicktocall.policies import counting, do_not_call, verdicts
from clicktocall.policies.models import CallerKind
from clicktocall.policies.rulebook import NONE_YET, Rules, rules
from clicktocall.policies.targets import NEVER_STOPPED, Target, target_of
from clicktocall.policies.verdict import Verdict
from clicktocall.policies.verdicts import Person
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
    """A rule of the office says no."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict

    def __str__(self) -> str:
        return self.verdict.no

    def for_the_trail(self) -> dict[str, str]:
        return {"rule": self.verdict.rule}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Whom a call is to, and which rule lets it through. `person` None: nothing is counted of it."""

    target: Target
    rule: str
    person: Person | None = None
    rules: Rules = NONE_YET


class TooManyCalls(NotAllowed):
    """A limit has no room for this call."""

    def for_the_trail(self) -> dict[str, str]:
        return {"rule": self.verdict.rule, "limit": self.verdict.rule}


def check(user: User, pbx: Pbx, number: Number, *, caller_kind: str = CallerKind.EXTENSION) -> Allowed:
    """Raises NotAllowed where a rule of the office forbids it. A number that is never stopped costs no query."""
    target = target_of(number, plan=pbx.numbering_plan())
    if target.is_never_stopped:
        return Allowed(target=target, rule=_("never stopped"))
    now = rules()
    person = verdicts.person_of(user, now)
    verdict = verdicts.stopped(now, pbx.pk) or do_not_call.verdict_of(target, now.do_not_call)
    if verdict is None:
        verdict = verdicts.by_policy(now, person, target, caller_kind=caller_kind)
    if verdict.no:
        raise NotAllowed(verdict)
    return Allowed(target=target, rule=verdict.rule, person=person, rules=now)


def count(allowed: Allowed, *, pbx_id: int) -> None:
    """Take a place under each limit, in the transaction that keeps the call. Raises TooManyCalls; then roll back."""
    if allowed.person is None:
        return
    try:
        counting.take(allowed.rules, allowed.person, allowed.target, pbx_id=pbx_id, usage=CallUsage())
    except counting.Reached as reached:
        raise TooManyCalls(reached.verdict) from None


def at_the_last_moment(call: Call) -> Verdict | None:
    """What forbids a call that waited for its worker: dialling was stopped, or the number listed, since the click."""
    if call.number_class in NEVER_STOPPED:
        return None
    now = rules()
    number_class = NumberClass(call.number_class or NumberClass.NATIONAL)
    target = Target(identity=call.e164 or call.callee, number_class=number_class, country=call.country)
    return verdicts.stopped(now, call.pbx_id) or do_not_call.verdict_of(target, now.do_not_call)
