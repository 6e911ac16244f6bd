"""The driver of the Yeastar S-Series (S50, S100, S300), by its HTTP API 2.0.0."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import (
    Accepted,
    CallReport,
    Can,
    DialOrder,
    LegState,
    Line,
    NoLogin,
    NoSuchCall,
    PbxEvent,
    Refused,
)
from clicktocall.pbx.drivers.books import BookEntry, BookEntryReport, BookLimits
from clicktocall.pbx.drivers.lenient_json import JsonObject
from clicktocall.pbx.drivers.parties import OfficeNumberReport, Pairs, PartyKind
from clicktocall.pbx.drivers.records import RecordReport
from clicktocall.pbx.drivers.reports import DeviceReport, ExtensionDetails, ExtensionReport
from clicktocall.pbx.drivers.token_keeping import TokenKeeper
from clicktocall.pbx.drivers.yeastar_s import books, parties, records, tcp_events
from clicktocall.pbx.drivers.yeastar_s.client import Client, unreadable
from clicktocall.pbx.drivers.yeastar_s.events import messages_in, read_event, self_test_event
from clicktocall.pbx.drivers.yeastar_s.extensions import details_of
from clicktocall.pbx.drivers.yeastar_s.members import calls_in, first_text, list_in, objects_of, phone_state

NOT_KNOWN_THERE = frozenset({"10002", "10003", "10004", "HTTP 404", "HTTP 405", "HTTP 501"})
"""How a PBX says that it has no such request, or not in that form."""
LONGEST_CALLID = 100
"""Far longer than any that a PBX gives; a longer one is not a callid."""


class YeastarS:
    """One S-Series PBX. Threads may share it."""

    kind: ClassVar[str] = "yeastar_s"
    label: ClassVar[str] = "Yeastar S-Series"
    oldest_firmware: ClassVar[str] = "30.13.0.30"
    can: ClassVar[frozenset[Can]] = frozenset({Can.BOOK, Can.EVENTS_BY_TCP, Can.HOLD, Can.RECORDS, Can.TRANSFER})
    connects: ClassVar[Pairs] = parties.CONNECTS
    lists: ClassVar[frozenset[PartyKind]] = frozenset(parties.LISTS)
    book_limits: ClassVar[BookLimits] = books.LIMITS

    def __init__(self, line: Line, *, tokens: TokenKeeper) -> None:
        self._line = line
        self._client = Client(line, tokens=tokens)

    def dial(self, order: DialOrder, *, may_leave: Callable[[], bool] = lambda: True) -> Accepted:
        """Ring the caller's phone, then the callee.

        The answer means "taken", not "ringing": what becomes of the call arrives as events.
        Source: Yeastar S-Series API 2.0.0, call/dial. `dialpermission` is wanted when the caller is no extension.
        """
        body = {"caller": order.caller, "callee": order.callee, "autoanswer": "yes" if order.autoanswer else "no"}
        if order.dial_permission:
            body["dialpermission"] = order.dial_permission
        callid = first_text(self._client.ask("call/dial", body, may_leave=may_leave), "callid")
        if not 0 < len(callid) <= LONGEST_CALLID:
            raise unreadable()
        return Accepted(callid=callid)

    def hang_up(self, callid: str, *, channelids: Sequence[str] = ()) -> None:
        """End the legs one by one. Ending one often ends the others: one that is gone by its turn is fine."""
        channelids = channelids or self._channelids(callid)
        refusals = []
        for channelid in channelids:
            try:
                self._client.ask("call/hangup", {"channelid": channelid})
            except Refused as refusal:
                refusals.append(refusal)
        still_there = [refusal for refusal in refusals if not isinstance(refusal, NoSuchCall)]
        if still_there:
            raise still_there[0]
        if len(refusals) == len(channelids):
            raise refusals[0]

    def hold(self, channelid: str) -> None:
        """The channel is that of the party that shall wait.

        The guide does not say whose it has to be. Its word for a member's state, HOLD, means "this member is held", so
        the channel that is sent is taken to be the member whose state it changes.
        Source: Yeastar S-Series API 2.0.0, call/hold and event CallStatus, field `memberstatus`.
        """
        self._client.ask("call/hold", {"channelid": channelid})

    def resume(self, channelid: str) -> None:
        """Source: Yeastar S-Series API 2.0.0, call/unhold."""
        self._client.ask("call/unhold", {"channelid": channelid})

    def transfer(self, channelid: str, number: str, *, dial_permission: str = "") -> None:
        """A blind transfer. `dialpermission` is wanted for an external number.

        Source: Yeastar S-Series API 2.0.0, call/transfer: the channel is that of the member that is sent away.
        """
        body = {"channelid": channelid, "number": number}
        if dial_permission:
            body["dialpermission"] = dial_permission
        self._client.ask("call/transfer", body)

    def _channelids(self, callid: str) -> Sequence[str]:
        """Of the legs that are still there. Raises NoSuchCall if there are none."""
        legs = [leg for leg in self.query(callid).legs if leg.state is not LegState.GONE]
        if not legs:
            raise NoSuchCall(_("Nobody is in this call any more. It is over."))
        channelids = [leg.channelid for leg in legs if leg.channelid]
        if not channelids:
            raise Refused(_("The PBX does not say which lines to end. Hang up on your phone."))
        return channelids

    def query(self, callid: str) -> CallReport:
        """The call as the PBX has it now.

        Source: Yeastar S-Series API 2.0.0, call/query: the guide writes `calls`, boxes in use answer `Calls`.
        """
        answer = self._client.ask("call/query", {"callid": callid})
        for key, value in answer.pairs:
            if key.lower() == "calls":
                for call in calls_in(value):
                    if call.callid in {callid, ""}:
                        return CallReport(callid=callid, legs=call.legs)
        raise NoSuchCall(_("The PBX does not know this call any more. It is over."))

    def calls_of(self, extension: str) -> tuple[CallReport, ...]:
        """The calls of that extension; with firmware before November 2020 those that go outside, if it tells them.

        Source: Yeastar S-Series API 2.0.0, extension/query_call and its change log.
        """
        try:
            answer = self._client.ask("extension/query_call", {"number": extension})
        except NoSuchCall:
            return ()
        except Refused as refusal:
            if not _is_unknown_there(refusal):
                raise
            return self.calls_outside()
        return tuple(
            call
            for entry in objects_of(answer.get("calllist"))
            if first_text(entry, "number") in {extension, ""}
            for call in calls_in(entry.get("numbercalls"))
        )

    def calls_outside(self) -> tuple[CallReport, ...]:
        """None where the PBX cannot list them. Source: call/query with the type `outbound`, instead of a callid."""
        try:
            answer = self._client.ask("call/query", {"type": "outbound"})
        except Refused as refusal:
            if isinstance(refusal, NoSuchCall) or _is_unknown_there(refusal):
                return ()
            raise
        return tuple(call for key, value in answer.pairs if key.lower() == "calls" for call in calls_in(value))

    def records(self, numbers: Sequence[str], *, since: datetime, until: datetime) -> tuple[RecordReport, ...]:
        """The PBX dates its records by its own clock and zone, so it is asked for its time first."""
        told = ""
        with suppress(Refused):
            told = self.device().clock
        return records.read(self._client, numbers, since=since, until=until, clock=told)

    def office_numbers(self) -> tuple[OfficeNumberReport, ...]:
        return tuple(number for kind in parties.LISTS for number in self._numbers_of(kind))

    def _numbers_of(self, kind: PartyKind) -> Iterator[OfficeNumberReport]:
        endpoint, key, _name, none = parties.LISTS[kind]
        try:
            answer = self._client.ask(endpoint, {"number": "all"})
        except Refused as refusal:
            if refusal.code != none:
                raise
            return
        yield from parties.listed(answer.get(key), kind)

    def extensions(self) -> tuple[ExtensionReport, ...]:
        """All extensions. "Registered" is the free state of a SIP phone, "Idle" that of an analogue one.

        An answer without a list does not say that there are none.
        """
        listed = list_in(self._client.ask("extension/list", {}), "extlist")
        if not isinstance(listed, list | JsonObject):
            raise unreadable()
        return tuple(_extension(entry) for entry in objects_of(listed) if first_text(entry, "number"))

    def extension_details(self, numbers: Sequence[str]) -> tuple[ExtensionDetails, ...]:
        """How these are set up. One that does not exist makes the PBX refuse all of them. Source: extension/query."""
        if not numbers:
            return ()
        answer = self._client.ask("extension/query", {"number": ",".join(numbers)})
        return tuple(details_of(entry) for entry in objects_of(answer.get("extinfos")) if first_text(entry, "number"))

    def book(self) -> tuple[BookEntryReport, ...]:
        """Source: companycontacts/query, with the id `all`."""
        return tuple(books.listed(self._client.ask("companycontacts/query", {"id": "all"}).get("companycontacts")))

    def add_to_book(self, entry: BookEntry) -> str:
        answer = self._client.ask("companycontacts/add", books.body_of(entry, with_empty=False))
        key = books.id_of(answer)
        if not key:
            raise unreadable()
        return key

    def change_in_book(self, key: str, entry: BookEntry) -> None:
        self._client.ask("companycontacts/update", {"id": key, **books.body_of(entry, with_empty=True)})

    def remove_from_book(self, key: str) -> None:
        self._client.ask("companycontacts/delete", {"id": key})

    def greet(self) -> None:
        self._client.greet()

    def device(self) -> DeviceReport:
        """Model, firmware, serial number and clock. Source: deviceinfo/query."""
        for info in objects_of(self._client.ask("deviceinfo/query", {}).get("deviceinfo")):
            return DeviceReport(
                model=first_text(info, "devicename"),
                firmware=first_text(info, "firmwarever", "firmwareversion"),
                serial=first_text(info, "sn"),
                clock=first_text(info, "systemtime"),
            )
        return DeviceReport()

    def keep_alive(self) -> None:
        self._client.heartbeat()

    def log_out(self) -> None:
        self._client.log_out()

    def listen(self, *, stopped: threading.Event) -> Iterator[bytes]:
        return tcp_events.listen(self._line, stopped=stopped)

    @staticmethod
    def self_test_event(mark: str) -> bytes:
        return self_test_event(mark)

    @staticmethod
    def messages_in(body: bytes) -> list[bytes]:
        return messages_in(body)

    @staticmethod
    def read_event(body: bytes) -> PbxEvent:
        return read_event(body)


def _is_unknown_there(refusal: Refused) -> bool:
    return refusal.code in NOT_KNOWN_THERE and not isinstance(refusal, NoLogin)


def _extension(entry: JsonObject) -> ExtensionReport:
    said = first_text(entry, "status")
    return ExtensionReport(
        number=first_text(entry, "number"),
        name=first_text(entry, "username"),
        state=phone_state(said),
        raw_state=said,
    )
