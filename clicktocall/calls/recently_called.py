"""Whom a user has called of late: the directory shows them before others."""

from __future__ import annotations

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call

LOOKED_AT = 30


def contacts_of(user: User) -> list[int]:
    """The contacts of the last calls, newest first. One query, by the index call_history."""
    calls = Call.objects.of(user).recent().values_list("contact_id", flat=True)[:LOOKED_AT]
    return list(dict.fromkeys(pk for pk in calls if pk is not None))
