"""The options of the simulator's command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from clicktocall.pbxsim.__main__ import config_from, parser
from clicktocall.pbxsim.config import Config


def read(*arguments: str) -> Config:
    return config_from(parser().parse_args(arguments))


def test_without_options_it_is_the_box_of_the_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PBXSIM_PASSWORD", "Secret123")

    assert read() == Config(password="Secret123", port=8088)


def test_every_option_is_heeded(tmp_path: Path) -> None:
    office = tmp_path / "office.json"
    office.write_text('{"trunk": "isdn"}')

    config = read(
        "--host", "::1", "--port", "1", "--username", "u", "--password", "p", "--office", str(office), "--speed", "3",
        "--phones-pick-up-after", "4", "--callees-pick-up-after", "5", "--token-minutes", "6",
        "--no-events-host-with-blank", "--trailing-comma", "--calls-key", "calls", "--transport", "TCP",
        "--app-url", "http://localhost:8000/",
    )  # fmt: skip

    assert config.office.trunk == "isdn"
    assert config == Config(
        password="p", username="u", host="::1", port=1, office=config.office, speed=3, phones_pick_up_after=4,
        callees_pick_up_after=5, token_lives=360, events_host_with_blank=False, trailing_comma=True,
        calls_key="calls", transport="TCP", app_url="http://localhost:8000/",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "The API user has no password. Set PBXSIM_PASSWORD."),
        (("--password", "p", "--speed", "0"), "--speed must be more than 0."),
        (("--password", "p", "--app-url", "javascript:alert(1)"), "--app-url must begin with http:// or https://."),
        (("--password", "p", "--office", "/nowhere.json"), "/nowhere.json cannot be read"),
    ],
)
def test_what_makes_no_pbx_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.delenv("PBXSIM_PASSWORD", raising=False)

    with pytest.raises(ValueError, match=f"^{sentence}"):
        read(*arguments)


def test_the_password_is_not_shown_with_the_rest() -> None:
    assert "Secret123" not in repr(Config(password="Secret123"))
