"""Where a fault happens: Anna with her phone 1000, an office with a simulated PBX, and everything between them."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import requests
from django.db import OperationalError, connection

from clicktocall.calls.models import Call
from clicktocall.calls.showing import show
from clicktocall.pbx.drivers.yeastar_s.errnos import TOKEN_ERRNOS
from clicktocall.pbx.models import Notice, Pbx
from clicktocall.pbxsim.simulator import Simulator
from clicktocall.pbxsim.switchboard import NotPossible
from directory.models import Extension, PhoneNumber
from tests.factories import make_contact
from tests.faults.stub_pbx import StubPbx

CLARA = "+49 30 23125 100"


@dataclass
class Scene(ABC):
    sim: Simulator
    phone: Extension
    on_leaving: ExitStack
    stubs: list[StubPbx] = field(default_factory=list)
    broken: list[bytes] = field(default_factory=list)
    """How messages began at which our door failed, so that a PBX would have to send them again."""

    @abstractmethod
    def click(self, to: str = CLARA, *, key: str = "k") -> int:
        """Anna clicks. The HTTP status of the answer."""

    @abstractmethod
    def press_hang_up(self) -> None: ...

    def click_meanwhile(self, to: str = CLARA) -> None:
        """A click whose answer takes its time."""

        def click() -> None:
            try:
                with suppress(requests.ConnectionError):  # the web server may die meanwhile
                    self.click(to)
            finally:
                connection.close()

        clicking = threading.Thread(target=click)
        self.on_leaving.callback(clicking.join)
        clicking.start()
        self.until(Call.objects.exists)

    @abstractmethod
    def sweep(self) -> None:
        """One round of the sweeper, where no worker goes it."""

    def call(self) -> Call:
        """The one that was placed last."""
        return Call.objects.select_related("pbx").latest("placed_at")

    def write_down(self, number: str) -> None:
        """It is Clara's, in the directory."""
        if not PhoneNumber.objects.filter(typed=number).exists():
            make_contact("Clara Winter", number)

    def pbx(self, **changes: object) -> Pbx:
        """The PBX as staff have set it up, after these changes."""
        if changes:
            Pbx.objects.filter(pk=self.phone.pbx_id).update(**changes)
        return Pbx.objects.get(pk=self.phone.pbx_id)

    def stub(self, stub: StubPbx) -> StubPbx:
        """Put another PBX at the office's address, until the end of the row."""
        self.stubs.append(self.on_leaving.enter_context(stub))
        self.pbx(url=stub.url)
        return stub

    def until(self, true: Callable[[], object], *, seconds: float = 25) -> None:
        """Live on until it is so. Raises AssertionError when it has not become so in time."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"did not happen: {self._story()}"
            with suppress(OperationalError):  # a database that is locked; the next round comes
                self.sweep()
            time.sleep(0.02)

    def live_through(self, *, lifts: bool = True) -> None:
        """Lift the phone when it rings and put it down when they talk, until every call has ended."""
        self.until(lambda: self._act(lifts=lifts) and not Call.objects.live().exists(), seconds=40)

    def talk(self) -> None:
        """Until they talk."""
        self.until(lambda: self.lift() and self.call().status == Call.Status.TALKING)

    def ring(self) -> None:
        """Until the phone rings and we know that it does."""
        self.until(lambda: self.call().status == Call.Status.RINGING_CALLER)

    def dials(self) -> int:
        at_sim = [entry for entry in self.sim.requests("call/dial") if entry.answer not in TOKEN_ERRNOS]
        return len(at_sim) + sum(stub.dials for stub in self.stubs)

    def rings(self) -> int:
        return len(self.sim.calls) + len(self.sim.finished)

    def outcomes(self) -> tuple[str, ...]:
        return tuple(Call.objects.order_by("placed_at").values_list("outcome", flat=True))

    def sentence(self) -> str:
        return show(self.call()).sentence

    def lost(self) -> list[str]:
        """Messages about our calls that were kept and never applied."""
        ours = Call.objects.exclude(callid="").values("callid")
        return [str(notice) for notice in Notice.objects.waiting().filter(callid__in=ours)]

    def is_settled(self) -> bool:
        """Whether every message has come through and been applied."""
        return all(delivery.done.is_set() for delivery in self.sim.events) and not self.lost()

    def lift(self) -> bool:
        """Whoever is rung first lifts, if it rings by now."""
        for phone in self.sim.phones:
            if phone.ringing and phone.is_caller:
                with suppress(NotPossible):
                    self.sim.pick_up(phone.number)
        return True

    def _act(self, *, lifts: bool) -> bool:
        if lifts:
            self.lift()
        talking = Call.objects.filter(status=Call.Status.TALKING).exists()
        if talking and any(phone.doing == "talking" and phone.number == "1000" for phone in self.sim.phones):
            with suppress(NotPossible):
                self.sim.hang_up("1000")
        return True

    def _story(self) -> list[str]:
        return [f"{call.status} {[str(step) for step in call.events.all()]}" for call in Call.objects.all()]


@contextmanager
def database_locked() -> Iterator[None]:
    """Somebody else's long transaction: nobody can write a call while it lasts."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            if other.vendor == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            else:
                cursor.execute("BEGIN")
                cursor.execute("LOCK TABLE calls_call IN SHARE ROW EXCLUSIVE MODE")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
