"""People of an office as its LDAP server keeps them, and a source that reads them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from directory.ldap import beginning, syncing
from directory.models import LdapRun, LdapSource
from tests.directory.ldap.ldap_server import Attributes, LdapServer

BASE = "OU=Staff,DC=office,DC=example"
OFFICE = UUID("6f1c2d3e-0000-4000-8000-000000000000")


def guid_of(name: str) -> UUID:
    return uuid5(OFFICE, name)


def person(name: str, *numbers: str, **about: str) -> Attributes:
    """As Active Directory keeps somebody. `about` are further attributes, or others."""
    given, _blank, family = name.partition(" ")
    said: dict[str, list[bytes]] = {
        "objectGUID": [guid_of(name).bytes_le],
        "objectCategory": [b"person"],
        "objectClass": [b"top", b"person", b"user"],
        "displayName": [name.encode()],
        "givenName": [given.encode()],
        "sn": [family.encode()],
        "company": ["Müller & Söhne".encode()],
        "telephoneNumber": [number.encode() for number in numbers],
    }
    said |= {attribute: [value.encode()] for attribute, value in about.items()}
    return {attribute: values for attribute, values in said.items() if values}


def office(*people: Attributes, **about: Any) -> LdapServer:
    entries = {f"CN={someone['displayName'][0].decode()},{BASE}": someone for someone in people}
    return LdapServer(entries=entries, **about)


def anna_and_ben() -> LdapServer:
    return office(
        person("Anna Rossi", "030 23125 100", mail="anna@office.example", title="Accountant"),
        person("Ben Weber", "+49 30 23125 101", mobile="0171 3920011"),
    )


def make_source(server: LdapServer, name: str = "Office AD", **about: Any) -> LdapSource:
    """A source that somebody has looked at already, so that it may be synced."""
    said = {
        "addresses": f"127.0.0.1:{server.port}",
        "encryption": "none",
        "bind_dn": "CN=reader,DC=office,DC=example",
        "bind_password": "Secret123",
        "base_dn": BASE,
        "region": "DE",
    }
    return LdapSource.objects.create(name=name, **said | about)


def look(source: LdapSource) -> LdapRun:
    return _run(source, LdapRun.Kind.PREVIEW)


def sync(source: LdapSource, **about: Any) -> LdapRun:
    """Looked at, then brought in."""
    look(source)
    return _run(source, LdapRun.Kind.SYNC, **about)


def sync_by_the_clock(source: LdapSource) -> LdapRun:
    """The last look was long ago."""
    return _run(source, LdapRun.Kind.SYNC)


def _run(source: LdapSource, kind: LdapRun.Kind, **about: Any) -> LdapRun:
    source.refresh_from_db()
    run = beginning.begin(source, kind, **about)
    syncing.carry_out(run.pk)
    run.refresh_from_db()
    return run
