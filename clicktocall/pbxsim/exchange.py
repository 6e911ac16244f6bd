"""The exchange: which calls there are, who is in them, what state each phone is in, and who is told."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from clicktocall.pbxsim import events
from clicktocall.pbxsim.calls import Call, Member, Order
from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.outbox import Outbox, Report
from clicktocall.pbxsim.scripts import Script


class Exchange:
    """Whoever reads or changes a call or a phone holds `lock`."""

    def __init__(
        self, config: Config, office: Office, clock: Clock, report: Report, notify: Callable[[], None]
    ) -> None:
        self.config = config
        self.office = office
        self.clock = clock
        self.report = report
        self.lock = threading.RLock()
        self.calls: dict[str, Call] = {}
        self.finished: deque[Call] = deque(maxlen=200)
        self.records: deque[events.Event] = deque(maxlen=20_000)
        """What it writes of each call that is over, whether anybody is told or not."""
        self.parked: dict[str, str] = {}
        """Parking slot -> the outside number that waits there."""
        self._notify = notify
        self._sequence = itertools.count(1)
        self._channels = itertools.count(1)
        self._in_call: dict[str, Call] = {}
        self._told_of_phones: dict[str, str] = {}
        self._freed: list[str] = []
        """Phones that have left a call since somebody was told."""

    def new_call(self, order: Order, script: Script) -> Call:
        """A call in which nobody rings yet."""
        call = Call(
            callid=f"{int(time.time())}.{next(self._sequence)}",
            order=order,
            callee=order.callee,
            script=script,
            outbox=Outbox(script, self.report),
            placed_at=self.clock.now(),
            placed_on=datetime.now(tz=UTC).astimezone(),
        )
        if script.exists:
            self.calls[call.callid] = call
        return call

    def add_phone(self, call: Call, number: str, status: str, *, is_caller: bool, callpath: str = "") -> Member:
        channelid = f"PJSIP/{number}-{next(self._channels):08x}"
        member = Member(
            kind="ext", number=number, channelid=channelid, status=status, is_caller=is_caller, callpath=callpath
        )
        call.members.append(member)
        self._in_call[number] = call
        return member

    def add_outside(
        self, call: Call, number: str, status: str, *, is_caller: bool, near_end: str, kind: str = "outbound"
    ) -> Member:
        channelid = f"PJSIP/trunk-{self.office.trunk}-endpoint-{next(self._channels):08x}"
        member = Member(
            kind=kind, number=number, channelid=channelid, status=status, is_caller=is_caller,
            near_end=near_end, trunk=self.office.trunk,
        )  # fmt: skip
        call.members.append(member)
        return member

    def remove(self, call: Call, member: Member) -> None:
        call.members.remove(member)
        if member.kind == "ext":
            self._in_call.pop(member.number, None)
            self._freed.append(member.number)

    def close(self, call: Call) -> None:
        """Everybody is free again, and the call is no more among the live ones."""
        self.calls.pop(call.callid, None)
        self.finished.append(call)
        for member in call.members:
            if member.kind == "ext" and self._in_call.get(member.number) is call:
                del self._in_call[member.number]

    def call_at(self, number: str) -> Call | None:
        return self._in_call.get(number)

    def call_on(self, channelid: str) -> tuple[Call, Member] | None:
        for call in self.calls.values():
            for member in call.members:
                if member.channelid == channelid and member.status != "BYE":
                    return call, member
        return None

    def phone_status(self, number: str) -> str:
        """As extension/list has it: "Registered" is the free state of a SIP phone."""
        phone = self.office.phones[number]
        call = self._in_call.get(number)
        member = call.extension(number) if call else None
        if not phone.is_online:
            return "Unavailable"
        if member is None:
            return "Busy" if phone.is_off_hook else "Registered"
        return {"RING": "Ringing", "HOLD": "Hold"}.get(member.status, "Busy")

    def is_free(self, number: str) -> bool:
        return self.phone_status(number) == "Registered"

    def free_members(self, group: str) -> list[str]:
        phones = self.office.phones
        members = self.office.members(group)
        return [number for number in members if number in phones and self.is_free(number) and not phones[number].dnd]

    def tell(self, call: Call) -> None:
        """The present state of everybody in the call, and of the phones that changed by it."""
        numbers = [member.number for member in call.members if member.kind == "ext"]
        self._tell_phones(numbers, call.outbox.add)
        call.outbox.add(events.call_status(call))
        self._notify()

    def _tell_phones(self, numbers: Iterable[str], add: Callable[[events.Event], object]) -> None:
        """Of these phones, and of those that have left their call, each that is not in the state last told."""
        concerned = dict.fromkeys([*self._freed, *numbers])
        self._freed.clear()
        for number in concerned:
            status = self.phone_status(number)
            before = self._told_of_phones.get(number, "Registered")
            if status == before:
                continue
            self._told_of_phones[number] = status
            if self.config.status_monitor:
                add(events.extension_status(number, status))

    def remember_phones(self) -> None:
        """What nobody needs to be told: the phones as they are when the PBX starts."""
        self._told_of_phones = {number: self.phone_status(number) for number in self.office.phones}

    def phone_changed(self, number: str, call: Call | None) -> None:
        """A phone changed by itself. `call` is the one that it was in: what is told of that goes first."""
        self._tell_phones([number], call.outbox.add if call else self.report)
        self._notify()

    def later(self, call: Call, seconds: float, act: Callable[[], None]) -> None:
        """Do it then, if the call has taken no other turn before."""
        turn = call.turn

        def act_if_still_due() -> None:
            with self.lock:
                if call.is_live and call.turn == turn:
                    act()

        self.clock.later(seconds, act_if_still_due)

    def clear(self) -> None:
        for call in list(self.calls.values()):
            call.turn += 1
            self.close(call)
        self._in_call.clear()
        self.finished.clear()
        self.parked.clear()
