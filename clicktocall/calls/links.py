"""What a phone link means, before anybody is called: who, from which phone, with which digits."""

from __future__ import annotations

from dataclasses import dataclass

from clicktocall.accounts.models import User
from clicktocall.calls import limits
from clicktocall.calls.emergencies import Emergency, emergency_of
from clicktocall.numbering.formatting import national
from clicktocall.numbering.parsing import Number, read
from clicktocall.numbering.tel_links import number_from_link
from directory.models import Contact, Extension
from directory.previewing import Preview, preview_of
from directory.search import whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The number of a link. `shown` is how the office reads it, `preview` exactly what the PBX would be sent."""

    number: Number
    shown: str
    preview: Preview
    emergency: Emergency | None
    contact: Contact | None
    phone: Extension


def look_up(user: User, link: str, *, phone: str = "") -> Found:
    """Raises NotANumber or a Refusal, each with a sentence."""
    extension = limits.phone_of(user, phone)
    plan = extension.pbx.numbering_plan()
    number = read(number_from_link(link), plan)
    limits.check(extension, number)
    return Found(
        number=number,
        shown=national(number, region=plan.region),
        preview=preview_of(number, plan, office=extension.pbx.name),
        emergency=emergency_of(number, extension),
        contact=whose(number.e164 or number.digits, user=user),
        phone=extension,
    )
