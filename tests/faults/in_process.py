"""The quick scene: tasks run where they are sent, pages and events go over real HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from django.test import Client
from pytest_django import Settings

from clicktocall.calls import dialing, ending, hanging_up, sweeping
from clicktocall.pbx import probing
from clicktocall.pbx.models import Pbx
from tests.faults.scene import CLARA, Scene
from tests.pbx.drivers.raw_server import Connection, RawServer, say

Mangle = Callable[[bytes], list[bytes]]
"""What becomes of one message on its way: the messages that arrive instead."""


@dataclass
class QuickScene(Scene):
    client: Client = field(kw_only=True)
    settings: Settings = field(kw_only=True)
    web: str = field(kw_only=True)

    def click(self, to: str = CLARA, *, key: str = "k", first: str = "") -> int:
        """`first`: what shall ring first, if not the phone 1000."""
        self.write_down(to)
        return self.client.post("/calls/", {"to": to, "key": key, "extension": first}).status_code

    def press_hang_up(self) -> None:
        ending.ask_to_end(self.call())

    def sweep(self) -> None:
        due = sweeping.sweep()
        for call in due.to_dial:
            dialing.dial(call)
        for call in due.to_hang_up:
            hanging_up.hang_up(call)
        for pbx in due.to_look:
            sweeping.look(pbx)
        for silent in Pbx.objects.to_be_probed():
            probing.probe(silent)

    def deliver(self, body: bytes, *, path: str = "") -> int:
        """One message at our door. The HTTP status."""
        headers = {"Content-Type": "application/json"}
        door = self.web + (path or self.pbx().events_path)
        status = requests.post(door, body, headers=headers, timeout=20).status_code
        self.broken += [body[:80]] if status >= 500 else []
        return status

    def between(self, mangle: Mangle) -> None:
        """Every message of the PBX passes by somebody who may lose, change, double or keep it back."""

        def pass_on(connection: Connection) -> None:
            for body in mangle(connection.request.body):
                self.deliver(body, path=urlsplit(connection.request.path).path)
            say(b"OK")(connection)

        self.settings.PBX_EVENTS_URL = self.on_leaving.enter_context(RawServer(pass_on)).url


def quick(scene: Scene) -> QuickScene:
    assert isinstance(scene, QuickScene)
    return scene
