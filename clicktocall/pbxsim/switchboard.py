"""Everything that can be done to a call: over the API by channel, at a desk phone by its number, by the far end."""

from __future__ import annotations

from collections.abc import Iterable

from clicktocall.pbxsim.calls import Call, Member, Order, Phase
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.exchange import Exchange
from clicktocall.pbxsim.life import Life
from clicktocall.pbxsim.office import Kind, Phone
from clicktocall.pbxsim.rules import check, check_transfer
from clicktocall.pbxsim.scripts import Scripts


class NotPossible(Exception):
    """What somebody wanted to do at a phone does not fit the moment. The text is a sentence for them."""


class NotThere(NotPossible):
    """There is no such phone or call."""


class Switchboard:
    def __init__(self, exchange: Exchange, scripts: Scripts) -> None:
        self._exchange = exchange
        self._scripts = scripts
        self._life = Life(exchange, scripts)

    def place(self, order: Order) -> Call:
        """call/dial. The caller rings when this returns; the events wait until the call's outbox is opened."""
        with self._exchange.lock:
            check(order, self._exchange.office)
            if self._exchange.office.kind(order.caller) is Kind.EXTENSION and not self._exchange.is_free(order.caller):
                raise Refused(Errno.EXTENSION_NOT_IDLE)
            script = self._scripts.of(order.callee)
            if script.errno:
                raise Refused(script.errno)
            call = self._exchange.new_call(order, script)
            if script.exists:
                self._life.begin(call)
            return call

    def hang_up_channel(self, channelid: str) -> str:
        """The callid of the call that the channel was in, as the other verbs give it."""
        with self._exchange.lock:
            call, member = self._on(channelid)
            self._life.leave(call, member)
            return call.callid

    def hold(self, channelid: str) -> str:
        with self._exchange.lock:
            call, member = self._talking_on(channelid)
            member.status = "HOLD"
            self._exchange.tell(call)
            return call.callid

    def unhold(self, channelid: str) -> str:
        with self._exchange.lock:
            call, member = self._talking_on(channelid)
            member.connect()
            self._exchange.tell(call)
            return call.callid

    def mute(self, channelids: Iterable[str], *, is_muted: bool) -> str:
        """No event says so: nobody's state changes."""
        with self._exchange.lock:
            found = [self._talking_on(channelid) for channelid in channelids]
            for _call, member in found:
                member.is_muted = is_muted
            return found[0][0].callid

    def transfer(self, channelid: str, number: str, *, dial_permission: str) -> str:
        with self._exchange.lock:
            call, member = self._talking_on(channelid)
            check_transfer(number, dial_permission, self._exchange.office)
            self._life.transfer(call, member, number)
            return call.callid

    def _on(self, channelid: str) -> tuple[Call, Member]:
        found = self._exchange.call_on(channelid)
        if found is None:
            raise Refused(Errno.NO_SUCH_CALL)
        return found

    def _talking_on(self, channelid: str) -> tuple[Call, Member]:
        call, member = self._on(channelid)
        if call.phase is not Phase.TALKING:
            raise Refused(Errno.NOT_CONNECTED)
        return call, member

    def pick_up(self, number: str) -> None:
        """Lift a ringing phone. Raises NotPossible if it does not ring."""
        with self._exchange.lock:
            self.phone(number)
            call = self._exchange.call_at(number)
            member = call.extension(number) if call else None
            if call is None or member is None or member.status != "RING":
                raise NotPossible(f"Phone {number} does not ring. Place a call from it first.")
            if member.is_caller:
                self._life.caller_lifted(call, member)
            else:
                self._life.answered(call, member)

    def hang_up(self, number: str) -> None:
        """Put the receiver down, or reject what rings. Raises NotPossible if there is nothing to end."""
        with self._exchange.lock:
            phone = self.phone(number)
            call = self._exchange.call_at(number)
            member = call.extension(number) if call else None
            if call is not None and member is not None:
                if member.status == "RING":
                    self._life.decline(call, member)
                else:
                    self._life.leave(call, member)
            elif phone.is_off_hook:
                phone.is_off_hook = False
                self._exchange.phone_changed(number, call)
            else:
                raise NotPossible(f"Phone {number} is in no call. There is nothing to hang up.")

    def set_off_hook(self, number: str, *, is_off_hook: bool) -> None:
        """Busy without a call that the PBX could show, or free again."""
        with self._exchange.lock:
            self.phone(number).is_off_hook = is_off_hook
            self._exchange.phone_changed(number, self._exchange.call_at(number))

    def set_online(self, number: str, *, is_online: bool) -> None:
        """Plug the phone in or out. Plugged out, it leaves the call that it is in."""
        with self._exchange.lock:
            phone = self.phone(number)
            call = self._exchange.call_at(number)
            member = call.extension(number) if call else None
            if call is not None and member is not None and not is_online:
                self._life.leave(call, member)
            phone.is_online = is_online
            self._exchange.phone_changed(number, call)

    def far_end_answers(self, callid: str) -> None:
        """The party outside lifts, before its script does."""
        with self._exchange.lock:
            call, member = self._far_end(callid)
            if member.status != "RING":
                raise NotPossible(f"The far end of {callid} does not ring.")
            if member.is_caller:
                self._life.caller_lifted(call, member)
            else:
                self._life.answered(call, member)

    def far_end_hangs_up(self, callid: str) -> None:
        with self._exchange.lock:
            call, member = self._far_end(callid)
            if member.status == "RING":
                self._life.decline(call, member)
            else:
                self._life.leave(call, member)

    def park(self, slot: str, caller: str) -> None:
        """Let an outside caller wait in a parking slot, to be fetched with call/dial."""
        if slot not in self._exchange.office.parking_slots:
            raise NotThere(f"There is no parking slot {slot}.")
        with self._exchange.lock:
            self._exchange.parked[slot] = caller

    def phone(self, number: str) -> Phone:
        phone = self._exchange.office.phones.get(number)
        if phone is None:
            raise NotThere(f"There is no phone {number}. GET /sim/phones lists them.")
        return phone

    def _far_end(self, callid: str) -> tuple[Call, Member]:
        call = self._exchange.calls.get(callid)
        if call is None:
            raise NotThere(f"There is no call {callid}. GET /sim/calls lists them.")
        member = call.far_end()
        if member is None:
            raise NotPossible(f"Nobody outside is in call {callid}.")
        return call, member
