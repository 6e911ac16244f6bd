"""The cache as pages use it, and the broker: one client for all questions."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from kombu import Connection

from clicktocall.cache import ForgivingRedisCache

pytestmark = pytest.mark.servers


def test_a_client_is_kept_from_question_to_question() -> None:
    cache = ForgivingRedisCache("redis://127.0.0.1:9/1", {})

    client = cache._cache

    assert client.get_client("a") is client.get_client("b")
    assert client.get_client("a", write=True) is client.get_client("b", write=True)


def test_the_client_of_the_broker_is_kept_as_long_as_its_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis.Redis, "ping", lambda _self: True)  # nobody has to be there
    with Connection("redis://127.0.0.1:9/0", transport="clicktocall.broker:Transport") as connection:
        channel: Any = connection.channel()

        kept = channel._create_client()

        assert channel._create_client() is kept
        channel._disconnect_pools()
        assert channel._create_client() is not kept
