"""A demo takes its place once, and says in a sentence why it cannot."""

from __future__ import annotations

import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clicktocall.demo.surroundings import ROOT, CannotStart, Surroundings, settle
from tests.demo.processes import answer_of, free_port


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Surroundings]:
    place = settle({"DATA_DIR": str(tmp_path), "PORT": str(free_port())})
    yield place
    if place.sockets.exists():
        place.leave()


def test_a_second_demo_of_the_same_folder_is_refused_and_told_where_the_first_one_is(
    place: Surroundings, tmp_path: Path
) -> None:
    with pytest.raises(CannotStart, match=f"A demo is running from this folder already, at {place.site}"):
        settle({"DATA_DIR": str(tmp_path), "PORT": str(free_port())})


def test_the_place_is_free_again_once_it_is_left(place: Surroundings, tmp_path: Path) -> None:
    place.leave()

    settle({"DATA_DIR": str(tmp_path), "PORT": str(place.port)}).leave()


def test_a_taken_port_is_named_with_the_next_one_to_try(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} is taken .* make demo PORT={port + 1}"):
            settle({"DATA_DIR": str(tmp_path), "PORT": str(port)})


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65000", "80.5"])
def test_a_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="Write a number from 1 to 64999"):
        settle({"DATA_DIR": str(tmp_path), "PORT": port})


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotStart, match="cannot be written to"):
        settle({"DATA_DIR": str(tmp_path / "file" / "var")})


def test_sockets_of_a_demo_that_was_killed_are_cleared_away(tmp_path: Path) -> None:
    code = (
        "import os; from clicktocall.demo.surroundings import settle\n"
        "print(settle(dict(os.environ)).sockets, flush=True); os.kill(os.getpid(), 9)"
    )
    environment = {"PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path), "PORT": str(free_port())}
    left = Path(answer_of(sys.executable, "-c", code, **environment).strip())
    assert left.is_dir()

    settle(environment).leave()

    assert not left.exists()


def test_programs_of_the_demo_never_see_somebodys_real_database(
    place: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://production")

    assert "DATABASE_URL" not in place.environment()


def test_a_shell_learns_from_a_file_where_the_queue_is(place: Surroundings) -> None:
    place.tell()

    shown = answer_of("sh", "-c", f". {shlex.quote(str(place.told))}; printenv CELERY_BROKER_URL")
    assert shown == f"redis+socket://{place.broker_socket}\n"
