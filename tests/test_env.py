"""Settings from the environment: what cannot be is told in one sentence that names the setting and no secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clicktocall import env

NAME = "SOME_SETTING"
KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="


@pytest.mark.parametrize("given", ["calls.example.org", "ftp://calls.example.org", "http://", "http://a:port", ""])
def test_an_address_without_scheme_or_host_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(NAME, given)

    with pytest.raises(ImproperlyConfigured, match=r"SOME_SETTING is .* Write a whole address"):
        env.address(NAME, default="http://127.0.0.1:8000")


def test_an_address_loses_the_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " https://calls.example.org/ ")

    assert env.address(NAME, default="") == "https://calls.example.org"


def test_a_name_is_found_in_any_case_and_an_unknown_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "europe/rome")
    found = env.one_of(NAME, default="", names=["Europe/Rome"], example="Europe/Rome")
    monkeypatch.setenv(NAME, "Mars/Base")

    with pytest.raises(ImproperlyConfigured, match=r"'Mars/Base', which is none that we know. Write one such"):
        env.one_of(NAME, default="", names=["Europe/Rome"], example="Europe/Rome")

    assert found == "Europe/Rome"


@pytest.mark.parametrize("given", ["short", f"{KEY} short", "ümlaut", "#" * 44])
def test_a_word_that_is_no_key_is_refused_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str
) -> None:
    monkeypatch.setenv(NAME, given)

    with pytest.raises(ImproperlyConfigured, match="no Fernet key") as refusal:
        env.fernet_keys(NAME, kept_in=tmp_path / "none")

    assert given not in str(refusal.value)


def test_several_keys_are_read_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = KEY.replace("d", "e", 1)
    monkeypatch.setenv(NAME, f"{KEY}  {other}")

    assert env.fernet_keys(NAME, kept_in=tmp_path / "none") == [KEY, other]


def test_a_port_that_is_none_is_refused_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "postgresql://calls:hidden@db:port/calls")

    with pytest.raises(ImproperlyConfigured, match="a port that is no number") as refusal:
        env.database(NAME, default="")

    assert "hidden" not in str(refusal.value)
