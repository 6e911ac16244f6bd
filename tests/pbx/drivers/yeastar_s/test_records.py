"""The S-Series' call records, downloaded: read in any form, dated by our clock, and no web page taken for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clicktocall.pbx.drivers.base import Disposition, PbxError, Refused, Unanswered
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from tests.pbx.drivers.raw_server import Reply, say
from tests.pbx.drivers.yeastar_s.stand_in import YeastarStandIn

HEAD = (
    b"callid,timestart,callfrom,callto,callduraction,talkduraction,srctrunkname,dsttrunkname,status,type,pincode,"
    b"recording,didnumber,sn\n"
)
ROW = b"1589299528.4,2020-05-12 17:05:28,6700(1007),0302312,42,34,,trunk,ANSWERED,Outbound,,,,369451090405\n"
SINCE = datetime(2020, 5, 12, 9, 5, 0, tzinfo=UTC)
GIVEN = say({"status": "Success", "random": "r-1"})


def plays(pbx: YeastarStandIn, sheet: Reply, *, random: Reply = GIVEN, hours: int | None = None) -> None:
    """`hours`: how far the PBX's wall clock is ahead of UTC; None: it does not say."""
    pbx.replies["cdr/get_random"], pbx.replies["cdr/download"] = random, sheet
    if hours is not None:
        wall = timezone.now() + timedelta(hours=hours)
        told: dict[str, object] = {
            "status": "Success",
            "deviceinfo": {"systemtime": f"{wall:%Y-%m-%d %H:%M:%S} UTC+{hours}"},
        }
        pbx.replies["deviceinfo/query"] = say(told)


@pytest.mark.parametrize(
    "sheet", [HEAD + ROW, ROW, HEAD.upper().replace(b"\n", b"\r\n") + ROW, b"\xef\xbb\xbf" + HEAD + ROW]
)
def test_a_record_is_read_with_or_without_a_head(driver: YeastarS, pbx: YeastarStandIn, sheet: bytes) -> None:
    plays(pbx, say(sheet), hours=8)

    (record,) = driver.records(["1000", "1001"], since=SINCE, until=SINCE + timedelta(minutes=1))

    cdr = record.cdr
    assert (cdr.callid, cdr.call_from, cdr.call_to, cdr.disposition, cdr.talk_seconds) == (
        "1589299528.4", "6700", "0302312", Disposition.ANSWERED, 34,
    )  # fmt: skip
    assert record.started_at is not None
    assert abs(record.started_at - datetime(2020, 5, 12, 9, 5, 28, tzinfo=UTC)) < timedelta(seconds=3)


def test_the_times_asked_for_are_the_pbxs_own(driver: YeastarS, pbx: YeastarStandIn) -> None:
    plays(pbx, say(HEAD), hours=8)

    driver.records(["1000", "1001"], since=SINCE, until=SINCE + timedelta(minutes=1))

    (asked,) = pbx.asked("cdr/get_random")
    assert asked.fields["number"] == "1000,1001"
    begin = datetime.fromisoformat(str(asked.fields["starttime"])).replace(tzinfo=UTC)
    assert timedelta(0) < SINCE + timedelta(hours=8) - begin < timedelta(seconds=10)
    (fetched,) = pbx.asked("cdr/download")
    assert fetched.method == "GET"
    assert {name: values[0] for name, values in fetched.query.items() if name != "token"} == {
        **asked.fields,
        "random": "r-1",
    }


def test_a_pbx_that_does_not_tell_its_time_is_asked_for_every_zone_and_dates_nothing(
    driver: YeastarS, pbx: YeastarStandIn
) -> None:
    plays(pbx, say(HEAD + ROW))
    pbx.replies["deviceinfo/query"] = say({"status": "Failed", "errno": "10003"})

    (record,) = driver.records([], since=SINCE, until=SINCE)

    (asked,) = pbx.asked("cdr/get_random")
    assert (asked.fields["number"], asked.fields["starttime"], record.started_at) == (
        "all",
        "2020-05-11 18:05:00",
        None,
    )


@pytest.mark.parametrize(
    ("random", "sheet"),
    [
        (say({"status": "Failed", "errno": "20021"}), say(b"")),
        (GIVEN, say({"status": "Failed", "errno": 20021})),
        (GIVEN, say(HEAD)),
    ],
)
def test_that_there_are_none_is_no_failure(driver: YeastarS, pbx: YeastarStandIn, random: Reply, sheet: Reply) -> None:
    plays(pbx, sheet, random=random, hours=0)

    assert driver.records(["1000"], since=SINCE, until=SINCE) == ()


@pytest.mark.parametrize(
    ("sheet", "error"),
    [
        (say(b"<html><body>Please log in</body></html>"), Unanswered),
        (say(b""), Unanswered),
        (say(b'{"status":"Success"}'), Unanswered),
        (say(b'{"status":"Failed","errno":"20020"}'), Refused),
        (say(b"no", status="404 Not Found"), Refused),
        (say(b"no", status="500 Internal Server Error"), Unanswered),
        (say(b"x" * 200_000), Unanswered),
        (say(HEAD + b"1589299528.4"), Unanswered),
    ],
)
def test_what_is_no_such_sheet_is_told_as_what_it_is(
    driver: YeastarS, pbx: YeastarStandIn, sheet: Reply, error: type[PbxError]
) -> None:
    plays(pbx, sheet, hours=0)

    with pytest.raises(error):
        driver.records(["1000"], since=SINCE, until=SINCE)


def test_an_older_firmware_tells_at_least_which_calls_go_out(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["extension/query_call"] = say({"status": "Failed", "errno": "10003"})
    pbx.replies["call/query"] = say({"status": "Success", "Calls": [{"callid": "1.1", "members": []}]})

    assert [call.callid for call in driver.calls_of("1000")] == ["1.1"]
    assert pbx.asked("call/query")[0].fields == {"type": "outbound"}


def test_the_token_is_not_told_by_an_error(driver: YeastarS, pbx: YeastarStandIn, tokens: MemoryTokens) -> None:
    plays(pbx, say(b"no", status="404 Not Found"), hours=0)

    with pytest.raises(Refused) as raised:
        driver.records(["1000"], since=SINCE, until=SINCE)

    assert str(tokens.current()) not in str(raised.value)
