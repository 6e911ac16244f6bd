"""Staff set up a PBX in the admin panel."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.pbx.drivers.yeastar_s import YeastarS
from clicktocall.pbx.forms import PbxForm
from clicktocall.pbx.models import Pbx
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.simulator import Simulator
from tests.factories import make_call, make_pbx, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ENTRY = {
    "name": "office", "kind": "yeastar_s", "is_active": "on", "url": "https://192.168.1.50:8088/", "username": "api",
    "password": "Secret123", "tls_check": "system", "region": "de", "fingerprint": "", "ca_certificate": "",
    "outside_prefix": "", "national_form": "usual", "events_by": "http", "events_port": "8333",
}  # fmt: skip


def test_a_pbx_is_entered_and_its_password_never_comes_out(staff: Client) -> None:
    staff.post("/admin/pbx/pbx/add/", ENTRY)

    pbx = Pbx.objects.get()
    page = staff.get(f"/admin/pbx/pbx/{pbx.pk}/change/").content.decode()
    assert (pbx.url, pbx.region, pbx.password) == ("https://192.168.1.50:8088", "DE", "Secret123")
    assert ("Secret123" in page, pbx.event_secret in page) == (False, False)


def test_a_pbx_may_report_by_tcp_and_is_then_not_asked_to_push(staff: Client) -> None:
    staff.post("/admin/pbx/pbx/add/", ENTRY | {"events_by": "tcp", "events_port": "9333"})

    line = Pbx.objects.get().line()
    assert (line.events_port, line.events_url) == (9333, "")


def test_a_pbx_that_cannot_report_by_tcp_is_not_set_to_it(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(YeastarS, "can", frozenset())

    answer = staff.post("/admin/pbx/pbx/add/", ENTRY | {"events_by": "tcp"})

    assert "This kind of PBX does not report by TCP. Choose HTTP." in answer.content.decode()
    assert Pbx.objects.count() == 0


def test_an_empty_password_keeps_the_present_one(staff: Client) -> None:
    pbx = make_pbx()

    staff.post(f"/admin/pbx/pbx/{pbx.pk}/change/", ENTRY | {"password": ""})

    pbx.refresh_from_db()
    assert (pbx.url, pbx.password) == ("https://192.168.1.50:8088", "Secret123")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"url": "192.168.1.50"}, "Write the address with http:// or https://"),
        ({"url": "https://api:secret@192.168.1.50"}, "Write only scheme, host and port"),
        ({"region": "XX"}, "Write the two letters of the country"),
        ({"region": "Germany"}, "Write the two letters of the country"),
        ({"name": "my pbx"}, "Write letters and digits without blanks"),
        ({"password": ""}, "Enter the password of the API user"),
        ({"tls_check": "fingerprint"}, "This way of checking the certificate needs an entry here."),
        ({"tls_check": "ca"}, "This way of checking the certificate needs an entry here."),
        ({"fingerprint": "12:34"}, "Write the SHA-256 fingerprint"),
        ({"ca_certificate": "hello"}, "This is no certificate in PEM form."),
        ({"outside_prefix": "9w"}, "Write only digits, * and #."),
        ({"international_prefix": "++"}, "Write +, or digits such as 00 or 011."),
        ({"national_form": "own"}, "Write the digits, or choose another form above."),
        ({"drops_area_code": "on"}, "Without it no number is known to be local."),
        ({"internal_ranges": "100-1999"}, "Line 1: A range goes from a lower to a higher number"),
        ({"own_numbers": "030 = 1"}, "Line 1: Write the public number with + and the country code."),
        ({"rules": "1 = 2\n+43. ="}, "Line 2: The right side may have digits"),
        ({"events_by": "tcp", "events_port": ""}, "Enter the TCP port of the PBX&#x27;s API, for instance 8333."),
        ({"events_by": "tcp", "events_port": "65536"}, "Write the port as a number from 1 to 65535"),
        ({"events_by": "tcp", "events_port": "0"}, "Write the port as a number from 1 to 65535"),
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(staff: Client, wrong: dict[str, str], sentence: str) -> None:
    answer = staff.post("/admin/pbx/pbx/add/", ENTRY | wrong)

    assert sentence in answer.content.decode()
    assert Pbx.objects.count() == 0


def test_the_connection_test_says_what_works(staff: Client) -> None:
    with Simulator(Config(password="Secret123")) as sim:
        page = test_connection(staff, make_pbx(url=sim.url))

    assert "Office: Login: The PBX accepts our login." in page
    assert "Office: Events arriving: No event has come from this PBX yet." in page


def test_the_connection_test_says_what_does_not(staff: Client) -> None:
    with Simulator(Config(password="another")) as sim:
        pbx = make_pbx(url=sim.url)

        page = test_connection(staff, pbx)
        again = test_connection(staff, pbx)

        assert [said.count("No login is tried any more.") for said in (page, again)] == [1, 1]
        assert len(sim.requests("login")) == 1


def test_connection(staff: Client, pbx: Pbx) -> str:
    chosen = {"action": "test_connection", "_selected_action": str(pbx.pk)}
    return staff.post("/admin/pbx/pbx/", chosen, follow=True).content.decode()


test_connection.__test__ = False  # type: ignore[attr-defined]  # -- a step of the two tests above


@pytest.mark.parametrize("name", ["pbx/pbx", "pbx/notice", "calls/call", "directory/contact", "accounts/user"])
def test_the_lists_open(staff: Client, name: str) -> None:
    make_call()

    assert staff.get(f"/admin/{name}/").status_code == 200


def test_a_call_is_to_be_read_only(staff: Client) -> None:
    call = make_call(callid="1571620483.18")

    page = staff.get(f"/admin/calls/call/{call.pk}/change/")

    assert ("1571620483.18" in page.content.decode(), 'name="_save"' in page.content.decode()) == (True, False)
    assert staff.post(f"/admin/calls/call/{call.pk}/change/", {"status": "ended"}).status_code == 403


def test_the_panel_is_for_staff_only(client: Client) -> None:
    client.force_login(make_user("anna"))

    assert client.get("/admin/").status_code == 302


def test_the_plan_is_made_of_what_staff_have_entered(staff: Client) -> None:
    entered = {
        "area_code": "030",
        "international_prefix": "+",
        "internal_ranges": "1XX",
        "own_numbers": "+49 30 23125 1XX = 1XX",
        "rules": "+43. = 7. ; Austria",
    }

    staff.post("/admin/pbx/pbx/add/", ENTRY | entered)

    plan = Pbx.objects.get().numbering_plan()
    assert (plan.region, plan.area_code, plan.international_prefix) == ("DE", "30", "+")
    assert plan.internal_ranges == (("100", "199"),)
    assert [rule.comment for rule in plan.rules] == ["Austria"]
    assert [rule.replacement for rule in plan.own_numbers] == ["1XX"]


def test_what_is_heard_of_a_pbx_while_staff_fill_in_its_form_stays(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = make_pbx(url="https://192.168.1.50:8088", region="DE")
    has_changed = PbxForm.clean

    def meanwhile(form: PbxForm) -> object:
        """After the row was read for the form, and before it is written."""
        now = timezone.now()
        heard = {"failures": 3, "failed_at": now, "silent_since": now, "logins_stopped_for": "x", "last_event_at": now}
        Pbx.objects.filter(pk=pbx.pk).update(fingerprint="AB" * 32, **heard)
        return has_changed(form)

    monkeypatch.setattr(PbxForm, "clean", meanwhile)
    staff.post(f"/admin/pbx/pbx/{pbx.pk}/change/", ENTRY | {"password": "", "username": "another", "region": "at"})

    pbx.refresh_from_db()
    assert (pbx.username, pbx.region, pbx.password) == ("another", "AT", "Secret123")
    assert (pbx.failures, pbx.is_silent, pbx.logins_stopped_for, pbx.fingerprint) == (3, True, "x", "AB" * 32)
    assert pbx.last_event_at is not None


def test_a_secret_that_could_not_be_read_any_more_is_made_anew_by_saving(staff: Client) -> None:
    pbx = make_pbx()
    Pbx.objects.filter(pk=pbx.pk).update(event_secret="")

    staff.post(f"/admin/pbx/pbx/{pbx.pk}/change/", ENTRY | {"password": ""})

    pbx.refresh_from_db()
    assert len(pbx.event_secret) > 20
