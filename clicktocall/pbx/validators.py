"""What staff may enter about a PBX; each refusal says what to write instead."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import phonenumbers
from cryptography import x509
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_address(value: str) -> None:
    try:
        url = urlsplit(value)
        well_formed = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ValidationError(_("Write the address with http:// or https://, for instance https://192.168.1.50:8088"))
    if url.username or url.password or url.path not in {"", "/"} or url.query or url.fragment:
        raise ValidationError(_("Write only scheme, host and port; no path, name or password."))


def validate_port(value: int) -> None:
    if not 0 < value < 65536:
        raise ValidationError(_("Write the port as a number from 1 to 65535, for instance 8333."))


def validate_region(value: str) -> None:
    if value not in phonenumbers.SUPPORTED_REGIONS:
        raise ValidationError(_("Write the two letters of the country, for instance DE, GB or US."))


def validate_certificate(value: str) -> None:
    try:
        x509.load_pem_x509_certificates(value.encode())
    except ValueError:
        raise ValidationError(
            _("This is no certificate in PEM form. It begins with -----BEGIN CERTIFICATE-----.")
        ) from None


def validate_fingerprint(value: str) -> None:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", re.sub(r"[\s:]", "", value)):
        raise ValidationError(_("Write the SHA-256 fingerprint: 64 digits 0-9 A-F, with or without colons."))
