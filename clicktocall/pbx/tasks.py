"""What the queue runs for the PBXs: tokens stay alive, old messages go."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from clicktocall.celery import app
from clicktocall.pbx import presence, probing
from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.models import Notice, Pbx
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand

log = logging.getLogger(__name__)


@app.task(name="pbx.keep_alive")
def keep_alive() -> None:
    """Send every PBX in use a heartbeat: its token lives 30 minutes, and without one it sends no events."""
    for pbx in Pbx.objects.filter(is_active=True):
        try:
            with speaking_to(pbx, Errand.LOOK) as driver:
                driver.keep_alive()
        except PbxError as error:
            log.warning("pbx=%s step=keep_alive outcome=%s code=%s", pbx.name, type(error).__name__, error.code)


@app.task(name="pbx.probe")
def probe() -> None:
    """Every few seconds: have those PBXs asked that did not answer, whether they do again."""
    for pbx in Pbx.objects.to_be_probed():
        probe_one.delay(pbx.pk)


@app.task(name="pbx.probe_one", expires=10)
def probe_one(pbx_pk: int) -> None:
    """Ask one silent PBX for a sign of life."""
    probing.probe(Pbx.objects.get(pk=pbx_pk))


@app.task(name="pbx.ask_phones")
def ask_phones() -> None:
    """Every other second: have those PBXs asked at whose phones somebody looks, if that is due."""
    for pbx_pk in presence.wanted():
        ask_phones_of.delay(pbx_pk)


@app.task(name="pbx.ask_phones_of", expires=10)
def ask_phones_of(pbx_pk: int) -> None:
    """Ask one PBX what its phones do."""
    presence.ask(Pbx.objects.get(pk=pbx_pk))


@app.task(name="pbx.prune")
def prune() -> None:
    """Delete the PBXs' messages that are older than KEEP_EVENTS_DAYS."""
    Notice.objects.received_before(timezone.now() - timedelta(days=settings.KEEP_EVENTS_DAYS)).delete()
