"""A user's phones, as every click and each letter of a search needs them: without the secrets of their PBXs.

An app above may have a value read beside them, which saves it a question of its own (`AppConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BigIntegerField, Exists, OuterRef, Subquery

from clicktocall.accounts.models import User
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.plan_fields import PLAN_FIELDS
from clicktocall.statements import Given, Statement
from directory.models import Extension, OfficeNumber

_PHONE = ("user_id", "pbx_id", "number", "is_default", "autoanswer")
_OF_A_PBX = ("name", "kind", "is_active", "emergency_location", "failures", "failed_at", *PLAN_FIELDS)
_beside: dict[str, Subquery] = {}
_PHONES = Statement(
    lambda: (
        Extension.objects.of(Given("user", BigIntegerField()))
        .only(*_PHONE, *(f"pbx__{name}" for name in _OF_A_PBX))
        .annotate(has_office_numbers=Exists(OfficeNumber.objects.filter(pbx=OuterRef("pbx"))), **_beside)
    )
)


def read_beside(name: str, value: Subquery) -> None:
    """Each phone that `phones_of` reads has `value` as of the same moment, as an attribute of that name.

    To be asked for before the first phones are read.
    """
    _beside[name] = value


def phones_of(user: User) -> list[Extension]:
    """As `Extension.objects.of(user)`. What is not read here of a PBX is read when somebody asks for it."""
    return _PHONES.run(user=user.pk)


def pbxs_with_office_numbers(phones: Iterable[Extension]) -> list[Pbx]:
    """The PBXs of phones from `phones_of` that have queues, groups and the like: in others nobody has to look."""
    return [phone.pbx for phone in phones if vars(phone)["has_office_numbers"]]
