"""TLS to an office PBX: how its certificate is checked, and what to tell people when that fails."""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.pbx.drivers.base import Line, NotSent, TlsCheck

_CERTIFICATE_SENTENCES = (
    (
        {18, 19},
        gettext_lazy(
            "The PBX's certificate is self-signed. Pin its fingerprint in the PBX's settings, or upload the "
            "certificate there."
        ),
    ),
    (
        {2, 20, 21},
        gettext_lazy(
            "The PBX's certificate was signed by an authority that is not trusted here. Upload the authority's "
            "certificate in the PBX's settings, or pin the fingerprint."
        ),
    ),
    (
        {10},
        gettext_lazy("The PBX's certificate has expired. Renew it on the PBX, or pin its fingerprint in the settings."),
    ),
    ({9}, gettext_lazy("The PBX's certificate is not valid yet. Check the clocks of the PBX and of this server.")),
    (
        {62, 64},
        gettext_lazy(
            "The PBX's certificate was issued for another name or address. Enter the PBX's address as it stands in the "
            "certificate, or pin the certificate's fingerprint."
        ),
    ),
    (
        {66, 67, 68},
        gettext_lazy(
            "The PBX's certificate is too weak by today's rules. Renew it there, or switch old encryption on here."
        ),
    ),
)
"""OpenSSL's numbers X509_V_ERR_..., as `ssl.SSLCertVerificationError.verify_code` gives them."""


class OtherCertificate(ssl.SSLError):
    """The PBX showed a certificate with another fingerprint than the pinned one."""

    def __init__(self, found: str) -> None:
        super().__init__("other certificate")
        self.found = found


def context_of(line: Line) -> ssl.SSLContext:
    """The one context for every connection of that line. Raises NotSent if its CA certificate cannot be read."""
    ca_certificate = line.ca_certificate if line.tls_check is TlsCheck.CA else ""
    try:
        return _context(line.tls_check, ca_certificate, legacy=line.legacy_tls)
    except (ssl.SSLError, ValueError):
        pass
    raise NotSent(_("The authority certificate in the PBX's settings cannot be read. Upload it again, in PEM form."))


@lru_cache(maxsize=64)
def _context(check: TlsCheck, ca_certificate: str, *, legacy: bool) -> ssl.SSLContext:
    """Made once per process: reading all system CAs takes longer than everything else on the way to a ringing phone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if check is TlsCheck.SYSTEM:
        context.load_default_certs()
    elif check is TlsCheck.CA:
        # PBXs come with certificates that say little of themselves: the uploaded one is trusted as it is,
        # also when it is the box's own and no authority's.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=ca_certificate)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if legacy:
        # Brings back RSA key exchange, which Python leaves out of its own cipher list.
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of a DER certificate, as browsers show it: upper case, with colons."""
    digest = hashlib.sha256(certificate).hexdigest().upper()
    return ":".join(re.findall("..", digest))


def check_fingerprint(line: Line, certificate: bytes | None) -> None:
    """Raises OtherCertificate unless the line's fingerprint, in any spelling, is that of the certificate."""
    found = fingerprint_of(certificate or b"")
    if _digits(line.fingerprint) != _digits(found):
        raise OtherCertificate(found)


def _digits(fingerprint: str) -> str:
    return re.sub("[^0-9a-f]", "", fingerprint.lower())


def found_fingerprint(line: Line) -> str:
    """SHA-256 of the certificate that the PBX shows now, unchecked, for staff to compare and pin. Raises NotSent."""
    return fingerprint_of(shown_certificate(replace(line, tls_check=TlsCheck.OFF)))


def shown_certificate(line: Line) -> bytes:
    """The certificate that the PBX shows now, in DER, once it has passed the check of the line. Raises NotSent."""
    address = urlsplit(line.url)
    host, port = address.hostname or "", address.port or 443
    if address.scheme != "https":
        raise NotSent(_("Only an address that begins with https:// has a certificate. Enter that one first."))
    context = context_of(line)
    try:
        with (
            socket.create_connection((host, port), line.connect_timeout) as connection,
            context.wrap_socket(connection, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert(binary_form=True) or b""
            if line.tls_check is TlsCheck.FINGERPRINT:
                check_fingerprint(line, certificate)
            return certificate
    except (OSError, ValueError) as error:
        sentence = connect_sentence(line, error)
    raise NotSent(sentence)


def connect_sentence(line: Line, error: BaseException | None) -> str:
    """Why no connection to the PBX came about, and what to do."""
    if isinstance(error, OtherCertificate):
        return _(
            "The PBX shows a certificate with another fingerprint than the one in its settings. If its certificate was "
            "renewed, pin the new one: %(found)s. If not, somebody may be listening in: ask your network's staff."
        ) % {"found": error.found}
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_sentence(error)
    if isinstance(error, ssl.SSLError) and error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST"}:
        return _("The PBX does not speak https at this address. Check the port, or enter the address with http://.")
    if isinstance(error, ssl.SSLError) or (isinstance(error, ConnectionResetError) and line.url.startswith("https:")):
        return _handshake_sentence(line)
    if isinstance(error, socket.gaierror | UnicodeError):
        return _("Nothing is known by the name of the PBX's address. Check the address in the PBX's settings.")
    return _(
        "The PBX cannot be reached, so nothing was sent. Try again in a moment, or dial on your phone. If it goes on, "
        "check that the PBX is switched on and that its address and port are right."
    )


def _certificate_sentence(error: ssl.SSLCertVerificationError) -> str:
    for codes, sentence in _CERTIFICATE_SENTENCES:
        if error.verify_code in codes:
            return str(sentence)
    return _("The PBX's certificate was not accepted (%(reason)s). Pin its fingerprint in the PBX's settings.") % {
        "reason": error.verify_message
    }


def _handshake_sentence(line: Line) -> str:
    if line.legacy_tls:
        return _(
            "The PBX broke off the encrypted connection, also with old encryption. Update its firmware, or check that "
            "the port is that of its web pages."
        )
    return _(
        "The PBX broke off the encrypted connection, as older boxes do. Switch old encryption on in the PBX's "
        "settings; the certificate is checked all the same."
    )
