"""Certificates made for a test: self-signed ones, and an authority with what it signed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate with its key."""

    key: Key
    x509: x509.Certificate

    @property
    def pem(self) -> str:
        return self.x509.public_bytes(Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """Lower case without colons: not how the driver shows it."""
        return self.x509.fingerprint(hashes.SHA256()).hex()


def make_certificate(
    *, host: str = "127.0.0.1", signed_by: Certificate | None = None, days: int = 30, is_rsa: bool = False
) -> Certificate:
    """For `host`, a name or an address. Ends in `days`, which may be in the past; self-signed unless told by whom."""
    key: Key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    end = datetime.now(UTC) + timedelta(days=days)
    is_address = host.replace(".", "").isdigit()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signed_by.x509.subject if signed_by else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(datetime.now(UTC), end) - timedelta(days=2))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=signed_by is None, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)) if is_address else x509.DNSName(host)]),
            critical=False,
        )
    )
    return Certificate(key=key, x509=builder.sign(signed_by.key if signed_by else key, hashes.SHA256()))


def serving(certificate: Certificate, folder: Path, *, rsa_key_exchange_only: bool = False) -> ssl.SSLContext:
    """The server's side, with that certificate; if wanted such as an old box has it."""
    file = folder / "server.pem"
    key = certificate.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    file.write_text(key + certificate.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    if rsa_key_exchange_only:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AES256-GCM-SHA384")
    return context
