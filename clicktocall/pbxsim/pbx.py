"""The simulated PBX without its web server: everything a test or the page can see of it and do to it."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from clicktocall.pbxsim.api import Api
from clicktocall.pbxsim.calls import Call, Member, Phase
from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.contacts import ContactEndpoints
from clicktocall.pbxsim.delivery import Delivery, Sender
from clicktocall.pbxsim.endpoints import CallEndpoints
from clicktocall.pbxsim.events import about, encode
from clicktocall.pbxsim.exchange import Exchange
from clicktocall.pbxsim.faults import Fault, FaultKind, Faults
from clicktocall.pbxsim.lists import ListEndpoints
from clicktocall.pbxsim.log import LogEntry, RequestLog
from clicktocall.pbxsim.records import RecordEndpoints
from clicktocall.pbxsim.scripts import Scripts
from clicktocall.pbxsim.switchboard import Switchboard
from clicktocall.pbxsim.tcp_events import TcpEvents
from clicktocall.pbxsim.tokens import Gate

BOOT_TIMEOUT = 2.0  # real seconds for BootUp to arrive before the tokens are gone
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneView:
    """One desk phone, as it looks now."""

    number: str
    name: str
    status: str
    callid: str
    doing: str
    """free, ringing, calling, talking, held, off hook or unplugged."""
    others: str
    """Whom it is in a call with, who calls it, or whom it is to call."""
    is_caller: bool
    seconds: int
    """How long it has been ringing or talking."""
    dnd: bool
    may_call_out: bool

    @property
    def ringing(self) -> bool:
        return self.doing == "ringing"


class SimulatedPbx:
    def __init__(self, config: Config) -> None:
        self.config = config
        self._office = copy.deepcopy(config.office)
        self._clock = Clock(config.speed)
        self._changed = threading.Condition()
        self._gate = Gate(config, self._clock)
        self._sender = Sender(config, self._clock, may_send=self._gate.is_open, notify=self._notify)
        self._exchange = Exchange(config, self._office, self._clock, self._report, self._notify)
        self._scripts = Scripts()
        self._faults = Faults()
        self._log = RequestLog(self._notify)
        self._tcp: TcpEvents | None = None
        self._switchboard = Switchboard(self._exchange, self._scripts)
        self.company_contacts = ContactEndpoints(self._office)
        endpoints = {
            **CallEndpoints(self._gate, self._exchange, self._switchboard).table(),
            **ListEndpoints(self._exchange, self._clock).table(),
            **RecordEndpoints(self._exchange, self._clock).table(),
            **self.company_contacts.table(),
        }
        self._api = Api(self._gate, endpoints)
        self._exchange.remember_phones()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _report(self, event: Mapping[str, Any], *, trailing_comma: bool = False) -> Delivery | None:
        """Send an event to whom it may concern; None while nobody is logged in, or nobody wants any."""
        signed = {**event, "sn": self._office.serial}
        comma = self.config.trailing_comma or trailing_comma
        if self.config.transport == "TCP":
            return self._tcp.send(signed, trailing_comma=comma) if self._tcp else None
        destination = self._gate.destination
        if destination is None or not self._gate.is_open():
            return None
        callid = str(event.get("callid", ""))
        bodies = encode(signed, version=self._gate.version, trailing_comma=comma)
        sent = [
            self._sender.send(body, destination, kind=str(event["event"]), callid=callid, about=about(event))
            for body in bodies
        ]
        return sent[-1] if sent else None

    # Desk phones

    def pick_up(self, number: str) -> None:
        self._switchboard.pick_up(number)

    def hang_up(self, number: str) -> None:
        self._switchboard.hang_up(number)

    def busy(self, number: str) -> None:
        self._switchboard.set_off_hook(number, is_off_hook=True)

    def idle(self, number: str) -> None:
        self._switchboard.set_off_hook(number, is_off_hook=False)

    def offline(self, number: str) -> None:
        self._switchboard.set_online(number, is_online=False)

    def online(self, number: str) -> None:
        self._switchboard.set_online(number, is_online=True)

    # The far end

    def answer(self, callid: str) -> None:
        """The party outside lifts now."""
        self._switchboard.far_end_answers(callid)

    def hang_up_far_end(self, callid: str) -> None:
        self._switchboard.far_end_hangs_up(callid)

    def park(self, slot: str, caller: str) -> None:
        self._switchboard.park(slot, caller)

    # What goes wrong

    def script(self, callee: str, behaviour: str, **changes: object) -> None:
        """Raises ValueError, with a sentence. See `scripts.BEHAVIOURS` for the behaviours."""
        self._scripts.set(callee, behaviour, changes)

    def clear_scripts(self) -> None:
        self._scripts.clear()

    def fault(self, endpoint: str, kind: str, *, times: int = 1, processed: bool = False, **more: Any) -> None:
        """For the next requests to `endpoint` (`*`: any). `more`: errno, seconds. Raises ValueError for other kinds."""
        self._faults.add(endpoint, Fault(kind=FaultKind(kind), processed=processed, **more), times=times)

    def forget_tokens(self) -> None:
        self._gate.forget_tokens()

    def expire_tokens(self) -> None:
        self._gate.expire_tokens()

    def drop_tcp(self) -> None:
        """End the connections of those who read events by TCP."""
        if self._tcp is not None:
            self._tcp.drop()

    def boot_up(self) -> None:
        """As after a power cut: no calls and no tokens; BootUp goes to whoever was told before."""
        with self._exchange.lock:
            self._exchange.clear()
            self._exchange.remember_phones()
        delivery = self._report({"event": "BootUp"})
        if delivery is not None:
            delivery.done.wait(BOOT_TIMEOUT)
        self._gate.forget_tokens()
        self.drop_tcp()

    def reset(self) -> None:
        """As if just started: nobody logged in, no calls, no scripts, no log."""
        with self._exchange.lock:
            self._exchange.clear()
            self._exchange.records.clear()
            for number, phone in self.config.office.phones.items():
                fresh = self._office.phones[number]
                fresh.is_online, fresh.is_off_hook, fresh.dnd = phone.is_online, phone.is_off_hook, phone.dnd
            self._exchange.remember_phones()
        self.company_contacts.clear()
        self._gate.reset()
        self.drop_tcp()
        self._faults.clear()
        self._scripts.clear()
        self._log.clear()
        self._sender.clear()

    # What can be seen

    @property
    def log(self) -> list[LogEntry]:
        return self._log.entries()

    def requests(self, endpoint: str) -> list[LogEntry]:
        return self._log.entries(endpoint)

    @property
    def dials(self) -> list[dict[str, str]]:
        """The body of every call/dial that arrived, whatever became of it."""
        return [dict(entry.body) for entry in self._log.entries("call/dial")]

    @property
    def events(self) -> list[Delivery]:
        """Every event that was sent or is being sent, in order."""
        return self._sender.seen()

    @property
    def delivered(self) -> int:
        return self._sender.delivered

    @property
    def tcp_clients(self) -> int:
        """How many are logged in to read events by TCP."""
        return self._tcp.clients if self._tcp else 0

    @property
    def given_up(self) -> int:
        return self._sender.given_up

    @property
    def calls(self) -> list[dict[str, Any]]:
        """Those that are not over, the oldest first."""
        with self._exchange.lock:
            return [_told(call) for call in self._exchange.calls.values()]

    @property
    def finished(self) -> list[dict[str, Any]]:
        """The last ones that are over, the oldest first."""
        with self._exchange.lock:
            return [_told(call) for call in self._exchange.finished]

    @property
    def phones(self) -> list[PhoneView]:
        with self._exchange.lock:
            return [self._view(number) for number in self._office.phones]

    def _view(self, number: str) -> PhoneView:
        call = self._exchange.call_at(number)
        member = call.extension(number) if call else None
        phone = self._office.phones[number]
        status = self._exchange.phone_status(number)
        return PhoneView(
            number=number,
            name=phone.name,
            status=status,
            callid=call.callid if call else "",
            doing=_doing(status, member),
            others=_others(call, member) if call and member else "",
            is_caller=member.is_caller if member else False,
            seconds=self._elapsed(call) if call else 0,
            dnd=phone.dnd,
            may_call_out=phone.may_call_out,
        )

    def _elapsed(self, call: Call) -> int:
        since = call.answered_at if call.phase is Phase.TALKING and call.answered_at is not None else call.placed_at
        return int(self._clock.now() - since)

    def wait_for(self, predicate: Callable[[], Found], timeout: float = 5.0) -> Found:
        """What `predicate` gives as soon as that counts as true. Raises TimeoutError after `timeout` real seconds."""
        ends = time.monotonic() + timeout
        while not (found := predicate()):
            left = ends - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"It was not so within {timeout} seconds.")
            with self._changed:
                self._changed.wait(min(left, 0.02))  # a change between the look and the wait is seen a little later
        return found


def _told(call: Call) -> dict[str, Any]:
    return {**call.told(), "caller": call.order.caller, "callee": call.callee, "phase": call.phase.value}


def _doing(status: str, member: Member | None) -> str:
    if status == "Busy" and member is not None:
        return "calling" if member.status == "ALERT" else "talking"
    words = {"Registered": "free", "Ringing": "ringing", "Busy": "off hook", "Hold": "held", "Unavailable": "unplugged"}
    return words[status]


def _others(call: Call, member: Member) -> str:
    """The numbers on the other side; before there is one, where the call is to go."""
    numbers = [other.number for other in call.members if other.is_caller != member.is_caller]
    return ", ".join(numbers) or (call.callee if member.is_caller else call.order.caller)
