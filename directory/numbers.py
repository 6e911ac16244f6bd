"""A contact's number: its identity, read with the plan of the office, and how it is shown."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.numbering.formatting import national
from clicktocall.numbering.parsing import NotANumber, read
from clicktocall.pbx.models import Pbx
from directory.models import Extension, PhoneNumber
from directory.office_plans import plan_for
from directory.previewing import Kept


def default_region() -> str:
    """The country of the first PBX in use, else DEFAULT_REGION."""
    region = Pbx.objects.filter(is_active=True).order_by("pk").values_list("region", flat=True).first()
    return region or settings.DEFAULT_REGION


def region_of(user: User) -> str:
    """The country in which `user` reads numbers: where their first phone stands, else that of the office."""
    phone = Extension.objects.of(user).first()
    return phone.pbx.region if phone else default_region()


def identify(number: PhoneNumber, *, region: str) -> None:
    """Fill in what follows from `number.typed`. Saves nothing. Raises NotANumber."""
    meant = read(number.typed, plan_for(region))
    number.typed = meant.typed
    number.e164 = meant.e164
    number.digits = meant.digits
    number.extension = meant.extension


def identity_of(typed: str, *, region: str) -> str:
    """What a number is compared by, with what is typed after it; what is no number, by itself."""
    try:
        meant = read(typed, plan_for(region))
    except NotANumber:
        return typed
    return f"{meant.e164 or meant.digits}/{meant.extension}"


def shown(number: Kept, *, region: str) -> str:
    """As an office in `region` writes it, with its extension behind. Internal numbers stay as typed."""
    if not number.e164:
        return number.typed
    written = national(number.e164, region=region)
    if not number.extension:
        return written
    return _("%(number)s ext. %(extension)s") % {"number": written, "extension": number.extension}
