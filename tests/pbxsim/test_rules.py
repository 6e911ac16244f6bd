"""Who may call whom with the simulated call/dial."""

from __future__ import annotations

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient

OUTSIDE = "03023125100"
OTHER_OUTSIDE = "03023125101"


@pytest.mark.parametrize(
    "callee", ["1001", "6500", "6200", "6700", "6300", "6400", "6905", OUTSIDE, "+493023125100", "112"]
)
def test_an_extension_may_call_everything(api: ApiClient, callee: str) -> None:
    assert api.errno("call/dial", caller="1000", callee=callee) == ""


@pytest.mark.parametrize("caller", ["6500", "6200", "6700", OTHER_OUTSIDE])
def test_the_others_may_call_outside_with_a_dial_permission(api: ApiClient, caller: str) -> None:
    allowed = api.errno("call/dial", caller=caller, callee=OUTSIDE, dialpermission="1000")
    without = api.errno("call/dial", caller=caller, callee=OUTSIDE)
    inside = api.errno("call/dial", caller=caller, callee="1009", dialpermission="1000")

    assert (allowed, without, inside) == ("", "10004", "10031")


@pytest.mark.parametrize("caller", ["6300", "6400", "6900", "1999", "2000"])
def test_nothing_else_may_call(api: ApiClient, caller: str) -> None:
    assert api.errno("call/dial", caller=caller, callee=OUTSIDE, dialpermission="1000") == "10006"


@pytest.mark.parametrize(
    ("caller", "callee", "errno"),
    [
        ("1000", "1999", "10011"),
        ("1000", "6599", "10012"),
        ("1000", "6799", "10013"),
        ("1000", "6299", "10014"),
        ("6599", OUTSIDE, "10012"),
        ("6799", OUTSIDE, "10013"),
        ("6299", OUTSIDE, "10014"),
        ("1000", "*43", "10031"),
        ("1000", "12", "10031"),
        ("1000", "anna", "10031"),
        ("1000", "1000", "10031"),
        ("1000", "", "10028"),
        ("  ", "1001", "10028"),
    ],
)
def test_numbers_that_nobody_has_are_refused(api: ApiClient, caller: str, callee: str, errno: str) -> None:
    assert api.errno("call/dial", caller=caller, callee=callee, dialpermission="1000") == errno


def test_an_extension_without_outbound_permission_calls_only_inside(api: ApiClient) -> None:
    outside = api.errno("call/dial", caller="1004", callee=OUTSIDE)
    borrowed = api.errno("call/dial", caller="6500", callee=OUTSIDE, dialpermission="1004")
    nobody_s = api.errno("call/dial", caller="6500", callee=OUTSIDE, dialpermission="1999")
    inside = api.errno("call/dial", caller="1004", callee="1000")

    assert (outside, borrowed, nobody_s, inside) == ("10024", "10024", "10006", "")


def test_a_phone_that_is_not_idle_may_not_call(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", OUTSIDE)
    ringing = api.errno("call/dial", caller="1000", callee="1001")
    sim.busy("1002")
    off_hook = api.errno("call/dial", caller="1002", callee="1001")
    unplugged = api.errno("call/dial", caller="1003", callee="1001")

    assert (ringing, off_hook, unplugged, len(sim.calls)) == ("10008", "10008", "10008", 1)


def test_the_plus_can_be_forbidden() -> None:
    with Simulator(Config(password=PASSWORD, office=Office(takes_plus=False))) as sim:
        api = ApiClient(sim)
        api.log_in()

        assert api.errno("call/dial", caller="1000", callee="+493023125100") == "10031"
