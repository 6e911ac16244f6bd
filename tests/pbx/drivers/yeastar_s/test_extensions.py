"""How extensions are set up, without what is secret; whether the API is there; our own test event."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from clicktocall.pbx.drivers.base import SELF_TEST, EventKind, Refused
from clicktocall.pbx.drivers.reports import ExtensionDetails
from clicktocall.pbx.drivers.yeastar_s import YeastarS
from tests.pbx.drivers.raw_server import say
from tests.pbx.drivers.yeastar_s.stand_in import HTML, YeastarStandIn

ENTRY: dict[str, object] = {
    "number": "1000", "username": "Ann", "email": "ann@example.com", "mobile": "+491713920001", "dnd": "off",
    "callrestriction": "off", "selectoutroute": "out", "registerpassword": "reg-secret", "loginpassword": "md5-secret",
    "vmsecret": "vm-secret",
}  # fmt: skip


def details(driver: YeastarS, pbx: YeastarStandIn, **changed: object) -> ExtensionDetails:
    pbx.replies["extension/query"] = say({"status": "Success", "extinfos": [ENTRY | changed]})
    return driver.extension_details(["1000"])[0]


def test_what_is_secret_is_left_behind(driver: YeastarS, pbx: YeastarStandIn) -> None:
    told = details(driver, pbx)

    assert asdict(told) == {
        "number": "1000", "name": "Ann", "email": "ann@example.com", "mobile": "+491713920001", "dnd": False,
        "may_call_out": True,
    }  # fmt: skip


def test_several_are_asked_for_at_once_and_none_not_at_all(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["extension/query"] = say({"status": "Success", "extinfos": [ENTRY, ENTRY | {"number": "1001"}]})

    told = driver.extension_details(["1000", "1001"])

    assert [each.number for each in told] == ["1000", "1001"]
    assert driver.extension_details([]) == ()
    assert [request.fields for request in pbx.asked("extension/query")] == [{"number": "1000,1001"}]


@pytest.mark.parametrize(
    ("changed", "may_call_out"),
    [
        ({}, True),
        ({"callrestriction": "on"}, False),
        ({"selectoutroute": ""}, False),
        ({"callrestriction": "ON", "selectoutroute": "out"}, False),
        ({"callrestriction": ""}, True),
    ],
)
def test_a_restriction_or_no_route_keeps_calls_inside(
    driver: YeastarS, pbx: YeastarStandIn, changed: dict[str, object], *, may_call_out: bool
) -> None:
    assert details(driver, pbx, **changed).may_call_out is may_call_out


def test_what_is_not_told_is_not_known(driver: YeastarS, pbx: YeastarStandIn) -> None:
    pbx.replies["extension/query"] = say({"status": "Success", "extinfos": {"number": "1000", "moblie": "123"}})

    assert driver.extension_details(["1000"]) == (ExtensionDetails(number="1000", mobile="123"),)


@pytest.mark.parametrize("errno", ["20005", "20004", "10003", "20000"])
def test_any_number_says_that_the_api_is_there(driver: YeastarS, pbx: YeastarStandIn, errno: str) -> None:
    pbx.replies["deviceinfo/query"] = say({"status": "Failed", "errno": errno})

    driver.greet()

    assert ([request.query for request in pbx.asked("deviceinfo/query")], pbx.logins()) == ([{}], 0)


def test_a_web_page_or_an_api_that_is_not_running_is_no_api(driver: YeastarS, pbx: YeastarStandIn) -> None:
    replies = [
        say(HTML), say(HTML, status="404 Not Found"), say({"status": "Failed", "errno": "30003"}),
    ]  # fmt: skip
    for reply in replies:
        pbx.replies["deviceinfo/query"] = reply
        with pytest.raises(Refused):
            driver.greet()


def test_our_own_test_event_is_of_no_kind_that_moves_a_call() -> None:
    event = YeastarS.read_event(YeastarS.self_test_event("mark"))

    assert (event.kind, event.raw_kind, event.callid, event.serial) == (EventKind.OTHER, SELF_TEST, "", "mark")
    assert YeastarS.self_test_event("mark") != YeastarS.self_test_event("other mark")
