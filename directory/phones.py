"""A user's phones, as every click and each letter of a search needs them: without the secrets of their PBXs."""

from __future__ import annotations

from django.db.models import BigIntegerField

from clicktocall.accounts.models import User
from clicktocall.pbx.plan_fields import PLAN_FIELDS
from clicktocall.statements import Given, Statement
from directory.models import Extension

_PHONE = ("user_id", "pbx_id", "number", "is_default", "autoanswer")
_OF_A_PBX = ("name", "kind", "is_active", "emergency_location", "failures", "failed_at", *PLAN_FIELDS)
_PHONES = Statement(
    lambda: Extension.objects.of(Given("user", BigIntegerField())).only(
        *_PHONE, *(f"pbx__{name}" for name in _OF_A_PBX)
    )
)


def phones_of(user: User) -> list[Extension]:
    """As `Extension.objects.of(user)`. What is not read here of a PBX is read when somebody asks for it."""
    return _PHONES.run(user=user.pk)
