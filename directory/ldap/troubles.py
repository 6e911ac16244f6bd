"""What goes wrong between us and an LDAP server, as sentences for staff."""

from __future__ import annotations

import re
import socket
import ssl

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.pbx.drivers.base import NotSent
from clicktocall.pbx.drivers.tls import OtherCertificate

MISSING = gettext_lazy(
    "The library that speaks LDAP is not installed here. Install Click to Call with its extra: "
    'pip install "click-to-call[ldap]". The image for containers has it.'
)

_CERTIFICATES = (
    ({18, 19}, gettext_lazy("The server's certificate is self-signed.")),
    ({2, 20, 21}, gettext_lazy("The server's certificate was signed by an authority that is not trusted here.")),
    ({10}, gettext_lazy("The server's certificate has expired.")),
    ({9}, gettext_lazy("The server's certificate is not valid yet. Check the clocks of both servers.")),
    ({62, 64}, gettext_lazy("The server's certificate was issued for another name or address.")),
)
"""OpenSSL's numbers X509_V_ERR_..., as `ssl.SSLCertVerificationError.verify_code` gives them."""

_RESULTS = {
    1: gettext_lazy("The server wants to know who is asking. Enter the account that may read the address book."),
    2: gettext_lazy("The server does not understand what it was asked. If it knows no StartTLS, choose LDAPS."),
    3: gettext_lazy("The server broke off because it took too long. Narrow the filter, or raise its time limit."),
    4: gettext_lazy(
        "The server gave only a part, because more entries match than it hands out. Raise its size limit for this "
        "account, or narrow the filter. Nothing was put in the bin."
    ),
    8: gettext_lazy("The server takes no password over an unencrypted connection. Choose LDAPS or StartTLS."),
    10: gettext_lazy("The server sends us to another one. Enter the address of the server that has this base DN."),
    11: gettext_lazy("The server broke off at a limit of its own. Narrow the filter, or raise that limit."),
    13: gettext_lazy("The server wants an encrypted connection. Choose LDAPS or StartTLS."),
    32: gettext_lazy("The server has nothing at this base DN. Check it, for instance DC=office,DC=example."),
    34: gettext_lazy(
        "The server cannot read the base DN or the account. Write a DN such as OU=People,DC=office,DC=example."
    ),
    48: gettext_lazy("The server does not let this account sign in with a password. Enter another account."),
    49: gettext_lazy("The server refused the account or its password. Enter both again."),
    50: gettext_lazy("The account may not read there. Give it the right to read, or enter another account."),
    51: gettext_lazy("The server is busy. The next sync tries again."),
    52: gettext_lazy("The server is not available. The next sync tries again."),
    53: gettext_lazy("The server is not willing to answer this. Check the account and the filter."),
}
"""Result codes of RFC 4511, appendix A."""

_OF_ACTIVE_DIRECTORY = {
    "52e": gettext_lazy("The password of the account is wrong. Enter it again."),
    "525": gettext_lazy("The server knows no such account. Write it as a DN, or as name@office.example."),
    "530": gettext_lazy("The account may not sign in at this hour. Change that on the server."),
    "531": gettext_lazy("The account may not sign in from this machine. Change that on the server."),
    "532": gettext_lazy("The password of the account has run out. Set a new one on the server, then enter it here."),
    "533": gettext_lazy("The account is disabled on the server. Enable it there."),
    "701": gettext_lazy("The account has run out. Extend it on the server."),
    "773": gettext_lazy("The server wants the account to get a new password first. Set one there, then enter it here."),
    "775": gettext_lazy("The account is locked on the server. Unlock it there, then enter the right password here."),
}
"""What Active Directory adds to a refused login: `data 52e`. Source: Microsoft, common Active Directory bind errors."""


def result_sentence(code: int, message: str) -> str:
    """Why the server said no. What it adds itself is kept beside it, one line of it."""
    if code == 49 and (told := re.search(r"\bdata ([0-9a-f]{3})\b", message)) and told[1] in _OF_ACTIVE_DIRECTORY:
        return str(_OF_ACTIVE_DIRECTORY[told[1]])
    sentence = _RESULTS.get(code, gettext_lazy("The server said no. Look it up in the server's log."))
    added = " ".join(re.sub(r"[^ -~\u00a0-\uffff]", " ", message).split())[:200]
    return _("%(sentence)s (code %(code)d%(added)s)") % {
        "sentence": sentence,
        "code": code,
        "added": f": {added}" if added else "",
    }


def connect_sentence(address: str, error: BaseException | None, *, shown: str = "") -> str:
    """Why no connection came about. `shown` is the fingerprint of the certificate that the server shows now."""
    if isinstance(error, OtherCertificate):
        return _(
            "%(address)s shows a certificate with another fingerprint than the one entered. If it was renewed, enter "
            "the new one: %(found)s. If not, somebody may be listening in: ask your network's staff."
        ) % {"address": address, "found": error.found}
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{address}: {_certificate(error)} {_pin(shown)}".strip()
    if isinstance(error, NotSent):
        return _("The authority certificate entered here cannot be read. Enter it again, in PEM form.")
    if isinstance(error, ssl.SSLError):
        return _("%s does not speak TLS here. Check the port: 636 for LDAPS, 389 for StartTLS.") % address
    if isinstance(error, socket.gaierror | UnicodeError):
        return _("Nothing is known by the name %s. Check the address.") % address
    return _("%s cannot be reached. Check address and port, and that no firewall is in between.") % address


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    for codes, sentence in _CERTIFICATES:
        if error.verify_code in codes:
            return str(sentence)
    return _("The server's certificate was not accepted (%s).") % error.verify_message


def _pin(shown: str) -> str:
    if not shown:
        return _("Enter its authority's certificate, or its fingerprint.")
    return (
        _("Enter its authority's certificate, or compare this fingerprint with the server's and enter it: %s") % shown
    )
