"""One driver per PBX and process, one login per PBX for all processes."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Q, QuerySet
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


def messages_of(pbx: Pbx, *, stopped: threading.Event) -> Generator[bytes, None, None]:
    """What that PBX tells by TCP, until `stopped`. See `Driver.listen` for the errors.

    Its login there counts among those that the PBX locks us out for: a refusal stops all logins, and a stop this one.
    """
    tokens = SharedTokens(pbx.pk, pbx.line())
    tokens.raise_if_stopped()
    try:
        yield from driver_for(pbx).listen(stopped=stopped)
    except LoginStopped as refusal:
        tokens.stop(refusal)
        raise


def visiting_driver(pbx: Pbx, line: Line, *, may_log_in: bool) -> Driver:
    """A driver for one visit, with the login that all share. Where it may not log in, it raises NotLoggedIn instead."""
    tokens = SharedTokens if may_log_in else LookingTokens
    return driver_class(pbx.kind)(line, tokens=tokens(pbx.pk, line))


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
        self.since_key = f"{self.token_key}:since"
        self.transport_key = f"{self.token_key}:transport"
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

    def note_transport(self, transport: str) -> None:
        cache.set(self.transport_key, transport, TOKEN_SECONDS)

    def transport(self) -> str:
        """How the PBX said it reports events when it let us in; empty if it did not say, or nobody is logged in."""
        return str(cache.get(self.transport_key) or "")

    def logged_in_at(self) -> datetime | None:
        """When the present token was given; None while there is none."""
        at: datetime | None = cache.get(self.since_key)
        return at if at and self.current() else None

    def stopped(self) -> Pbx | None:
        """The PBX as it is kept while logins are stopped, with when, why and until when; None while they are not."""
        now = timezone.now()
        in_force = Q(logins_stopped_until=None) | Q(logins_stopped_until__gt=now)
        return Pbx.objects.filter(in_force, pk=self.pbx_pk, logins_stopped_for=self.whom).first()

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
            if time.monotonic() > deadline or not cache_answers():
                raise HeldUp(_("The login at the PBX is held up because our cache does not answer. Try again shortly."))
        return None

    def _log_in(self, login: Callable[[], str]) -> str:
        self.raise_if_stopped()
        try:
            token = login()
        except LoginStopped as refusal:
            self.stop(refusal)
            raise
        cache.set(self.since_key, timezone.now(), TOKEN_SECONDS)
        cache.set(self.token_key, encrypt(token), TOKEN_SECONDS)
        log.info("pbx=%s step=login outcome=done", self.pbx_pk)
        return token

    def raise_if_stopped(self) -> None:
        stopped = self.stopped()
        if stopped is not None:
            raise LoginStopped(stopped.logins_stopped_reason)

    def stop(self, refusal: LoginStopped) -> None:
        now = timezone.now()
        Pbx.objects.filter(pk=self.pbx_pk).update(
            logins_stopped_at=now,
            logins_stopped_until=now + LOCKED_OUT if refusal.code == LOCKED_OUT_CODE else None,
            logins_stopped_for=self.whom,
            logins_stopped_reason=str(refusal),
        )
        log.warning("pbx=%s step=login outcome=stopped code=%s", self.pbx_pk, refusal.code)


class HeldUp(NotSent):
    """It was we who could not ask: this says nothing about the PBX."""


class NotLoggedIn(HeldUp):
    """There is no login that the PBX accepts, and whoever asked may not log in."""


class LookingTokens(SharedTokens):
    """For pages that only look: they use the login that is there, and never cause one."""

    def renew(self, stale: str | None, login: Callable[[], str]) -> str:  # noqa: ARG002 -- the keeper's signature
        if stale is None:
            raise NotLoggedIn(_("Nobody is logged in at the PBX just now. Log in from the PBX's doctor page."))
        raise NotLoggedIn(_("The PBX does not accept our login any more. Log in anew from the PBX's doctor page."))


def let_logins_try_again(chosen: QuerySet[Pbx]) -> None:
    """Staff have looked after it: the next request may log in."""
    chosen.update(logins_stopped_at=None, logins_stopped_until=None, logins_stopped_for="", logins_stopped_reason="")


def cache_answers() -> bool:
    """Whether the cache keeps anything at all just now."""
    cache.set("pbx:answers", "yes", 10)
    return bool(cache.get("pbx:answers"))
