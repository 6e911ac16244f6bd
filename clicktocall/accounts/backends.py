"""Who signs in, and who a session belongs to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField

from clicktocall.accounts.models import User
from clicktocall.statements import Given, Statement

_USER = Statement(lambda: User.objects.filter(pk=Given("pk", BigIntegerField())))


class Accounts(ModelBackend):
    """Django's own, except that the user of a session, whom each request asks for, comes by a statement kept ready."""

    def get_user(self, user_id: Any) -> User | None:
        found = _USER.run(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
