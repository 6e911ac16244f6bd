"""Logging in to the simulated PBX, how long a token lives, and where events go."""

from __future__ import annotations

import pytest

from clicktocall.pbxsim.clock import Clock
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.delivery import Destination
from clicktocall.pbxsim.errnos import Refused
from clicktocall.pbxsim.simulator import Simulator
from clicktocall.pbxsim.tokens import Gate
from tests.pbxsim.phoning import MD5, PASSWORD, ApiClient


def test_login_gives_a_token_and_names_the_report_method(sim: Simulator) -> None:
    api = ApiClient(sim)

    answer = api.post("login", username="api", password=MD5)

    api.token = answer.pop("token")
    assert answer == {"status": "Success", "transport": "HTTP"}
    assert api.errno("extension/list") == ""


@pytest.mark.parametrize("fields", [{"username": "api", "password": PASSWORD}, {"username": "admin", "password": MD5}])
def test_the_password_goes_as_its_md5_with_the_right_name(sim: Simulator, fields: dict[str, str]) -> None:
    assert ApiClient(sim).errno("login", **fields) == "20003"


def test_five_failures_lock_the_address_for_ten_minutes(sim: Simulator) -> None:
    api = ApiClient(sim)

    failures = [api.errno("login", username="api", password="wrong") for _ in range(5)]
    locked = api.errno("login", username="api", password=MD5)

    assert (failures, locked) == (["20003"] * 5, "20002")


def test_the_lock_ends() -> None:
    with Simulator(Config(password=PASSWORD, lock_lasts=10, speed=100)) as sim:
        api = ApiClient(sim)
        for _ in range(5):
            api.errno("login", username="api", password="wrong")

        assert sim.wait_for(lambda: api.errno("login", username="api", password=MD5) == "")


def test_a_good_login_between_failures_forgives_them(sim: Simulator) -> None:
    api = ApiClient(sim)
    for _ in range(2):
        for _ in range(4):
            api.errno("login", username="api", password="wrong")
        api.log_in()

    assert api.errno("extension/list") == ""


def test_tokens_fail_in_three_ways(sim: Simulator, api: ApiClient) -> None:
    good, api.token = api.token, ""
    blank = api.errno("extension/list")
    api.token = "stranger"
    unknown = api.errno("extension/list")
    api.token = good
    sim.expire_tokens()

    assert (blank, unknown, api.errno("extension/list")) == ("20005", "20004", "20006")


def test_a_heartbeat_prolongs_and_an_ordinary_request_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    minute = 0
    clock = Clock(speed=1)
    monkeypatch.setattr(clock, "now", lambda: minute * 60.0)
    gate = Gate(Config(password=PASSWORD), clock)
    token = gate.log_in({"username": "api", "password": MD5}, source="192.0.2.1")
    minute = 20
    gate.heartbeat(token, {}, source="192.0.2.1")
    minute = 49
    gate.check(token)
    minute = 50

    with pytest.raises(Refused, match="20006"):
        gate.check(token)
    assert not gate.is_open()


def test_after_logout_the_token_is_unknown(api: ApiClient) -> None:
    api.post("logout")

    assert api.errno("extension/list") == "20004"


def test_a_second_login_leaves_the_first_token_alone(sim: Simulator, api: ApiClient) -> None:
    ApiClient(sim).log_in()

    assert api.errno("extension/list") == ""


@pytest.mark.parametrize(
    ("fields", "destination"),
    [
        ({}, Destination(host="127.0.0.1", port=8260)),
        ({"port": "9000"}, Destination(host="127.0.0.1", port=9000)),
        ({"port": 9000, "url": "/a/b"}, Destination(host="127.0.0.1", port=9000, path="/a/b")),
        ({"port": "9000", "url": "a", "urltag": "0"}, Destination(host="127.0.0.1", port=9000, path="/a")),
        ({"url": "10.0.0.7:9000/a", "urltag": "1"}, Destination(host="10.0.0.7", port=9000, path="/a")),
        ({"url": "http://10.0.0.7/a?b=1", "urltag": 1}, Destination(host="10.0.0.7", port=80, path="/a?b=1")),
        ({"port": "0"}, None),
    ],
)
def test_login_says_where_events_go(sim: Simulator, fields: dict[str, str], destination: Destination | None) -> None:
    ApiClient(sim).log_in(**fields)

    assert sim._gate.destination == destination


@pytest.mark.parametrize(
    "fields",
    [{"port": "many"}, {"port": "70000"}, {"url": "host:port", "urltag": "1"}, {"url": "https://a/", "urltag": "1"}],
)
def test_a_wrong_port_is_refused_by_login_and_by_heartbeat(api: ApiClient, fields: dict[str, str]) -> None:
    login = api.errno("login", username="api", password=MD5, **fields)
    heartbeat = api.errno("heartbeat", **fields)

    assert (login, heartbeat) == ("20008", "20011")


def test_a_heartbeat_moves_the_events(sim: Simulator, api: ApiClient) -> None:
    api.post("heartbeat", ipaddr="192.0.2.7", port=9000, url="/x", version="2.0.0")

    assert sim._gate.destination == Destination(host="192.0.2.7", port=9000, path="/x")


def test_a_heartbeat_without_a_version_falls_back_to_the_old_events(sim: Simulator, api: ApiClient) -> None:
    empty = (api.post("heartbeat"), sim._gate.version)[1]
    api.post("heartbeat", ipaddr="127.0.0.1")

    assert (empty, sim._gate.version) == ("2.0.0", "1.0.0")
