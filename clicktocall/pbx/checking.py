"""Trying out a PBX: each step in words, until one does not work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import Driver, LoginStopped, PbxError, Refused, TlsCheck
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was tried. `sentence` says what it means and, where it did not work, what to do."""

    works: bool
    sentence: str


def check(pbx: Pbx) -> Iterator[Finding]:
    """Log in, ask for the model, the extensions, and tell the PBX where its events go. Stops at the first failure."""
    driver = driver_for(pbx)
    try:
        yield from _ask(pbx, driver)
    except PbxError as error:
        code = _(" (code %s)") % error.code if error.code else ""
        yield Finding(works=False, sentence=f"{error}{code}")
        return
    if pbx.tls_check == TlsCheck.OFF and pbx.url.startswith("https://"):
        yield Finding(
            works=False,
            sentence=_("The certificate is not checked: anybody in between can listen and dial. Pin its fingerprint."),
        )
    yield _events(pbx)


def _ask(pbx: Pbx, driver: Driver) -> Iterator[Finding]:
    about = _about(driver)
    yield Finding(works=True, sentence=_("Address, certificate and login work. The PBX says: %s.") % about)
    known = {extension.number for extension in driver.extensions()}
    yield Finding(works=True, sentence=_("The PBX has %d extensions.") % len(known))
    missing = sorted(set(pbx.extensions.values_list("number", flat=True)) - known)
    if missing:
        numbers = ", ".join(missing)
        yield Finding(
            works=False, sentence=_("These extensions of users do not exist on the PBX: %s. Correct them.") % numbers
        )
    driver.keep_alive()
    yield Finding(works=True, sentence=_("The PBX has been told where to send its events."))


def _about(driver: Driver) -> str:
    """Model and firmware. A PBX that does not tell them has taken our login all the same."""
    try:
        device = driver.device()
    except LoginStopped:
        raise
    except Refused:
        return _("model not told")
    return " ".join(part for part in (device.model, device.firmware) if part) or _("model not told")


def _events(pbx: Pbx) -> Finding:
    if pbx.last_event_at is None:
        return Finding(
            works=False,
            sentence=_(
                "No event has come from this PBX yet. Make a call; if still none comes, check that the PBX reaches "
                "PBX_EVENTS_URL and that its API reports by HTTP. Until then the page follows calls by asking."
            ),
        )
    when = date_format(timezone.localtime(pbx.last_event_at), "DATETIME_FORMAT")
    return Finding(works=True, sentence=_("The last event came on %s.") % when)
