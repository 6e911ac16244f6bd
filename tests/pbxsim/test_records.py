"""The simulated PBX's call records: asked for, then downloaded once."""

from __future__ import annotations

import csv
import io

import requests

from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import ApiClient

DAY = {"starttime": "2020-01-01 00:00:00", "endtime": "2099-01-01 00:00:00"}


def fetch(sim: Simulator, api: ApiClient, **query: str) -> str:
    return requests.get(f"{sim.url}/api/v2.0.0/cdr/download", {**query, "token": api.token}, timeout=5).text


def test_a_call_that_is_over_stands_in_a_sheet_that_is_given_once(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", "1001")
    sim.pick_up("1000")
    sim.pick_up("1001")
    sim.hang_up("1000")
    wanted = {"number": "1000", **DAY}
    random = api.post("cdr/get_random", **wanted)["random"]

    (row,) = csv.DictReader(io.StringIO(fetch(sim, api, **wanted, random=random)))

    assert (row["callfrom"], row["callto"], row["status"]) == ("1000", "1001", "ANSWERED")
    assert "20020" in fetch(sim, api, **wanted, random=random)


def test_nobodys_records_and_strange_dates_are_refused(api: ApiClient) -> None:
    assert api.errno("cdr/get_random", number="1000", **DAY) == "20021"
    assert api.errno("cdr/get_random", number="all", starttime="yesterday", endtime="today") == "20019"
