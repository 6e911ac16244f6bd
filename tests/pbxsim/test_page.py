"""The page of desk phones, as it works without a script."""

from __future__ import annotations

import re

import pytest

from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office, Phone
from clicktocall.pbxsim.scripts import BEHAVIOURS, ENDINGS
from clicktocall.pbxsim.simulator import Simulator
from tests.pbxsim.phoning import PASSWORD, ApiClient, Got, Listener, ask

OUTSIDE = "03023125100"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def card(page: Got, number: str) -> str:
    """What a card says, without its markup."""
    found = re.search(f'<li class="phone" id="phone-{number}".*?</li>', page.text, re.DOTALL)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split())


def test_it_shows_the_phones_and_every_test_number(sim: Simulator) -> None:
    page = ask(sim.url, "GET", "/")

    assert "<title>Simulated office phones</title>" in page.text
    assert card(page, "1000") == "1000 Anna Keller Free. Make busy Unplug"
    assert card(page, "1003") == "1003 David Novak Unplugged. Plug it in"
    assert card(page, "1005") == "1005 · do not disturb Farid Haddad Free. Make busy Unplug"
    numbers = re.findall(r"<dt>030 (\d+) (\d+)</dt><dd>(.*?)</dd>", page.text)
    assert {a + b for a, b, _says in numbers} == set(ENDINGS)
    assert numbers[0][2] == BEHAVIOURS["busy"].says


def test_a_ringing_phone_says_whom_it_will_call(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", OUTSIDE)

    page = ask(sim.url, "GET", "/")

    assert "<title>Ringing: Simulated office phones</title>" in page.text
    assert re.fullmatch(
        rf"1000 Anna Keller \d:\d\d Ringing\. Pick up to call {OUTSIDE} \. Pick up Reject", card(page, "1000")
    )


def test_a_button_leads_back_to_the_page(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", "1001")

    lifted = ask(sim.url, "POST", "/sim/phones/1000/pick-up", b"", FORM)
    again = ask(sim.url, "POST", "/sim/phones/1000/pick-up", b"", FORM)

    page = ask(sim.url, "GET", "/now")
    assert [(got.status, got.headers["Location"]) for got in (lifted, again)] == [(303, "/"), (303, "/")]
    assert "Waiting for 1001 to answer." in card(page, "1000")
    assert "Ringing: call from 1000 ." in card(page, "1001")


def test_talking_and_held_phones_say_so(sim: Simulator, api: ApiClient) -> None:
    api.dial("1000", "1001")
    sim.pick_up("1000")
    sim.pick_up("1001")
    api.post("call/hold", channelid="PJSIP/1000-00000001")
    sim.busy("1002")

    page = ask(sim.url, "GET", "/now")

    assert "On hold, with 1001" in card(page, "1000")
    assert "In a call with 1000" in card(page, "1001")
    assert card(page, "1002") == "1002 Carla Rossi Busy: the receiver is off the hook. Put it down"


def test_it_shows_what_the_pbx_has_told_the_newest_first(sim: Simulator, api: ApiClient, listener: Listener) -> None:
    api.dial("1000", "03023125901")
    sim.pick_up("1000")
    sim.wait_for(lambda: sim.delivered == 8)

    page = ask(sim.url, "GET", "/now")

    told = re.findall(
        r"<b>(\w+)</b> <span class=\"about\">(.*?)</span> <span class=\"told good\">delivered<", page.text
    )
    assert told[::-1] == [
        ("ExtensionStatus", "1000 Ringing"),
        ("CallStatus", "1000 RING"),
        ("ExtensionStatus", "1000 Busy"),
        ("CallStatus", "1000 ALERT, 03023125901 RING"),
        ("CallFailed", "486 Busy here"),
        ("ExtensionStatus", "1000 Registered"),
        ("CallStatus", "1000 BYE, 03023125901 BYE"),
        ("NewCdr", "1000 to 03023125901: BUSY, talked 0 s"),
    ]


def test_an_event_that_is_not_taken_is_shown_as_such(listener: Listener) -> None:
    listener.answers[:] = [403] * 9
    with Simulator(Config(password=PASSWORD, speed=100, event_tries=2)) as sim:
        api = ApiClient(sim)
        api.log_in(port=str(listener.port))
        sim.busy("1000")
        sim.wait_for(lambda: sim.given_up and sim.events[0].done.is_set())

        assert "given up after 2 tries: 403" in ask(sim.url, "GET", "/").text


def test_nothing_from_outside_becomes_markup() -> None:
    office = Office(phones={"1000": Phone(number="1000", name="<script>alert(1)</script>")}, ivrs={"6500": "<b>"})
    with Simulator(Config(password=PASSWORD, office=office)) as sim:
        page = ask(sim.url, "GET", "/")

    assert ("<script>alert" in page.text, "&lt;script&gt;alert(1)" in page.text) == (False, True)


def test_it_links_back_to_the_app_if_it_knows_it(sim: Simulator) -> None:
    with Simulator(Config(password=PASSWORD, app_url="http://127.0.0.1:8000/?a=1&b=2")) as linked:
        page = ask(linked.url, "GET", "/")

    assert 'href="http://127.0.0.1:8000/?a=1&amp;b=2"' in page.text
    assert "Back to Click to Call" not in ask(sim.url, "GET", "/").text


def test_it_needs_no_inline_code(sim: Simulator) -> None:
    page = ask(sim.url, "GET", "/")

    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?! src)|<style|\sstyle=|\son\w+=", page.text) == []


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("page.css", "text/css"),
        ("phones.css", "text/css"),
        ("page.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_its_files_are_served(sim: Simulator, path: str, content_type: str) -> None:
    got = ask(sim.url, "GET", f"/page/{path}")

    assert (got.status, got.headers["Content-Type"]) == (200, f"{content_type}; charset=utf-8")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/page/__init__.py", 404),
        ("GET", "/page/index.html", 404),
        ("GET", "/page/../page.py", 404),
        ("GET", "/page//etc/x.css", 404),
        ("GET", "/favicon.ico", 404),
        ("POST", "/", 405),
    ],
)
def test_nothing_else_is_served(sim: Simulator, method: str, path: str, status: int) -> None:
    assert ask(sim.url, method, path).status == status
