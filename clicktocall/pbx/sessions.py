"""One driver per PBX and process, one login per PBX for all processes."""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import Driver, Line, LoginStopped, NotSent
from clicktocall.pbx.encryption import decrypt, encrypt
from clicktocall.pbx.models import Pbx

log = logging.getLogger(__name__)

TOKEN_SECONDS = 24 * 3600
"""The heartbeat keeps a token alive for longer than the PBX's 30 minutes; the PBX itself says when one has run out."""
LOCK_SECONDS = 30
WAIT_SECONDS = 20.0
LOCKED_OUT = timedelta(minutes=10)
"""So long the S-Series refuses an address after five wrong passwords."""
LOCKED_OUT_CODE = "20002"


def driver_for(pbx: Pbx) -> Driver:
    """The driver of that PBX, kept while nobody changes how it is reached."""
    return _driver(pbx.pk, pbx.kind, pbx.line())


@lru_cache(maxsize=32)
def _driver(pbx_pk: int, kind: str, line: Line) -> Driver:
    return driver_class(kind)(line, tokens=SharedTokens(pbx_pk, line))


class SharedTokens:
    """The `TokenKeeper` of a PBX: the token lies encrypted in the cache, and a lock there lets one process log in.

    The PBX locks our address out after five wrong passwords. So one refusal stops all logins, kept in the database
    where no flushed cache forgets it, until staff change how the PBX is reached.
    """

    def __init__(self, pbx_pk: int, line: Line) -> None:
        self.pbx_pk = pbx_pk
        self.whom = hashlib.sha256(f"{line.url}\0{line.username}\0{line.password}".encode()).hexdigest()[:16]
        self.token_key = f"pbx:{pbx_pk}:token:{self.whom}"
        self.lock_key = f"pbx:{pbx_pk}:login:{self.whom}"

    def current(self) -> str | None:
        kept: str | None = cache.get(self.token_key)
        return decrypt(kept) or None if kept else None

    def renew(self, stale: str | None, login: Callable[[], str]) -> str:
        owner = uuid.uuid4().hex
        newer = self._wait_for_turn(stale, owner)
        if newer:
            return newer
        try:
            newer = self._other_than(stale)
            return newer or self._log_in(login)
        finally:
            if cache.get(self.lock_key) == owner:
                cache.delete(self.lock_key)

    def forget(self) -> None:
        cache.delete(self.token_key)

    def _other_than(self, stale: str | None) -> str | None:
        token = self.current()
        return token if token != stale else None

    def _wait_for_turn(self, stale: str | None, owner: str) -> str | None:
        """The token that somebody else got while we waited; None when it is our turn to log in."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not cache.add(self.lock_key, owner, LOCK_SECONDS):
            time.sleep(0.02)
            newer = self._other_than(stale)
            if newer:
                return newer
            if time.monotonic() > deadline or not _answers():
                raise NotSent(
                    _("The login at the PBX is held up because our cache does not answer. Try again shortly.")
                )
        return None

    def _log_in(self, login: Callable[[], str]) -> str:
        self._raise_if_stopped()
        try:
            token = login()
        except LoginStopped as refusal:
            self._stop(refusal)
            raise
        cache.set(self.token_key, encrypt(token), TOKEN_SECONDS)
        log.info("pbx=%s step=login outcome=done", self.pbx_pk)
        return token

    def _raise_if_stopped(self) -> None:
        stopped = Q(logins_stopped_until=None) | Q(logins_stopped_until__gt=timezone.now())
        reasons = Pbx.objects.filter(stopped, pk=self.pbx_pk, logins_stopped_for=self.whom)
        for reason in reasons.values_list("logins_stopped_reason", flat=True):
            raise LoginStopped(reason)

    def _stop(self, refusal: LoginStopped) -> None:
        now = timezone.now()
        Pbx.objects.filter(pk=self.pbx_pk).update(
            logins_stopped_at=now,
            logins_stopped_until=now + LOCKED_OUT if refusal.code == LOCKED_OUT_CODE else None,
            logins_stopped_for=self.whom,
            logins_stopped_reason=str(refusal),
        )
        log.warning("pbx=%s step=login outcome=stopped code=%s", self.pbx_pk, refusal.code)


def _answers() -> bool:
    """Whether the cache keeps anything at all just now."""
    cache.set("pbx:answers", "yes", 10)
    return bool(cache.get("pbx:answers"))
