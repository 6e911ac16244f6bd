"""The endpoints that log in and move calls: login, heartbeat, logout and call/*."""

from __future__ import annotations

from collections.abc import Mapping

from clicktocall.pbxsim.api import Answer, Asked, Endpoint, Reply
from clicktocall.pbxsim.calls import Call, Order
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.exchange import Exchange
from clicktocall.pbxsim.switchboard import Switchboard
from clicktocall.pbxsim.tokens import Gate

FIRST_EVENT_TIMEOUT = 2.0  # real seconds
LOOK_UP_SECONDS = 0.1
"""How often an answer that waits looks whether it may go."""


class CallEndpoints:
    def __init__(self, gate: Gate, exchange: Exchange, switchboard: Switchboard) -> None:
        self._gate = gate
        self._exchange = exchange
        self._switchboard = switchboard

    def table(self) -> Mapping[str, Endpoint]:
        return {
            "login": self._login,
            "heartbeat": self._heartbeat,
            "logout": self._logout,
            "call/dial": self._dial,
            "call/query": self._query,
            "call/hangup": lambda asked: self._did(self._switchboard.hang_up_channel(asked.need("channelid"))),
            "call/hold": lambda asked: self._did(self._switchboard.hold(asked.need("channelid"))),
            "call/unhold": lambda asked: self._did(self._switchboard.unhold(asked.need("channelid"))),
            "call/mute": lambda asked: self._mute(asked, is_muted=True),
            "call/unmute": lambda asked: self._mute(asked, is_muted=False),
            "call/transfer": self._transfer,
        }

    def _login(self, asked: Asked) -> Answer:
        token = self._gate.log_in(asked.fields, source=asked.source)
        return {"transport": self._exchange.config.transport, "token": token}

    def _heartbeat(self, asked: Asked) -> Answer:
        self._gate.heartbeat(asked.token, asked.fields, source=asked.source)
        return {}

    def _logout(self, asked: Asked) -> Answer:
        self._gate.log_out(asked.token)
        return {}

    def _dial(self, asked: Asked) -> Answer:
        """Taken, not ringing: the caller's phone begins to ring while the answer is under way."""
        order = Order(
            caller=asked.need("caller").strip(),
            callee=asked.need("callee").strip(),
            dial_permission=asked.fields.get("dialpermission", "").strip(),
            autoanswer=asked.fields.get("autoanswer") == "yes",
        )
        call = self._switchboard.place(order)
        if call.script.answer_waits_for_caller:
            call.outbox.open()
            self._wait_for_caller(call)
        if call.script.first_event_before_answer:
            call.outbox.open()
            call.outbox.wait_for_first(FIRST_EVENT_TIMEOUT)
        return Reply(body={"callid": call.callid}, call=call, fault=call.script.fault)

    def _wait_for_caller(self, call: Call) -> None:
        while not call.lifted and call.is_live and self._exchange.clock.sleep(LOOK_UP_SECONDS):
            pass

    def _query(self, asked: Asked) -> Answer:
        """One call by its id, or all with a party outside. There is no type "internal"."""
        with self._exchange.lock:
            if asked.fields.get("callid"):
                call = self._exchange.calls.get(asked.fields["callid"])
                if call is None:
                    raise Refused(Errno.NO_SUCH_CALLID)
                return {self._exchange.config.calls_key: [call.told()]}
            kind = asked.fields.get("type")
            if kind not in {"inbound", "outbound"}:
                raise Refused(Errno.MISSING_PARAMETER)
            live = self._exchange.calls.values()
            found = [call.told() for call in live if any(member.kind == kind for member in call.members)]
            return {self._exchange.config.calls_key: found}

    def _mute(self, asked: Asked, *, is_muted: bool) -> Answer:
        channelids = [channelid.strip() for channelid in asked.need("channelid").split(",")]
        return self._did(self._switchboard.mute(channelids, is_muted=is_muted))

    def _transfer(self, asked: Asked) -> Answer:
        channelid, number = asked.need("channelid"), asked.need("number").strip()
        permission = asked.fields.get("dialpermission", "").strip()
        return self._did(self._switchboard.transfer(channelid, number, dial_permission=permission))

    @staticmethod
    def _did(callid: str) -> Answer:
        return {"callid": callid}
