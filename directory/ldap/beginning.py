"""Begins looks and syncs, by staff, by the clock or by the command line: one at a time for each source."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.ldap.servers import settings_of
from directory.models import LdapRun, LdapSource

log = logging.getLogger(__name__)
Kind, Stage = LdapRun.Kind, LdapRun.Stage
KEPT = 30
"""Runs of each source that are kept."""
SENT_AGAIN_AFTER = timedelta(minutes=1)
SILENCE = timedelta(minutes=10)
"""Longer than a page may take. A run that was not heard of for so long has lost its worker."""


class NotNow(Exception):
    """It cannot be begun. str() is a sentence that says what to do first."""


def is_looked_at(source: LdapSource) -> bool:
    """Whether somebody has seen what the source would do, with the settings that it has now."""
    return source.previewed_for == settings_of(source)


def begin(source: LdapSource, kind: LdapRun.Kind, *, user_name: str = "", agreed_gone: int = 0) -> LdapRun:
    """A run of its own, waiting. Raises NotNow: of two that are begun at once there is one."""
    if kind == Kind.SYNC and not is_looked_at(source):
        raise NotNow(_("Look at what it would do first: its settings were not looked at as they are now."))
    try:
        with transaction.atomic():
            run = LdapRun.objects.create(
                source=source,
                kind=kind,
                user_name=user_name[:200],
                settings=settings_of(source),
                agreed_gone=agreed_gone,
            )
    except IntegrityError:
        raise NotNow(_("This source is being read already. Wait until that has finished.")) from None
    old = list(source.runs.values_list("pk", flat=True)[KEPT:])
    source.runs.filter(pk__in=old).delete()
    return run


def switch(source: LdapSource, *, on: bool) -> None:
    """Keep the source in step by the clock, or no more. Raises NotNow."""
    if on and not is_looked_at(source):
        raise NotNow(_("Look at what it would do first, then switch it on."))
    LdapSource.objects.filter(pk=source.pk).update(is_active=on, next_at=timezone.now() if on else None)


def begin_what_is_due() -> list[int]:
    """For the clock: end runs that have lost their worker, begin those whose time has come. Keys of what to send."""
    now = timezone.now()
    lost = LdapRun.objects.filter(stage=Stage.ASKING).silent_since(now - SILENCE)
    lost.update(
        stage=Stage.FAILED,
        ended_at=now,
        sentence=_("Its worker was lost on the way. The next sync goes through all anew."),
    )
    waiting = LdapRun.objects.filter(stage=Stage.WAITING).silent_since(now - SENT_AGAIN_AFTER)
    keys = list(waiting.values_list("pk", flat=True))
    waiting.update(beat_at=now)
    for source in LdapSource.objects.due(now):
        if _takes_turn(source, now):
            try:
                keys.append(begin(source, Kind.SYNC).pk)
            except NotNow as reason:
                log.info("ldap_source=%s step=begin outcome=not_now", source.pk)
                if not is_looked_at(source):
                    LdapSource.objects.filter(pk=source.pk).update(is_active=False, trouble=str(reason))
    return keys


def _takes_turn(source: LdapSource, now: datetime) -> bool:
    """Of several clocks one begins it."""
    next_at = now + timedelta(minutes=source.every_minutes)
    return bool(LdapSource.objects.filter(pk=source.pk, next_at=source.next_at).update(next_at=next_at))
