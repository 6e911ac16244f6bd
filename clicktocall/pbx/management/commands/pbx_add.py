"""`manage.py pbx_add NAME`: sets up a PBX, or with --update changes one."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clicktocall.audit.changes import difference, fields_of
from clicktocall.audit.recording import COMMAND, What, record
from clicktocall.pbx.drivers.base import TlsCheck
from clicktocall.pbx.models import DriverKind, EventsBy, Pbx

PASSWORD_VARIABLE = "CLICKTOCALL_PBX_PASSWORD"  # noqa: S105 -- the name of a variable
OPTIONS = {
    "kind": "--driver",
    "url": "--url",
    "username": "--username",
    "region": "--region",
    "outside_prefix": "--outside-prefix",
    "area_code": "--area-code",
    "international_prefix": "--international-prefix",
    "internal_ranges": "--internal-numbers",
    "emergency_location": "--emergency-location",
    "tls_check": "--tls-check",
    "ca_certificate": "--ca-file",
    "fingerprint": "--fingerprint",
    "legacy_tls": "--legacy-tls",
    "events_by": "--events-by",
    "events_port": "--events-port",
}
"""Where each field comes from, as a refusal names it."""


class Command(BaseCommand):
    help = (
        "Set up a PBX. The API password is never an argument, where others could read it: it is asked for, "
        f"read as one line from standard input, or taken from the environment variable {PASSWORD_VARIABLE}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="short, without spaces")
        parser.add_argument("--driver", dest="kind", choices=DriverKind.values)
        parser.add_argument("--url", help="as for the PBX's own web pages, for instance https://192.168.1.50:8088")
        parser.add_argument("--username", help="name of the API user")
        parser.add_argument("--region", type=str.upper, help="country where the PBX stands, for instance DE")
        parser.add_argument("--password-env", metavar="VARIABLE", help="environment variable that holds the password")
        parser.add_argument("--outside-prefix", help="dialled before every outside number, often 0 or 9")
        parser.add_argument("--area-code", help="of the office, for instance 030")
        parser.add_argument("--international-prefix", help="+, or digits, if not as people there dial it")
        parser.add_argument("--internal-numbers", dest="internal_ranges", help="for instance 100-199,2XXX")
        parser.add_argument("--emergency-location", help="the address that the emergency service is told")
        parser.add_argument("--tls-check", choices=[check.value for check in TlsCheck])
        parser.add_argument("--fingerprint", help="SHA-256 of the PBX's certificate, for --tls-check fingerprint")
        parser.add_argument("--ca-file", type=Path, help="authority certificate in PEM form, for --tls-check ca")
        parser.add_argument("--legacy-tls", action="store_true", default=None, help="for older boxes")
        parser.add_argument(
            "--events-by",
            choices=EventsBy.values,
            help="how the PBX reports, as in its API settings; by tcp the password crosses the network unencrypted",
        )
        parser.add_argument("--events-port", type=int, help="its TCP port for events; with it they come by tcp")
        parser.add_argument("--update", action="store_true", help="change a PBX that is set up already")
        parser.add_argument("--show-events-address", action="store_true", help="it holds a secret")

    def handle(self, *_args: Any, name: str, update: bool, **options: Any) -> None:
        pbx = _update_of(name) if update else _new(name)
        before = fields_of(pbx) if update else {}
        given = _given(options)
        for field, value in given.items():
            setattr(pbx, field, value)
        _refuse_half_a_tls_check(pbx)
        _validate(pbx)
        pbx.password = _password(options["password_env"], optional=update) or pbx.password
        if update:
            pbx.save(update_fields=[*given, "password", *_logins_allowed_again(pbx)])
        else:
            pbx.save(force_insert=True)
        changed = difference(before, fields_of(pbx))
        record(What.CHANGED if update else What.ADDED, who=COMMAND, subject=f"PBX: {pbx}", changed=changed)
        self.stdout.write(f"PBX {pbx.name} is {'changed' if update else 'set up'}.")
        if pbx.events_by == EventsBy.TCP:
            self.stdout.write("Its events are read by TCP: keep `manage.py pbx_listen` running.")
        elif options["show_events_address"]:
            self.stdout.write(f"It sends its events to {settings.PBX_EVENTS_URL}{pbx.events_path}")


def _new(name: str) -> Pbx:
    if Pbx.objects.filter(name=name).exists():
        raise CommandError(f"There is a PBX {name} already. Add --update to change it.")
    return Pbx(name=name)


def _update_of(name: str) -> Pbx:
    try:
        return Pbx.objects.get(name=name)
    except Pbx.DoesNotExist:
        raise CommandError(f"There is no PBX {name}. Leave out --update, and it is set up.") from None


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The fields that were said. How the certificate is checked, and how events come, follows from what was given."""
    given = {field: options[field] for field in OPTIONS if options.get(field) is not None}
    if options["ca_file"] is not None:
        given["ca_certificate"] = _text_of(options["ca_file"])
        given.setdefault("tls_check", TlsCheck.CA.value)
    if options["fingerprint"] is not None:
        given.setdefault("tls_check", TlsCheck.FINGERPRINT.value)
    if options["events_port"] is not None:
        given.setdefault("events_by", EventsBy.TCP.value)
    return given


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise CommandError(f"--ca-file: {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"--ca-file: {path} is no certificate in PEM form.") from None


def _password(variable: str | None, *, optional: bool) -> str:
    """The password; empty only if it is optional, and then the one we have stays."""
    if variable and variable not in os.environ:
        raise CommandError(f"--password-env: there is no environment variable {variable}.")
    password = os.environ.get(variable or PASSWORD_VARIABLE, "") or _read_password(optional=optional)
    if not password and not optional:
        raise CommandError(f"There is no password. Write it to standard input, or set {PASSWORD_VARIABLE}.")
    return password


def _read_password(*, optional: bool) -> str:
    if sys.stdin.isatty():
        return getpass("API password (empty: as it is): " if optional else "API password: ")
    return sys.stdin.readline().rstrip("\r\n")


def _refuse_half_a_tls_check(pbx: Pbx) -> None:
    if pbx.tls_check == TlsCheck.CA.value and not pbx.ca_certificate:
        raise CommandError("--tls-check ca needs the authority's certificate. Add --ca-file.")
    if pbx.tls_check == TlsCheck.FINGERPRINT.value and not pbx.fingerprint:
        raise CommandError("--tls-check fingerprint needs the certificate's fingerprint. Add --fingerprint.")


def _validate(pbx: Pbx) -> None:
    try:
        pbx.full_clean(exclude={"password"})
    except ValidationError as error:
        sentences = [
            f"{OPTIONS.get(field, field)}: {message}"
            for field, messages in error.message_dict.items()
            for message in messages
        ]
        raise CommandError("\n".join(sentences)) from None


def _logins_allowed_again(pbx: Pbx) -> list[str]:
    """Staff have looked after it: the next login may be tried. Returns the fields it has changed."""
    pbx.logins_stopped_at = pbx.logins_stopped_until = None
    pbx.logins_stopped_for = pbx.logins_stopped_reason = ""
    return ["logins_stopped_at", "logins_stopped_until", "logins_stopped_for", "logins_stopped_reason"]
