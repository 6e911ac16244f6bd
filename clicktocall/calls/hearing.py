"""A message of a PBX, by whichever door it came: pushed to us, or read from the PBX."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from clicktocall.calls import following
from clicktocall.pbx import presence
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import EventKind
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.tasks import keep_alive

log = logging.getLogger(__name__)


def hear(pbx: Pbx, body: bytes) -> None:
    """Keep and apply what one delivery says."""
    for message in driver_class(pbx.kind).messages_in(body):
        _hear(pbx, message)


def _hear(pbx: Pbx, message: bytes) -> None:
    """Keep and apply one message. A PBX that says that it has restarted is logged in to again."""
    event = following.receive(pbx, message)
    if event.phone is not None and event.subject.isdecimal():
        presence.heard((pbx.pk, event.subject[:32]), event.phone)
    if event.kind is EventKind.BOOT_UP:
        _log_in_again()


def _log_in_again() -> None:
    """A PBX that has restarted knows neither our token nor where its events shall go."""
    try:
        keep_alive.apply_async(retry=False)
    except OperationalError as error:
        log.warning("step=keep_alive outcome=no_broker error=%s", type(error).__name__)
