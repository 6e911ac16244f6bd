"""The S-Series' messages in our words."""

from __future__ import annotations

import json

import pytest

from clicktocall.pbx.drivers.base import Disposition, EventKind, LegReport, LegState, PbxEvent
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbx.drivers.yeastar_s.events import read_event

CALLID = "1571620483.180"
SERIAL = "369451090405"


def message(event: str, **fields: object) -> bytes:
    return json.dumps({"event": event, **fields, "sn": SERIAL}).encode()


def member(status: str) -> dict[str, object]:
    return {"ext": {"number": "1023", "channelid": "PJSIP/1023-01", "memberstatus": status}}


def test_a_call_status_has_both_legs() -> None:
    outbound = {
        "outbound": {
            "from": "1023",
            "to": "5503301",
            "trunkname": "siptrunk",
            "channelid": "PJSIP/trunk-siptrunk-endpoint-02",
            "memberstatus": "RING",
        }
    }

    event = YeastarS.read_event(message("CallStatus", callid=CALLID, members=[member("ALERT"), outbound]))

    assert event == PbxEvent(
        kind=EventKind.CALL_STATUS,
        subject=CALLID,
        callid=CALLID,
        legs=(
            LegReport(numbers=("1023",), channelid="PJSIP/1023-01", state=LegState.RINGBACK, raw_state="ALERT"),
            LegReport(
                numbers=("5503301",),
                channelid="PJSIP/trunk-siptrunk-endpoint-02",
                state=LegState.RINGING,
                raw_state="RING",
                is_outside=True,
            ),
        ),
        serial=SERIAL,
        raw_kind="CallStatus",
    )


def test_an_inbound_leg_is_known_by_the_number_that_calls() -> None:
    inbound = {"inbound": {"from": "5503301", "to": "5503302", "channelid": "c", "memberstatus": "ANSWERED"}}

    [leg] = read_event(message("CallStatus", callid=CALLID, members=[inbound])).legs

    assert (leg.numbers, leg.is_outside, leg.state) == (("5503301",), True, LegState.TALKING)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("RING", LegState.RINGING),
        ("ALERT", LegState.RINGBACK),
        ("ANSWER", LegState.TALKING),
        ("ANSWERED", LegState.TALKING),
        ("HOLD", LegState.HELD),
        ("BYE", LegState.GONE),
        ("ring", LegState.RINGING),
        ("Bye", LegState.GONE),
        ("EARLYMEDIA", LegState.UNKNOWN),
        ("", LegState.UNKNOWN),
    ],
)
def test_every_word_for_a_leg_has_its_state(word: str, state: LegState) -> None:
    [leg] = read_event(message("CallStatus", callid=CALLID, members=[member(word)])).legs

    assert (leg.state, leg.raw_state) == (state, word)


@pytest.mark.parametrize(
    "members",
    [None, "", [], {}, "x", [None, "x", [], {}], [{"ext": None}], [{"ext": "1000"}], [{"paging": {"number": "1"}}]],
)
def test_members_of_unknown_shape_are_no_legs(members: object) -> None:
    event = read_event(message("CallStatus", callid=CALLID, members=members))

    assert (event.kind, event.callid, event.legs) == (EventKind.CALL_STATUS, CALLID, ())


def test_a_member_without_any_field_is_a_leg_of_which_nothing_is_known() -> None:
    assert read_event(message("CallStatus", callid=CALLID, members=[{"ext": {}}])).legs == (
        LegReport(numbers=(), channelid="", state=LegState.UNKNOWN),
    )


def test_a_single_member_may_stand_without_its_list() -> None:
    assert len(read_event(message("CallStatus", callid=CALLID, members=member("RING"))).legs) == 1


def test_the_guides_own_call_failed_with_its_stray_comma_is_read() -> None:
    body = (
        b'{"event":"CallFailed","callid":"1571620483.180","reason":"486 Busy here",'
        b'"members":[{"ext":{"number":"1023","channelid":"PJSIP/1023-01",}}],"sn":"369451090405"}'
    )

    assert read_event(body) == PbxEvent(
        kind=EventKind.CALL_FAILED,
        subject=CALLID,
        callid=CALLID,
        legs=(LegReport(numbers=("1023",), channelid="PJSIP/1023-01", state=LegState.UNKNOWN),),
        disposition=Disposition.BUSY,
        reason="486 Busy here",
        serial=SERIAL,
        raw_kind="CallFailed",
    )


