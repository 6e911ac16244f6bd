"""What a page has seen of its user's calls, so that a poll without news costs no query at all."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core import signing
from django.core.cache import cache

from clicktocall.policies.rulebook import PAGES_KEY

SIGNER = signing.TimestampSigner(salt="calls.live_line")
SEEN_FOR = timedelta(seconds=30)
"""After so long a page is shown the rows again, even if the cache says that nothing is new: it may have missed it."""
KEPT_SECONDS = 24 * 3600


def version(user_pk: int) -> str:
    """Names what there is to see now. Take it before you read the rows: then a page never has seen what it has not."""
    keys = (_key(user_pk), PAGES_KEY)
    found = cache.get_many(keys)
    if len(found) < len(keys):
        for key in keys:
            cache.add(key, uuid.uuid4().hex, KEPT_SECONDS)
        found = cache.get_many(keys)
    return _joined(found, keys)


def version_of_the_rules() -> str:
    """Names the rules that pages show, as the end of every version does."""
    found: str | None = cache.get(PAGES_KEY)
    if found is None:
        cache.add(PAGES_KEY, uuid.uuid4().hex, KEPT_SECONDS)
        found = cache.get(PAGES_KEY) or ""
    return found


def shows_these_rules(seen: str) -> bool:
    """Whether a page that has seen this shows the rules of now. Asks the cache once."""
    try:
        shown = SIGNER.unsign(seen, max_age=SEEN_FOR).rpartition(".")[2]
    except signing.BadSignature:
        return False
    return bool(shown) and cache.get(PAGES_KEY) == shown


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
    keys = (_key(user_pk), PAGES_KEY)
    return bool(shown) and _joined(cache.get_many(keys), keys) == shown


def _joined(found: dict[str, str], keys: tuple[str, str]) -> str:
    """The version of the user's calls and that of the rules; empty if the cache does not have both."""
    return ".".join(found[key] for key in keys) if len(found) == len(keys) else ""


def _key(user_pk: int | str) -> str:
    return f"live:{user_pk}"
