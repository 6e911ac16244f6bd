"""What is asked of an LDAP server and what it answers: values that know no library, no rows and no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clicktocall.pbx.drivers.base import Line, TlsCheck

PORTS = {"ldaps": 636, "starttls": 389, "none": 389}


class Encryption(StrEnum):
    LDAPS = "ldaps"
    STARTTLS = "starttls"
    NONE = "none"


class NoAnswer(Exception):
    """The server could not be asked, or said no. str() is a sentence for staff: what happened, and what to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How to reach an LDAP server and who we are there. Times are in seconds. The addresses are tried in turn."""

    addresses: tuple[Address, ...]
    encryption: Encryption = Encryption.LDAPS
    tls_check: TlsCheck = TlsCheck.SYSTEM
    ca_certificate: str = ""
    fingerprint: str = ""
    bind_dn: str = ""
    password: str = field(default="", repr=False)
    connect_timeout: int = 5
    answer_timeout: int = 20
    """How long one read may wait."""
    total_seconds: int = 900
    answer_bytes: int = 512 * 1024 * 1024
    """All that one connection may bring."""

    def line(self, address: Address) -> Line:
        """For the code that checks certificates of PBXs: it is the same check."""
        return Line(
            name=str(address),
            url=f"https://{address}",
            username="",
            password="",
            tls_check=self.tls_check,
            ca_certificate=self.ca_certificate,
            fingerprint=self.fingerprint,
            connect_timeout=self.connect_timeout,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which entries, and what of them."""

    base_dn: str
    filter: str
    attributes: tuple[str, ...]
    page: int = 500
    page_bytes: int = 512 * 1024 * 1024
    """All that one page may bring: it stands in memory as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it came. The names of the attributes are in lower case, without options such as `;lang-de`."""

    dn: str
    attributes: Mapping[str, tuple[bytes, ...]]


def addresses_of(text: str, encryption: Encryption) -> tuple[Address, ...]:
    """The addresses of a line such as `dc1.office.example dc2.office.example:3269`. Raises ValueError."""
    return tuple(_address(word, encryption) for word in text.replace(",", " ").split())


def _address(word: str, encryption: Encryption) -> Address:
    scheme, separator, rest = word.partition("://")
    if separator and scheme.lower() not in {"ldap", "ldaps"}:
        raise ValueError(word)
    rest = (rest if separator else word).rstrip("/")
    if rest.startswith("["):
        host, bracket, port = rest[1:].partition("]")
        port = port.removeprefix(":")
        if not bracket:
            raise ValueError(word)
    else:
        host, _colon, port = rest.partition(":")
    number = int(port) if port else PORTS[encryption]
    if not host or not 0 < number < 65536 or any(sign in host for sign in "/@?#"):
        raise ValueError(word)
    return Address(host=host, port=number)
