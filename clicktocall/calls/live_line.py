"""What a page has seen of its user's calls, so that a poll without news costs no query at all."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core import signing
from django.core.cache import cache

SIGNER = signing.TimestampSigner(salt="calls.live_line")
SEEN_FOR = timedelta(seconds=30)
"""After so long a page is shown the rows again, even if the cache says that nothing is new: it may have missed it."""
KEPT_SECONDS = 24 * 3600


def version(user_pk: int) -> str:
    """Names what there is to see now. Take it before you read the rows: then a page never has seen what it has not."""
    key = _key(user_pk)
    found: str | None = cache.get(key)
    if found is None:
        cache.add(key, uuid.uuid4().hex, KEPT_SECONDS)
        found = cache.get(key) or ""
    return found


def changed(user_pk: int) -> None:
    """From now on every page of that user has something new to fetch."""
    cache.set(_key(user_pk), uuid.uuid4().hex, KEPT_SECONDS)


def seen(user_pk: int, version: str) -> str:
    """What a page sends with its next poll: whose page it is and what it shows, signed."""
    return SIGNER.sign(f"{user_pk}.{version}")


def is_unchanged(seen: str) -> bool:
    """Whether a page that has seen this would see nothing else now. Asks the cache only, neither session nor database.

    It tells nobody anything but that; after a while the page is asked who it is again.
    """
    try:
        user_pk, _, shown = SIGNER.unsign(seen, max_age=SEEN_FOR).partition(".")
    except signing.BadSignature:
        return False
    return bool(shown) and cache.get(_key(user_pk)) == shown


def _key(user_pk: int | str) -> str:
    return f"live:{user_pk}"
