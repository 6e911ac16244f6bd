"""The S-Series' call detail records (event NewCdr) in our words."""

from __future__ import annotations

import json

import pytest

from clicktocall.pbx.drivers.base import Disposition, EventKind, PbxEvent
from clicktocall.pbx.drivers.yeastar_s.events import read_event

CALLID = "1571620483.180"


def cdr(**fields: object) -> bytes:
    return json.dumps({"event": "NewCdr", "callid": CALLID, **fields, "sn": "369451090405"}).encode()


def test_a_cdr_tells_how_the_call_ended() -> None:
    event = read_event(
        cdr(
            timestart="2019-10-23 22:18:50",
            callfrom="1000",
            callto="1001",
            callduraction="20",
            talkduraction="12",
            dsttrcunkname="",
            status="ANSWERED",
            type="Internal",
        )
    )

    assert event == PbxEvent(
        kind=EventKind.CDR,
        subject=CALLID,
        callid=CALLID,
        disposition=Disposition.ANSWERED,
        reason="ANSWERED",
        talk_seconds=12,
        call_from="1000",
        call_to="1001",
        serial="369451090405",
        raw_kind="NewCdr",
    )


@pytest.mark.parametrize(
    ("status", "disposition"),
    [
        ("ANSWERED", Disposition.ANSWERED),
        ("ANSWERD", Disposition.ANSWERED),
        ("Answered", Disposition.ANSWERED),
        ("NO ANSWER", Disposition.NO_ANSWER),
        ("NO ANSWERED", Disposition.NO_ANSWER),
        ("NOANSWER", Disposition.NO_ANSWER),
        ("BUSY", Disposition.BUSY),
        ("VOICEMAIL", Disposition.NO_ANSWER),
        ("FAILED", Disposition.FAILED),
        ("SOMETHING NEW", Disposition.FAILED),
        ("", Disposition.FAILED),
    ],
)
def test_every_status_of_a_cdr_has_its_disposition(status: str, disposition: Disposition) -> None:
    event = read_event(cdr(status=status))

    assert (event.disposition, event.reason) == (disposition, status)


def test_somebody_who_has_talked_has_answered_whatever_a_new_status_says() -> None:
    assert read_event(cdr(status="SOMETHING NEW", talkduraction="3")).disposition is Disposition.ANSWERED


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"talkduraction": "12"}, 12),
        ({"talkduration": "12"}, 12),
        ({"talkduraction": 12}, 12),
        ({"talkduraction": "", "talkduration": "7"}, 7),
        ({"talkduraction": "0"}, 0),
        ({"callduraction": "20"}, None),
        ({"talkduraction": "-1"}, None),
        ({"talkduraction": "12.5"}, None),
        ({"talkduraction": "9" * 40}, None),
        ({"talkduraction": "\u0663"}, None),
        ({"talkduraction": None}, None),
    ],
)
def test_the_talk_time_is_read_in_any_spelling_or_not_known(fields: dict[str, object], seconds: int | None) -> None:
    assert read_event(cdr(**fields)).talk_seconds == seconds


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("6200(4002)", "6200"),
        ("Name<2005>", "2005"),
        ("A. (Sales) <2005>", "2005"),
        ("+493023125000", "+493023125000"),
        ("(x)", "(x)"),
        ("", ""),
    ],
)
def test_a_party_of_a_cdr_is_the_number_that_was_called(told: str, number: str) -> None:
    event = read_event(cdr(callfrom=told, callto=told))

    assert (event.call_from, event.call_to) == (number, number)
