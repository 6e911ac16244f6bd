"""Settings from the environment: each reader gives a value or stops the start with one sentence."""

from __future__ import annotations

import base64
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FERNET_BYTES = 32
FALSE = frozenset({"0", "false", "no", "off", ""})


def text(name: str, *, default: str) -> str:
    return os.environ.get(name, default).strip()


def one_of(name: str, *, default: str, names: Collection[str], example: str) -> str:
    """One of many names, in whatever case it is written."""
    given = os.environ.get(name, default).strip()
    known = {known.lower(): known for known in names}
    if given.lower() not in known:
        raise ImproperlyConfigured(f"{name} is {given!r}, which is none that we know. Write one such as {example}.")
    return known[given.lower()]


def address(name: str, *, default: str) -> str:
    """`http://` or `https://` and a host, without a slash at the end."""
    given = os.environ.get(name, default).strip().rstrip("/")
    try:
        url = urlsplit(given)
        is_right = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise ImproperlyConfigured(f"{name} is {given!r}. Write a whole address, such as https://calls.example.org.")
    return given


def fernet_keys(name: str, *, kept_in: Path) -> list[str]:
    """Keys as `secret` finds them, separated by blanks. None of them is ever quoted."""
    keys = secret(name, kept_in=kept_in).split()
    for key in keys:
        try:
            length = len(base64.urlsafe_b64decode(key))
        except ValueError:
            length = 0
        if length != FERNET_BYTES:
            raise ImproperlyConfigured(
                f"{name} holds a word that is no Fernet key (32 bytes in URL-safe base64). "
                "A fresh one is printed by: python3 -m clicktocall.new_secrets"
            )
    return keys


def words(name: str, *, default: str = "") -> list[str]:
    """Words separated by spaces or commas."""
    return os.environ.get(name, default).replace(",", " ").split()


def flag(name: str, *, default: bool) -> bool:
    given = os.environ.get(name)
    if given is None:
        return default
    word = given.strip().lower()
    if word not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {given!r}. Write yes or no.")
    return word in TRUE


def whole(name: str, *, default: int, least: int = 1) -> int:
    given = os.environ.get(name, str(default))
    try:
        value = int(given)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {given!r}. Write a whole number.") from None
    if value < least:
        raise ImproperlyConfigured(f"{name} must be {least} or more.")
    return value


def seconds(name: str, *, default: float) -> float:
    given = os.environ.get(name, str(default))
    try:
        value = float(given)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {given!r}. Write a number of seconds.") from None
    if not 0 < value < 10_000_000:
        raise ImproperlyConfigured(f"{name} must be more than 0 seconds.")
    return value


def secret(name: str, *, kept_in: Path) -> str:
    """A secret from NAME, from the file that NAME_FILE names, or from the file `kept_in` that `make demo` has made."""
    given = os.environ.get(name, "").strip()
    if given:
        return given
    path = Path(os.environ.get(f"{name}_FILE") or kept_in)
    try:
        given = path.read_text(encoding="utf-8").strip()
    except OSError:
        given = ""
    if not given:
        raise ImproperlyConfigured(
            f"{name} is missing. Set {name}, or {name}_FILE to a file that holds it. "
            "A fresh pair of secrets is printed by: python3 -m clicktocall.new_secrets"
        )
    return given


def database(name: str, *, default: str) -> dict[str, Any]:
    """Django's database settings from a URL: `sqlite:///path/to/file` or `postgresql://user:password@host:port/name`.

    A PostgreSQL URL may carry libpq options (`?sslmode=require`). The password is never quoted in an error.
    """
    url = urlsplit(text(name, default=default))
    if url.scheme == "sqlite":
        return _sqlite(name, unquote(url.path)[1:])
    if url.scheme in {"postgres", "postgresql"}:
        try:
            port = str(url.port or "")
        except ValueError:
            raise ImproperlyConfigured(f"{name} has a port that is no number from 1 to 65535.") from None
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path)[1:],
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": port,
            # Threads share the pool; closing a connection after a task only gives it back. Statements of ours
            # take milliseconds, and to compile one (jit) or to start helpers for it takes longer. So does planning:
            # statements that `clicktocall.prepared` keeps are those of which one plan is good for all values.
            "OPTIONS": {
                "prepare_threshold": 5,  # psycopg's own, which Django turns off; `clicktocall.prepared` needs it
                "pool": {"min_size": 1, "max_size": whole("DATABASE_POOL_SIZE", default=12), "timeout": 5},
                "options": "-c jit=off -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan",
            }
            | dict(parse_qsl(url.query)),
        }
    raise ImproperlyConfigured(f"{name} must begin with sqlite:/// or postgresql://.")


def _sqlite(name: str, path: str) -> dict[str, Any]:
    if not path:
        raise ImproperlyConfigured(f"{name} names no file. Write sqlite:/// and the path of the database file.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # IMMEDIATE: with the default, two writers that read first meet "database is locked" however long they wait.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        },
    }
