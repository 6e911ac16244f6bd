"""Redis as Django's cache, forgiving: while it is away nothing is found or kept, and no page fails for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


AWAY_SECONDS = 3.0
"""So long the cache is not asked again after a failure: with one that hangs, each question costs its time-out."""
_away_until = 0.0


def _or_nothing(method: Callable[P, R], *, nothing: object) -> Callable[P, R | Any]:
    @wraps(method)
    def forgiving(*args: P.args, **kwargs: P.kwargs) -> R | Any:
        global _away_until  # noqa: PLW0603 -- one cache per process, and whoever is a moment late asks once more
        if time.monotonic() < _away_until:
            return nothing
        try:
            return method(*args, **kwargs)
        except (RedisError, OSError) as error:
            _away_until = time.monotonic() + AWAY_SECONDS
            log.warning("cache step=%s unavailable=%s", method.__name__, type(error).__name__)
            return nothing

    return forgiving


class KeptClient(RedisCacheClient):
    """Django makes a new client for each question, which takes longer than the question itself. This one is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class ForgivingRedisCache(RedisCache):
    """Sessions fall back to the database, polls to the rows. Whoever needs a lock finds that it cannot be had."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient

    set = _or_nothing(RedisCache.set, nothing=None)
    add = _or_nothing(RedisCache.add, nothing=False)
    touch = _or_nothing(RedisCache.touch, nothing=False)
    delete = _or_nothing(RedisCache.delete, nothing=False)
    get_many = _or_nothing(RedisCache.get_many, nothing={})
    set_many = _or_nothing(RedisCache.set_many, nothing=[])
    delete_many = _or_nothing(RedisCache.delete_many, nothing=None)
    has_key = _or_nothing(RedisCache.has_key, nothing=False)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _or_nothing(super().get, nothing=default)(key, default, version)
