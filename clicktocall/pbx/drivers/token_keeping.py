"""What a driver asks of whoever keeps its login: one token for all, and one who logs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class TokenKeeper(Protocol):
    """Keeps the one token that all our processes share for a PBX, and makes sure that only one of them logs in."""

    def current(self) -> str | None:
        """The token to use now; None if there is none."""
        ...

    def renew(self, stale: str | None, login: Callable[[], str]) -> str:
        """A token other than `stale`: what another process has got meanwhile, else what `login` brings.

        Raises what `login` raises, and LoginStopped without calling it while logins are stopped.
        """
        ...

    def forget(self) -> None:
        """Drop the token, for instance because we have logged out."""
        ...

    def note_transport(self, transport: str) -> None:
        """By which way the PBX reports events, in its own word, as it said when it let us in."""
        ...
