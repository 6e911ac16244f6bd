"""Secrets are fresh, usable, readable by their owner only, and never replaced unasked."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management import call_command

from clicktocall.demo.surroundings import ROOT
from clicktocall.new_secrets import keep_in, new_encryption_key, new_secret_key
from tests.demo.processes import answer_of


def test_an_encryption_key_is_a_fernet_key() -> None:
    fernet = Fernet(new_encryption_key())

    assert fernet.decrypt(fernet.encrypt(b"secret")) == b"secret"


def test_no_two_keys_are_the_same() -> None:
    assert new_secret_key() != new_secret_key()
    assert new_encryption_key() != new_encryption_key()


def test_kept_secrets_are_for_their_owner_only_and_stay(tmp_path: Path) -> None:
    keep_in(tmp_path)
    first = {path.name: path.read_text() for path in tmp_path.iterdir()}

    keep_in(tmp_path)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == first
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "secret_key": 0o600,
        "encryption_keys": 0o600,
    }


def test_a_half_written_secret_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    (tmp_path / "secret_key.new").write_text("half")

    keep_in(tmp_path)

    assert len((tmp_path / "secret_key").read_text().strip()) > 50


def test_they_are_printed_without_anything_installed() -> None:
    printed = answer_of(sys.executable, "-S", "-m", "clicktocall.new_secrets", PYTHONPATH=str(ROOT))

    names = [line.partition("=")[0] for line in printed.splitlines()]
    assert names == ["SECRET_KEY", "ENCRYPTION_KEYS", "POSTGRES_PASSWORD"]


def test_the_command_prints_them_too() -> None:
    printed = StringIO()

    call_command("new_secrets", stdout=printed)

    assert [line.partition("=")[0] for line in printed.getvalue().splitlines()] == ["SECRET_KEY", "ENCRYPTION_KEYS"]
