"""A browser, a PBX that plays along, and Anna signed in. Every page that complains on its console fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from directory.models import Extension
from tests.factories import make_contact, make_extension, make_pbx, make_user

# Playwright's synchronous calls run inside an event loop of its own; ours to the database are safe there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED = (
    "Failed to load resource: the server responded with a status of 4",  # every refusal, which we answer with 422
    "Response Status Error Code 4",  # and what htmx writes about those with another number
    "Failed to load resource: net::ERR_FAILED",  # a request that the test itself has cut
    "htmx:afterRequest, [object",  # htmx writes so about those
    "htmx:sendError, [object",
    "htmx:sendAbort, [object",  # and so about a search that a newer one has replaced
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("No Chromium on PATH: install it to run the browser tests.")
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Every address in a test is relative to this one."""
    url: str = live_server.url
    return url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "reduced_motion": "reduce", "locale": "en-GB"}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """Whatever the browser objects to (the Content Security Policy, a script that throws) fails the test."""
    page.set_default_timeout(8000)
    objections: list[str] = []
    page.on("pageerror", lambda error: objections.append(str(error)))
    page.on("console", lambda message: objections.append(message.text) if message.type == "error" else None)
    yield page
    assert [text for text in objections if not text.startswith(EXPECTED)] == []


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """Four times as fast as a PBX; phones are lifted by the tests."""
    with Simulator(Config(password="Secret123", speed=4)) as simulator:
        yield simulator


@pytest.fixture
def office(sim: Simulator, live_server: LiveServer, settings: Settings, _tasks_run_at_once: None) -> Iterator[Pbx]:
    settings.PBX_EVENTS_URL = live_server.url
    pbx = make_pbx("office", url=sim.url, password="Secret123")
    make_contact("Anton Berger", "+49 30 23125 110", company="Berger Bau")
    make_contact("Clara Winter", "+49 30 23125 100", "+49 171 39200 10", company="Winter Optik")
    make_contact("Clemens Sommer", "+49 40 66969 120")
    make_contact("Ines Herbst", "+49 30 23125 901")  # busy, says the simulator's table of test numbers
    yield pbx
    driver_for(pbx).log_out()  # no event comes after the test


@pytest.fixture
def phone(office: Pbx) -> Extension:
    return make_extension("1000", user=make_user("anna", first_name="Anna", last_name="Keller"), pbx=office)


@pytest.fixture
def session(phone: Extension, client: Client) -> dict[str, str]:
    """The cookie of Anna's session."""
    client.force_login(phone.user)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


@pytest.fixture
def anna(page: Page, context: BrowserContext, session: dict[str, str], live_server: LiveServer) -> Page:
    """Anna's browser, on the directory."""
    context.add_cookies([{"name": session["name"], "value": session["value"], "url": live_server.url}])
    page.goto("/")
    return page
