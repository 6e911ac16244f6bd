"""The PBX's certificate: who issued it, until when it holds, and whether it passes the check that staff chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clicktocall.pbx.doctor.findings import Finding, Remedy, State, finding
from clicktocall.pbx.doctor.reaching import is_loopback
from clicktocall.pbx.drivers.base import Line, NotSent, TlsCheck
from clicktocall.pbx.drivers.tls import fingerprint_of, shown_certificate
from clicktocall.pbx.models import TlsCheckChoice

WARN_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What the PBX shows. `ends` is None where the certificate cannot be read, which does not keep it from working."""

    fingerprint: str
    subject: str = ""
    issuer: str = ""
    ends: datetime | None = None

    @property
    def days_left(self) -> int | None:
        return (self.ends - timezone.now()).days if self.ends else None


def certificate(line: Line) -> Finding:
    if not line.url.startswith("https://"):
        return _plain(line)
    try:
        shown = shown_certificate(replace(line, tls_check=TlsCheck.OFF))
    except NotSent as error:
        return _no_connection(line, error)
    seen = _read(shown)
    try:
        shown_certificate(line)
    except NotSent as error:
        return _refused(line, seen, error)
    return _accepted(line, seen)


def _plain(line: Line) -> Finding:
    host = urlsplit(line.url).hostname or ""
    if is_loopback(host):
        return finding("certificate", State.GOOD, _("Plain http within this machine: nothing crosses the network."))
    return finding(
        "certificate",
        State.WARNING,
        _("Plain http: whoever is on the network in between can read what we say to the PBX, and dial in our place."),
        to_do=_("If the PBX's own web pages open with https (mostly at port 8088), enter that address."),
    )


def _no_connection(line: Line, error: NotSent) -> Finding:
    if not line.legacy_tls and _works(replace(line, tls_check=TlsCheck.OFF, legacy_tls=True)):
        return finding(
            "certificate",
            State.BAD,
            _("This PBX speaks only old encryption (TLS 1.2 with RSA key exchange)."),
            to_do=_("Switch old encryption on in the PBX's settings. The certificate is checked all the same."),
        )
    return finding("certificate", State.BAD, str(error))


def _refused(line: Line, seen: _Seen, error: NotSent) -> Finding:
    if line.tls_check is not TlsCheck.FINGERPRINT:
        return finding(
            "certificate", State.BAD, str(error), facts=_facts(line, seen),
            to_do=_("Before you pin the fingerprint, compare it with the one that a browser shows near the PBX."),
            remedy=Remedy.PIN, remedy_value=seen.fingerprint,
        )  # fmt: skip
    return finding(
        "certificate", State.BAD, _("The PBX shows another certificate than the one that was pinned."),
        to_do=_(
            "If it was renewed, pin the new one. If nobody knows of that, somebody may be listening in: ask your "
            "network's staff first."
        ),
        facts=(*_facts(line, seen), (_("Pinned fingerprint"), line.fingerprint)),
        remedy=Remedy.PIN, remedy_value=seen.fingerprint,
    )  # fmt: skip


def _accepted(line: Line, seen: _Seen) -> Finding:
    facts = _facts(line, seen)
    if line.tls_check is TlsCheck.OFF:
        return finding(
            "certificate", State.WARNING, _("The certificate is not checked: anybody in between can listen and dial."),
            to_do=_("Pin its fingerprint, once you have compared it with the one that a browser shows beside the PBX."),
            facts=facts, remedy=Remedy.PIN, remedy_value=seen.fingerprint,
        )  # fmt: skip
    ending = _ending(line, seen)
    if ending:
        return finding("certificate", State.WARNING, ending, to_do=_renew(line), facts=facts)
    if line.legacy_tls and _works(replace(line, legacy_tls=False)):
        return finding(
            "certificate", State.WARNING, _("Old encryption is switched on here, and the PBX does not need it."),
            to_do=_("Take the tick from old encryption in the PBX's settings."), facts=facts,
        )  # fmt: skip
    return finding("certificate", State.GOOD, _("The PBX has shown that it is the one we know."), facts=facts)


def _ending(line: Line, seen: _Seen) -> str:
    """Why the end of the certificate is worth a word now; empty if it is not."""
    if seen.days_left is None or seen.days_left >= WARN_DAYS:
        return ""
    if seen.days_left < 0:
        return _("The certificate has run out. As its fingerprint is pinned, we go on using it.")
    left = ngettext("%d day", "%d days", seen.days_left) % seen.days_left
    if line.tls_check is TlsCheck.FINGERPRINT:
        return _("The certificate runs out in %s. Once it is renewed, its fingerprint is another.") % left
    return _("The certificate runs out in %s. From then on nobody can dial.") % left


def _renew(line: Line) -> str:
    if line.tls_check is TlsCheck.FINGERPRINT:
        return _("Renew it on the PBX, and pin the new fingerprint here.")
    return _("Renew it on the PBX.")


def _facts(line: Line, seen: _Seen) -> tuple[tuple[str, str], ...]:
    return (
        *([(_("Issued to"), seen.subject)] if seen.subject else []),
        *([(_("Issued by"), seen.issuer)] if seen.issuer else []),
        *([(_("Valid until"), date_format(timezone.localtime(seen.ends), "DATE_FORMAT"))] if seen.ends else []),
        (_("Fingerprint (SHA-256)"), seen.fingerprint),
        (_("Checked"), str(TlsCheckChoice(line.tls_check.value).label)),
        (_("Old encryption"), _("on") if line.legacy_tls else _("off")),
    )


def _read(certificate: bytes) -> _Seen:
    try:
        told = x509.load_der_x509_certificate(certificate)
        return _Seen(
            fingerprint=fingerprint_of(certificate),
            subject=told.subject.rfc4514_string(),
            issuer=told.issuer.rfc4514_string(),
            ends=told.not_valid_after_utc,
        )
    except ValueError:
        return _Seen(fingerprint=fingerprint_of(certificate))


def _works(line: Line) -> bool:
    try:
        shown_certificate(line)
    except NotSent:
        return False
    return True
