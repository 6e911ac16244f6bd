"""The simulator as a whole: the simulated PBX behind a web server of its own."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from clicktocall.pbxsim.api import PREFIX
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.control import Control
from clicktocall.pbxsim.front import ApiFront
from clicktocall.pbxsim.page import Page
from clicktocall.pbxsim.pbx import SimulatedPbx
from clicktocall.pbxsim.server import HttpAnswer, HttpRequest, Server
from clicktocall.pbxsim.tcp_events import TcpEvents


class Simulator(SimulatedPbx):
    """`with Simulator(Config(password="...")) as sim:` has a PBX at `sim.url`; afterwards no thread of it is left."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._front = ApiFront(api=self._api, gate=self._gate, faults=self._faults, log=self._log, clock=self._clock)
        self._control = Control(self)
        self._page = Page(self)
        self._server: Server | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The simulator has no address before it is started. Call start() first.")
        host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
        return f"http://{host}:{self._server.port}"

    @property
    def tcp_port(self) -> int:
        if self._tcp is None:
            raise RuntimeError("The simulator has no TCP port for events. Give Config(tcp_port=0) and call start().")
        return self._tcp.port

    def start(self) -> Self:
        """Raises OSError if the port is taken."""
        self._server = Server((self.config.host, self.config.port), self._respond)
        if self.config.tcp_port is not None:
            self._tcp = self._listen_by_tcp(self._server)
        self._clock.start()
        self._server.start()
        return self

    def _listen_by_tcp(self, server: Server) -> TcpEvents:
        try:
            tcp = TcpEvents(self.config, gate=self._gate, clock=self._clock, log=self._log, sender=self._sender)
        except OSError:
            server.server_close()
            raise
        tcp.start()
        return tcp

    def stop(self) -> None:
        """End every thread, whatever they are waiting for."""
        self._clock.stop()
        self._sender.stop()
        if self._server is not None:
            self._server.stop()
        if self._tcp is not None:
            self._tcp.stop()

    def _respond(self, request: HttpRequest) -> HttpAnswer:
        if request.path.startswith(PREFIX):
            return self._front.respond(request)
        if request.path.startswith("/sim/"):
            return self._control.respond(request)
        return self._page.respond(request)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
