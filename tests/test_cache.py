"""The cache as pages use it: one client for all questions of a thread."""

from __future__ import annotations

from clicktocall.cache import ForgivingRedisCache


def test_a_client_is_kept_from_question_to_question() -> None:
    cache = ForgivingRedisCache("redis://127.0.0.1:9/1", {})

    client = cache._cache

    assert client.get_client("a") is client.get_client("b")
    assert client.get_client("a", write=True) is client.get_client("b", write=True)