@pytest.mark.parametrize(
    ("reason", "disposition"),
    [
        ("NO Outbound Restriction", Disposition.NOT_PERMITTED),
        ("Circuit/channel congestion", Disposition.FAILED),
        ("DND", Disposition.REJECTED),
        ("Line Unreachable", Disposition.FAILED),
        ("User Busy", Disposition.REJECTED),
        ("410 Gone", Disposition.INVALID_NUMBER),
        ("404 NOT found", Disposition.INVALID_NUMBER),
        ("408 Request Time", Disposition.NO_ANSWER),
        ("480 Temporatily Unavailable", Disposition.NO_ANSWER),
        ("484 Address incomplete", Disposition.INVALID_NUMBER),
        ("486 Busy here", Disposition.BUSY),
        ("603 Declined", Disposition.NO_ANSWER),
        ("487 Request Terminated", Disposition.NO_ANSWER),
        ("503 Service Unavailable", Disposition.FAILED),
        ("404 Not Found", Disposition.INVALID_NUMBER),
        ("  486  BUSY HERE ", Disposition.BUSY),
        ("Busy here", Disposition.BUSY),
        ("Service Unavailable", Disposition.FAILED),
        ("Temporarily Unavailable", Disposition.NO_ANSWER),
        ("No_Outbound-Restriction", Disposition.NOT_PERMITTED),
        ("do not disturb", Disposition.REJECTED),
        ("486", Disposition.BUSY),
        ("404 Niemand da", Disposition.INVALID_NUMBER),
        ("599 Something new", Disposition.FAILED),
        ("", Disposition.FAILED),
    ],
)
def test_every_reason_has_its_disposition(reason: str, disposition: Disposition) -> None:
    event = read_event(message("CallFailed", callid=CALLID, reason=reason, members=[]))

    assert (event.disposition, event.reason) == (disposition, reason.strip())


def test_an_extensions_status_is_about_the_extension() -> None:
    event = read_event(message("ExtensionStatus", extension="1000", status="Registered", registeredIP="192.168.6.24"))

    assert event == PbxEvent(
        kind=EventKind.EXTENSION_STATUS,
        subject="1000",
        reason="Registered",
        serial=SERIAL,
        raw_kind="ExtensionStatus",
        phone=PhoneState.FREE,
    )


def test_a_started_pbx_says_so() -> None:
    assert read_event(message("BootUp")) == PbxEvent(kind=EventKind.BOOT_UP, serial=SERIAL, raw_kind="BootUp")


@pytest.mark.parametrize(
    "name", ["ConfigChange", "Invite", "Incoming", "Tranfer", "Forward", "DTMF", "PlayPromptEnd", "satisfaction", "New"]
)
def test_every_other_event_keeps_its_name(name: str) -> None:
    event = read_event(message(name, callid=CALLID, members=[member("")]))

    assert (event.kind, event.raw_kind, event.callid, len(event.legs)) == (EventKind.OTHER, name, CALLID, 1)


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("RING", LegState.RINGING),
        ("ALERT", LegState.RINGBACK),
        ("ANSWER", LegState.TALKING),
        ("ANSWERED", LegState.TALKING),
        ("BYE", LegState.GONE),
    ],
)
def test_the_oldest_format_loses_none_of_its_repeated_members(action: str, state: LegState) -> None:
    body = f'{{"action":"{action}","callid":"{CALLID}","ext":{{"extid":"1000"}},"ext":{{"extid":"1002"}}}}'.encode()

    event = read_event(body)

    assert (event.kind, event.callid, event.raw_kind) == (EventKind.CALL_STATUS, CALLID, action)
    assert [(leg.numbers, leg.state) for leg in event.legs] == [(("1000",), state), (("1002",), state)]


def test_the_old_format_with_a_list_is_read_too() -> None:
    body = (
        b'{"action":"ANSWER","callid":"1571620483.180","call":[{"ext":{"extid":"1000"}},'
        b'{"outbound":{"from":"1000","to":"5503301","trunk":"siptrunk","outboundid":"1571620483.181"}}]}'
    )

    assert read_event(body).legs == (
        LegReport(numbers=("1000",), channelid="", state=LegState.TALKING, raw_state="ANSWER"),
        LegReport(numbers=("5503301",), channelid="", state=LegState.TALKING, raw_state="ANSWER", is_outside=True),
    )


def test_an_old_cdr_and_an_old_failure_are_what_they_are_in_the_new_format() -> None:
    cdr = read_event(b'{"action":"NewCdr","callid":"1.2","status":"FAILED","talkduraction":"0"}')
    failed = read_event(
        b'{"action":"CallFailed","callid":"1.2","reason":"487 Request Terminated","ext":{"extid":"1000"}}'
    )

    assert (cdr.kind, cdr.disposition, cdr.talk_seconds) == (EventKind.CDR, Disposition.FAILED, 0)
    assert (failed.kind, failed.disposition, failed.legs[0].numbers) == (
        EventKind.CALL_FAILED,
        Disposition.NO_ANSWER,
        ("1000",),
    )


@pytest.mark.parametrize("callid", ["1571620483.18", "1571620483.180", "1571620483.1800"])
def test_a_callid_stays_digit_by_digit_also_as_a_number(callid: str) -> None:
    assert read_event(f'{{"event":"CallStatus","callid":{callid},"members":[]}}'.encode()).callid == callid


def test_no_text_holds_what_a_database_does_not_take() -> None:
    event = read_event(b'{"event":"CallFailed","callid":"1.2","reason":"a\\u0000b\\ud800c"}')

    assert event.reason == "ab?c"


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"[]", b"null", b'"x"', b"{}", b'{"event":""}', b'{"event":{}}', b'{"event":["x"]}', b"[" * 99_999],
)
def test_what_is_no_message_is_a_value_error_with_a_sentence(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"\. Check what else posts to this address\.$"):
        read_event(body)
