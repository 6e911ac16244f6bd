"""`manage.py pbx_add`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from clicktocall.pbx.models import Pbx
from tests.factories import make_pbx

pytestmark = pytest.mark.django_db

OFFICE = ("office", "--url", "https://192.0.2.1:8088", "--username", "api", "--region", "de")
FINGERPRINT = ":".join(["AB"] * 32)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "s3cret\n") -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command("pbx_add", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_pbx_is_set_up_with_the_password_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(monkeypatch, *OFFICE, "--driver", "yeastar_s", "--outside-prefix", "0", "--legacy-tls")

    pbx = Pbx.objects.get()
    assert (pbx.name, pbx.kind, pbx.url, pbx.username) == ("office", "yeastar_s", "https://192.0.2.1:8088", "api")
    assert (pbx.password, pbx.region, pbx.outside_prefix, pbx.legacy_tls) == ("s3cret", "DE", "0", True)
    assert (pbx.tls_check, pbx.is_active) == ("system", True)
    assert said == "PBX office is set up.\n"


def test_its_numbering_plan_can_be_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = ("--area-code", "030", "--international-prefix", "+", "--internal-numbers", "100-199,2XXX")

    run(monkeypatch, *OFFICE, *plan, "--emergency-location", "Unter den Linden 1, Berlin")

    pbx = Pbx.objects.get()
    assert pbx.numbering_plan().internal_ranges == (("100", "199"), ("2000", "2999"))
    assert (pbx.area_code, pbx.international_prefix) == ("030", "+")
    assert pbx.emergency_location == "Unter den Linden 1, Berlin"


@pytest.mark.parametrize(
    ("variable", "arguments"),
    [("CLICKTOCALL_PBX_PASSWORD", ()), ("BOX_PASSWORD", ("--password-env", "BOX_PASSWORD"))],
)
def test_the_password_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variable: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv(variable, "from the environment")

    run(monkeypatch, *OFFICE, *arguments)

    assert Pbx.objects.get().password == "from the environment"


def test_the_address_for_events_is_shown_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(monkeypatch, *OFFICE, "--show-events-address")

    address = f"http://127.0.0.1:8000/pbx/office/events/{Pbx.objects.get().event_secret}/"
    assert said == f"PBX office is set up.\nIt sends its events to {address}\n"


def test_a_fingerprint_says_how_the_certificate_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, *OFFICE, "--fingerprint", FINGERPRINT)

    pbx = Pbx.objects.get()
    assert (pbx.tls_check, pbx.fingerprint) == ("fingerprint", FINGERPRINT)


@pytest.mark.parametrize(
    "arguments", [("--events-port", "9333"), ("--events-by", "tcp", "--events-port", "9333", "--show-events-address")]
)
def test_events_may_come_by_tcp(monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    said = run(monkeypatch, *OFFICE, *arguments)

    pbx = Pbx.objects.get()
    assert (pbx.events_by, pbx.events_port) == ("tcp", 9333)
    assert said == "PBX office is set up.\nIts events are read by TCP: keep `manage.py pbx_listen` running.\n"


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (OFFICE, "\n", r"^There is no password\."),
        (OFFICE, "", r"^There is no password\."),
        ((*OFFICE, "--password-env", "NOT_SET"), "x\n", "^--password-env: there is no environment variable NOT_SET"),
        (
            ("office", "--url", "192.0.2.1", "--username", "api", "--region", "DE"),
            "x\n",
            "^--url: Write the address with",
        ),
        ((*OFFICE, "--region", "XX"), "x\n", "^--region: Write the two letters"),
        ((*OFFICE, "--outside-prefix", "0w"), "x\n", "^--outside-prefix: Write only digits"),
        ((*OFFICE, "--events-port", "0"), "x\n", "^--events-port: Write the port as a number from 1 to 65535"),
        ((*OFFICE, "--fingerprint", "AB"), "x\n", "^--fingerprint: Write the SHA-256 fingerprint"),
        ((*OFFICE, "--tls-check", "fingerprint"), "x\n", "^--tls-check fingerprint needs"),
        ((*OFFICE, "--tls-check", "ca"), "x\n", "^--tls-check ca needs"),
        ((*OFFICE, "--ca-file", "/nowhere.pem"), "x\n", "^--ca-file: /nowhere.pem cannot be read: No such file"),
        (("my office", *OFFICE[1:]), "x\n", "^name: Enter a valid"),
        ((*OFFICE, "--update"), "x\n", r"^There is no PBX office\."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], typed: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        run(monkeypatch, *arguments, typed=typed)

    assert refusal.value.returncode == 1
    assert not Pbx.objects.exists()


def test_a_certificate_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("-----BEGIN NOTHING-----")

    with pytest.raises(CommandError, match=r"^--ca-file: This is no certificate in PEM form"):
        run(monkeypatch, *OFFICE, "--ca-file", str(file))


def test_a_name_that_is_taken_needs_update(monkeypatch: pytest.MonkeyPatch) -> None:
    make_pbx("office", url="http://192.0.2.9")

    with pytest.raises(CommandError, match=r"^There is a PBX office already\. Add --update to change it\.$"):
        run(monkeypatch, *OFFICE)

    assert Pbx.objects.get().url == "http://192.0.2.9"


def test_an_update_changes_only_what_was_said_and_allows_logins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pbx = make_pbx(
        "office", password="old", outside_prefix="9", logins_stopped_at=timezone.now(), logins_stopped_for="x"
    )

    said = run(monkeypatch, "office", "--update", "--url", "https://192.0.2.1", typed="")

    changed = Pbx.objects.get()
    assert (changed.url, changed.password, changed.outside_prefix) == ("https://192.0.2.1", "old", "9")
    assert (changed.logins_stopped_at, changed.logins_stopped_for) == (None, "")
    assert changed.event_secret == pbx.event_secret
    assert said == "PBX office is changed.\n"


def test_an_update_may_bring_a_new_password(monkeypatch: pytest.MonkeyPatch) -> None:
    make_pbx("office", password="old")

    run(monkeypatch, "office", "--update", typed="new\n")

    assert Pbx.objects.get().password == "new"
