"""What a driver promises that can do something with a call that goes on: let a party wait, send it on."""

from __future__ import annotations

from typing import Protocol


class Steering(Protocol):
    """Part of every driver. A verb is there to be used where `Driver.can` has its ability: HOLD, TRANSFER.

    Each raises NotSent, Refused, NoSuchCall when that party is not in the call any more, or Unanswered.
    """

    def hold(self, channelid: str) -> None:
        """Let the party on that channel wait."""
        ...

    def resume(self, channelid: str) -> None:
        """Take the party on that channel off hold."""
        ...

    def transfer(self, channelid: str, number: str, *, dial_permission: str = "") -> None:
        """Send the party on that channel away to `number`, unasked; whoever else was in the call leaves it.

        `dial_permission` is the extension whose right to call out is borrowed for a number outside.
        """
        ...
