"""Who may call what from which phone: each no is a `Refusal` with a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.audit.recording import What, record
from clicktocall.calls import wording
from clicktocall.calls.models import Call
from clicktocall.calls.usage import CallUsage
from clicktocall.numbering.formatting import national
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number, read, stored
from clicktocall.numbering.reaching import as_the_network_reads
from clicktocall.pbx.models import Pbx
from clicktocall.policies import counting, do_not_call, verdicts
from clicktocall.policies.models import CallerKind
from clicktocall.policies.rulebook import NONE_YET, Rules, rules
from clicktocall.policies.targets import NEVER_STOPPED, Target, are_never_stopped, targets_of
from clicktocall.policies.verdict import Verdict
from clicktocall.policies.verdicts import Person
from directory.models import Extension
from directory.phones import phones_of


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
    phones = phones_of(user)
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
    """Whom a call is to, and which rule lets it through. `person` None: nothing is counted of it.

    `rung_first` is the user's own number where that is called first: a second call on the bill.
    """

    target: Target
    rule: str
    rung_first: Target | None = None
    person: Person | None = None
    rules: Rules = NONE_YET


class TooManyCalls(NotAllowed):
    """A limit has no room for this call."""

    def for_the_trail(self) -> dict[str, str]:
        return {"rule": self.verdict.rule, "limit": self.verdict.rule}


def check(
    user: User,
    pbx: Pbx,
    number: Number,
    *,
    plan: NumberingPlan,
    caller_kind: str = CallerKind.EXTENSION,
    rung_first: str = "",
) -> Allowed:
    """Raises NotAllowed where a rule of the office forbids it. A number that is never stopped costs no query.

    `plan` is what the PBX makes of `number`. `rung_first` is the E.164 form of an outside number that is called first;
    it has to be allowed like any other.
    """
    targets = targets_of(number, plan=plan)
    if are_never_stopped(targets):
        return Allowed(target=targets[0], rule=_("never stopped"))
    now = rules()
    person = verdicts.person_of(user, now)
    verdict = verdicts.stopped(now, pbx.pk) or verdicts.judge(now, person, targets, caller_kind=caller_kind)
    if verdict.no:
        raise NotAllowed(verdict)
    own = targets_of(read(rung_first, plan), plan=plan) if rung_first else ()
    if own:
        first = verdicts.judge(now, person, own, caller_kind=caller_kind)
        if first.no:
            raise NotAllowed(first.about(_would_ring_first(rung_first, pbx)))
    return Allowed(target=targets[0], rule=verdict.rule, rung_first=own[0] if own else None, person=person, rules=now)


def count(allowed: Allowed, *, pbx_id: int) -> None:
    """Take a place under each limit, in the transaction that keeps the call. Raises TooManyCalls; then roll back."""
    if allowed.person is None:
        return
    called = [allowed.target, allowed.rung_first] if allowed.rung_first else [allowed.target]
    try:
        counting.take(allowed.rules, allowed.person, called, pbx_id=pbx_id, usage=CallUsage())
    except counting.Reached as reached:
        raise TooManyCalls(reached.verdict) from None


def at_the_last_moment(call: Call, now: Rules) -> Verdict | None:
    """What forbids a call that waited for its worker: dialling was stopped, or a number listed, since the click."""
    if call.number_class in NEVER_STOPPED:
        return None
    return _listed_or_stopped(call, now, _kept(call, e164=call.e164, sent=call.callee), rung_first=call.caller_e164)


def before_a_transfer(call: Call) -> Verdict | None:
    """The same for a transfer that was asked for."""
    return _listed_or_stopped(call, rules(), _kept(call, sent=call.transfer_to))


def keep_in_the_trail(call: Call, no: Verdict, *, subject: str, via: str = "") -> None:
    """What was allowed at its click, and was not any more when a worker came to it."""
    phone = f"{call.caller}@{call.pbx.name}"
    about = {"rule": no.rule, "why": no.no, "phone": phone, "via": via, "call": str(call.pk)}
    record(What.DIAL_REFUSED, user=call.user, subject=subject, when="before it was sent", **about)


def _listed_or_stopped(call: Call, now: Rules, number: Number, *, rung_first: str = "") -> Verdict | None:
    plan = call.pbx.numbering_plan()
    targets = targets_of(number, plan=plan)
    if are_never_stopped(targets):
        return None
    found = verdicts.stopped(now, call.pbx_id) or do_not_call.first_listed(targets, now.do_not_call)
    if found is not None or not rung_first:
        return found
    first = do_not_call.first_listed(targets_of(read(rung_first, plan), plan=plan), now.do_not_call)
    return first.about(_would_ring_first(rung_first, call.pbx)) if first else None


def _kept(call: Call, *, sent: str, e164: str = "") -> Number:
    """What was clicked, as it has been kept: by its E.164 number, else by what is sent."""
    plan = call.pbx.numbering_plan()
    kept = stored(typed=sent, e164=e164, digits=sent, extension="", plan=plan)
    return kept if e164 else as_the_network_reads(sent, plan) or kept


def _would_ring_first(e164: str, pbx: Pbx) -> str:
    number = national(e164, region=pbx.region)
    return _("Your own number %(number)s cannot be called first.") % {"number": number}
