"""Secrets at rest: a text column that is encrypted in the database and plain in Python."""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

log = logging.getLogger(__name__)


@cache
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "ENCRYPTION_KEYS holds a word that is no Fernet key (32 bytes in URL-safe base64). "
            "A fresh one is printed by: python3 -m clicktocall.new_secrets"
        ) from None


def encrypt(plain: str) -> str:
    return _keys(tuple(settings.ENCRYPTION_KEYS)).encrypt(plain.encode()).decode()


def decrypt(kept: str) -> str:
    """The plain text; empty when no key fits, so that staff can still open the row and enter the secret again."""
    try:
        return _decrypted(kept, tuple(settings.ENCRYPTION_KEYS))
    except InvalidToken:
        log.warning("encryption step=decrypt outcome=no_key_fits; put the old key back into ENCRYPTION_KEYS")
        return ""


@lru_cache(maxsize=64)  # each click reads the row of its PBX several times
def _decrypted(kept: str, keys: tuple[str, ...]) -> str:
    return _keys(keys).decrypt(kept.encode()).decode()


class SecretField(models.TextField[str, str]):
    """Encrypted with the first of ENCRYPTION_KEYS. Cannot be searched by value. Empty stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else ""

    def from_db_value(self, value: str | None, *_: object) -> str:
        return decrypt(value) if value else ""
