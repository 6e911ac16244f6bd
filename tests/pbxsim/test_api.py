"""What every request to the simulated PBX must bring, and how each answer looks."""

from __future__ import annotations

import json

import pytest

from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import ApiClient, ask


def test_a_failure_is_200_with_the_number_as_text(sim: Simulator) -> None:
    got = ask(sim.url, "POST", "/api/v2.0.0/extension/list", b"{}")

    assert (got.status, json.loads(got.text)) == (200, {"status": "Failed", "errno": "20005"})


def test_answers_have_the_head_of_the_pbx_s_web_server(sim: Simulator) -> None:
    got = ask(sim.url, "POST", "/api/v2.0.0/extension/list", b"{}")

    assert {name: got.headers[name] for name in ("Server", "Connection", "Content-Type")} == {
        "Server": "Boa/0.94.14rc21",
        "Connection": "close",
        "Content-Type": "application/json",
    }


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_post_is_accepted(sim: Simulator, api: ApiClient, method: str) -> None:
    got = ask(sim.url, method, f"/api/v2.0.0/extension/list?token={api.token}")

    assert json.loads(got.text)["errno"] == "20001"


@pytest.mark.parametrize(
    ("body", "errno"),
    [
        (b"", "20009"),
        (b"  ", "20007"),
        (b"null", "20007"),
        (b"caller=1000", "20000"),
        (b"[1]", "20000"),
        (b'{"a":', "20000"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(api: ApiClient, body: bytes, errno: str) -> None:
    assert api.post_raw("call/dial", body) == {"status": "Failed", "errno": errno}


@pytest.mark.parametrize("body", [b"", b"null", b"{}"])
def test_a_list_without_parameters_wants_no_body(api: ApiClient, body: bytes) -> None:
    assert api.post_raw("extension/list", body)["status"] == "Success"


def test_an_unknown_endpoint_is_refused(api: ApiClient) -> None:
    assert api.errno("call/originate") == "10003"


@pytest.mark.parametrize(
    ("endpoint", "fields"),
    [
        ("call/dial", {"caller": "1000"}),
        ("call/dial", {"callee": "1001"}),
        ("call/hangup", {}),
        ("call/query", {}),
        ("call/query", {"type": "internal"}),
        ("extension/query", {}),
        ("login", {"username": "api"}),
    ],
)
def test_a_missing_parameter_is_refused(api: ApiClient, endpoint: str, fields: dict[str, str]) -> None:
    assert api.errno(endpoint, **fields) == "10004"


def test_numbers_may_be_sent_as_numbers(api: ApiClient) -> None:
    assert api.errno("call/dial", caller=1000, callee=1001) == ""


def test_every_other_path_is_not_the_api(sim: Simulator) -> None:
    assert ask(sim.url, "GET", "/api/v1.1.0/login").status == 404
