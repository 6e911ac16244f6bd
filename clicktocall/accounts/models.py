"""The user: Django's own, under our name so that it can grow without moving the table."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    def __str__(self) -> str:
        return self.get_full_name() or self.username
