"""The life of a call: the caller's side rings and is lifted, the callee's side rings and answers, and it ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from clicktocall.pbxsim import events
from clicktocall.pbxsim.calls import Call, Member, Phase
from clicktocall.pbxsim.exchange import Exchange
from clicktocall.pbxsim.office import GROUPS, Kind
from clicktocall.pbxsim.scripts import Script, Scripts

Turn = Callable[[Call], None]
SOON = 0.2
"""Seconds until a call fails that cannot even ring."""


class Life:
    """Every method is called with the exchange's lock held."""

    def __init__(self, exchange: Exchange, scripts: Scripts) -> None:
        self._exchange = exchange
        self._scripts = scripts
        self._office = exchange.office

    def begin(self, call: Call) -> None:
        """Ring the caller's side. An IVR needs no ringing: it calls the callee by itself."""
        caller = call.order.caller
        kind = self._office.kind(caller)
        call.turns(Phase.RINGING_CALLER)
        if kind is Kind.IVR:
            self._ring_callee(call)
        elif kind is Kind.OUTSIDE:
            self._exchange.add_outside(call, caller, "RING", is_caller=True, near_end=call.order.dial_permission)
            self._exchange.tell(call)
            self._follow_script(call, self._scripts.of(caller), then=self._outside_caller_lifted)
        elif kind in GROUPS:
            self._ring_caller(call, self._exchange.free_members(caller), callpath=caller)
        else:
            self._ring_caller(call, [caller])

    def _ring_caller(self, call: Call, numbers: list[str], *, callpath: str = "") -> None:
        if any(self._office.phones[number].dnd for number in numbers):
            self._exchange.later(call, SOON, partial(self.fail, call, "DND"))
            return
        if not numbers:
            self._exchange.later(call, SOON, partial(self.fail, call, "480 Temporatily Unavailable"))
            return
        members = [
            self._exchange.add_phone(call, number, "RING", is_caller=True, callpath=callpath) for number in numbers
        ]
        self._exchange.tell(call)
        self._exchange.later(call, self._exchange.config.ring_timeout, partial(self.fail, call, "408 Request Time"))
        lifts_after = SOON if call.order.autoanswer else self._exchange.config.phones_pick_up_after
        if lifts_after is not None and call.script.caller_lifts:
            self._exchange.later(call, lifts_after, partial(self.caller_lifted, call, members[0]))

    def _outside_caller_lifted(self, call: Call) -> None:
        self.caller_lifted(call, call.callers[0])

    def caller_lifted(self, call: Call, member: Member) -> None:
        """He hears the callee ring. The other phones of his group fall silent."""
        self._drop(call, [other for other in call.callers if other is not member])
        member.status = "ALERT"
        call.lifted = True
        self._ring_callee(call)

    def _ring_callee(self, call: Call) -> None:
        call.turns(Phase.RINGING_CALLEE)
        kind = self._office.kind(call.callee)
        if kind is Kind.OUTSIDE:
            self._ring_outside(call)
        elif kind is Kind.EXTENSION:
            self._ring_extension(call)
        elif kind in GROUPS:
            self._ring_phones(call, self._exchange.free_members(call.callee), callpath=call.callee)
        elif kind is Kind.PAGING_GROUP:
            for number in self._exchange.free_members(call.callee):
                self._exchange.add_phone(call, number, "ANSWER", is_caller=False, callpath=call.callee)
            self._connect(call)
        elif kind is Kind.PARKING_SLOT:
            self._take_from_slot(call)
        else:
            for member in call.callers:
                member.callpath = call.callee
            self._connect(call)

    def _ring_outside(self, call: Call) -> None:
        if call.script.rings or not call.script.reason:
            first = call.callers[0].number if call.callers else call.order.caller
            member = self._exchange.add_outside(call, call.callee, "RING", is_caller=False, near_end=first)
            if self._office.kind(call.order.caller) is not Kind.EXTENSION:
                member.callpath = "" if self._office.kind(call.order.caller) is Kind.OUTSIDE else call.order.caller
        self._exchange.tell(call)
        self._follow_script(call, call.script, then=self._connect)

    def _follow_script(self, call: Call, script: Script, *, then: Turn) -> None:
        if script.reason:
            self._exchange.later(call, script.after, partial(self.fail, call, script.reason, script.cdr))
        else:
            self._exchange.later(call, script.after, partial(then, call))

    def _ring_extension(self, call: Call) -> None:
        """What stands in the way of a phone is told at once, in CallFailed's words."""
        phone = self._office.phones[call.callee]
        status = self._exchange.phone_status(call.callee)
        if status == "Unavailable":
            self._fail_soon(call, "480 Temporatily Unavailable", "NO ANSWER")
        elif phone.dnd:
            self._fail_soon(call, "DND", "NO ANSWER")
        elif status != "Registered":
            self._fail_soon(call, "486 Busy here", "BUSY")
        else:
            self._ring_phones(call, [call.callee])

    def _fail_soon(self, call: Call, reason: str, cdr: str) -> None:
        self._exchange.tell(call)
        self._exchange.later(call, SOON, partial(self.fail, call, reason, cdr))

    def _ring_phones(self, call: Call, numbers: list[str], *, callpath: str = "") -> None:
        if not numbers:
            self._fail_soon(call, "480 Temporatily Unavailable", "NO ANSWER")
            return
        members = [
            self._exchange.add_phone(call, number, "RING", is_caller=False, callpath=callpath) for number in numbers
        ]
        self._exchange.tell(call)
        self._exchange.later(call, self._exchange.config.ring_timeout, partial(self.fail, call, "408 Request Time"))
        if self._exchange.config.callees_pick_up_after is not None:
            answers = partial(self.answered, call, members[0])
            self._exchange.later(call, self._exchange.config.callees_pick_up_after, answers)

    def _take_from_slot(self, call: Call) -> None:
        waiting = self._exchange.parked.pop(call.callee, None)
        if waiting is None:
            self._fail_soon(call, "404 NOT found", "NO ANSWER")
            return
        self._exchange.add_outside(call, waiting, "ANSWER", is_caller=False, near_end=call.callee, kind="inbound")
        self._connect(call)

    def answered(self, call: Call, member: Member) -> None:
        """One of those who rang has lifted: the others fall silent."""
        self._drop(call, [other for other in call.callees if other is not member])
        self._connect(call)

    def _connect(self, call: Call) -> None:
        call.turns(Phase.TALKING)
        if call.answered_at is None:
            call.answered_at = self._exchange.clock.now()
        for member in call.members:
            member.connect()
        self._exchange.tell(call)
        if call.script.talk_seconds is not None:
            self._exchange.later(call, call.script.talk_seconds, partial(self.end, call))

    def _drop(self, call: Call, members: list[Member]) -> None:
        for member in members:
            self._exchange.remove(call, member)

    def leave(self, call: Call, member: Member) -> None:
        """One party hangs up. The call goes on if there is somebody left on both sides."""
        side = call.callers if member.is_caller else call.callees
        if len(side) <= 1:
            self.end(call)
            return
        member.status = "BYE"
        self._exchange.tell(call)
        self._exchange.remove(call, member)

    def decline(self, call: Call, member: Member) -> None:
        """A ringing phone is rejected: the call fails, unless others of the group ring on."""
        side = call.callers if member.is_caller else call.callees
        if len(side) > 1:
            self.leave(call, member)
        else:
            self.fail(call, "User Busy", "BUSY")

    def transfer(self, call: Call, member: Member, number: str) -> None:
        """Send one party on to another number; everybody else leaves."""
        for other in call.members:
            if other is not member:
                other.status = "BYE"
        self._exchange.tell(call)
        self._drop(call, [other for other in call.members if other is not member])
        member.is_caller = True
        member.status = "ALERT"
        call.callee = number
        call.script = self._scripts.of(number)
        self._ring_callee(call)

    def fail(self, call: Call, reason: str, cdr: str = "NO ANSWER") -> None:
        call.failure, call.reason = cdr, reason
        call.outbox.add(events.call_failed(call, reason))
        self.end(call)

    def end(self, call: Call) -> None:
        """Everybody hangs up, and the PBX writes its record."""
        call.turns(Phase.OVER)
        for member in call.members:
            member.status = "BYE"
        self._exchange.close(call)
        self._exchange.tell(call)
        record = events.new_cdr(call, self._office, now=self._exchange.clock.now())
        self._exchange.records.append(record)
        call.outbox.add(record)
