"""The pictures of the README, taken from a sample office in which a call rings. `make pictures` keeps them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from clicktocall.accounts.models import User
from clicktocall.demo.sample import PBX_NAME, load_sample
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import driver_for
from clicktocall.pbxsim.simulator import Simulator

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_tasks_run_at_once"),
]

WHOM = "Mathilde Brüggemann"
DIGITS = "04066969120"


def test_the_pictures_show_the_directory_and_a_call_that_rings(
    browser: Browser, client: Client, sim: Simulator, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    settings.PBX_EVENTS_URL = live_server.url
    load_sample(url=sim.url, username="api", password="Secret123")
    client.force_login(User.objects.get(username="anna"))
    session = client.cookies[django_settings.SESSION_COOKIE_NAME]
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1200, "height": 720},
        device_scale_factor=2,
        reduced_motion="reduce",
        locale="en-GB",
    )
    context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
    page = context.new_page()
    folder = Path(os.environ.get("PICTURES", tmp_path))

    page.goto("/")
    expect(page.locator(".person").first).to_be_visible()
    page.screenshot(path=folder / "directory.png")

    sim.script(DIGITS, "no_answer")
    page.goto("/?q=hafen")
    page.get_by_role("button", name=f"Call {WHOM}, Work").click()
    expect(page.locator("#live")).to_contain_text("Your phone 1000 rings.")
    sim.pick_up("1000")
    expect(page.locator("#live")).to_contain_text(f"It rings at {WHOM}.")
    page.screenshot(path=folder / "live-call.png")

    assert [(folder / name).exists() for name in ("directory.png", "live-call.png")] == [True, True]
    context.close()
    driver_for(Pbx.objects.get(name=PBX_NAME)).log_out()  # no event comes after the test
