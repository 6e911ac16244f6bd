"""Redis as Celery's broker. kombu makes a new client for each question, which takes longer than the question itself."""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class KeptClientChannel(redis.Channel):
    """A client only draws connections from its pool: this one is kept for as long as the pool is the same."""

    _kept: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 -- kombu's signature
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # -- left out of its types
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()  # type: ignore[misc]  # -- as above
        return self._kept


class Transport(redis.Transport):
    """Named in the setting CELERY_BROKER_TRANSPORT, which turns kombu away from TLS: not for an address rediss://."""

    Channel = KeptClientChannel
