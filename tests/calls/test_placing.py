"""A click becomes one call."""

from __future__ import annotations

import pytest
import responses
from django.test import Client
from django.urls import reverse

from clicktocall.calls.models import Call
from tests.factories import make_contact, make_extension, make_pbx, make_user

pytestmark = pytest.mark.django_db(transaction=True)

PBX = "http://pbx.example:8088"


@pytest.fixture
def pbx_takes_calls() -> responses.RequestsMock:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as pbx:
        pbx.post(f"{PBX}/api/v2.0.0/login", json={"status": "Success", "transport": "HTTP", "token": "abc"})
        pbx.post(f"{PBX}/api/v2.0.0/call/dial", json={"status": "Success", "callid": "1571620483.18"})
        yield pbx


def test_a_click_dials_once(pbx_takes_calls: responses.RequestsMock, client: Client, _tasks_run_at_once: None) -> None:
    anna = make_user()
    make_extension("1000", user=anna, pbx=make_pbx(url=PBX))
    make_contact("Clara Winter", "+49 30 23125 100")
    client.force_login(anna)

    click = {"to": "+49 30 23125 100", "key": "k1"}
    client.post(reverse("calls:calls"), click)
    client.post(reverse("calls:calls"), click)

    call = Call.objects.get()
    assert (call.callid, call.status, call.contact_name) == ("1571620483.18", "dialing", "Clara Winter")
    dials = [c for c in pbx_takes_calls.calls if "call/dial" in c.request.url]
    assert len(dials) == 1
    print(dials[0].request.url, dials[0].request.body, call.callee)
