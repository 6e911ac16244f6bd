"""What a phone link means, before anybody is called: who, from which phone, with which digits."""

from __future__ import annotations

from dataclasses import dataclass

from clicktocall.accounts.models import User
from clicktocall.calls import callers, limits, pairing
from clicktocall.calls.callees import Callee, callee_of
from clicktocall.calls.callers import Caller
from clicktocall.calls.emergencies import Emergency, emergency_of
from clicktocall.numbering.formatting import national
from clicktocall.numbering.parsing import Number
from directory.models import Contact
from directory.parties import Party
from directory.previewing import Preview, preview_of
from directory.search import also_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The number of a link. `shown` is how the office reads it, `preview` exactly what the PBX would be sent."""

    number: Number
    shown: str
    preview: Preview
    emergency: Emergency | None
    party: Party
    also: list[Contact]
    """Who else has the number: whoever is called there may be one of them."""
    caller: Caller

    @property
    def contact(self) -> Contact | None:
        return self.party.contact


def look_up(user: User, link: str, *, phone: str = "") -> Found:
    """Raises NotANumber or a Refusal, each with a sentence."""
    caller = callers.chosen(user, phone)
    callee = callee_of(user, link, pbx=caller.pbx)
    permitting = pairing.check(caller, callee)
    limits.check(user, caller.pbx, callee.number, plan=callee.plan, caller_kind=caller.kind, rung_first=caller.e164)
    return Found(
        number=callee.number,
        shown=national(callee.number, region=caller.pbx.region),
        preview=preview_of(callee.number, callee.plan, office=caller.pbx.name),
        emergency=emergency_of(callee.number, permitting),
        party=callee.party,
        also=_also(callee, user),
        caller=caller,
    )


def _also(callee: Callee, user: User) -> list[Contact]:
    number, contact = callee.number, callee.party.contact
    if contact is None:
        return []
    return also_of(number.e164 or number.digits, user=user, extension=number.extension, besides=contact)
