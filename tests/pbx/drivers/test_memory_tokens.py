"""The token of one process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clicktocall.pbx.drivers.base import LoginStopped, NotSent
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens


def test_threads_that_find_the_same_token_stale_log_in_once() -> None:
    tokens = MemoryTokens()
    everybody = threading.Barrier(4)
    logins: list[str] = []

    def log_in() -> str:
        logins.append("login")
        return f"token-{len(logins)}"

    stale = tokens.renew(None, log_in)

    def renew(_: int) -> str:
        everybody.wait(5)
        return tokens.renew(stale, log_in)

    with ThreadPoolExecutor(4) as threads:
        renewed = list(threads.map(renew, range(4)))

    assert (stale, renewed, len(logins)) == ("token-1", ["token-2"] * 4, 2)


def test_a_refused_login_is_not_tried_again() -> None:
    tokens = MemoryTokens()
    tries = 0

    def log_in() -> str:
        nonlocal tries
        tries += 1
        raise LoginStopped("wrong password", code="20003")

    for _ in range(3):
        with pytest.raises(LoginStopped, match="wrong password") as raised:
            tokens.renew(None, log_in)
        assert raised.value.code == "20003"

    assert tries == 1


def test_a_login_that_did_not_arrive_may_be_tried_again() -> None:
    tokens = MemoryTokens()

    def unplugged() -> str:
        raise NotSent("unplugged")

    with pytest.raises(NotSent):
        tokens.renew(None, unplugged)

    assert tokens.renew(None, lambda: "token") == "token"


def test_a_forgotten_token_is_gone() -> None:
    tokens = MemoryTokens()
    tokens.renew(None, lambda: "token")

    tokens.forget()

    assert tokens.current() is None
