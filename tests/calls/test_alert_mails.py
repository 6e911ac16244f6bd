"""Staff are written to about each incident once, however long the mail server was away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from pytest_django import Settings

from clicktocall.accounts.models import User
from clicktocall.calls import watching
from clicktocall.policies import alerting
from clicktocall.policies.models import Alert, AlertKind
from tests.calls.test_watching import ABROAD, NOON, placed, told
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]


def test_an_e_mail_goes_out_once_where_a_server_and_somebody_are_named(anna: User, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.ALERTS_TO = "mail.example", ["staff@example.org"]
    placed(anna, NOON, **ABROAD)
    watching.look()
    watching.look()

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["staff@example.org"], "Click to Call: first call to a country")
    assert sent.body.startswith("First call to France, by Anna Keller.")


@pytest.mark.parametrize(("host", "to"), [("", ["staff@example.org"]), ("mail.example", [])])
def test_without_either_the_panel_has_it_alone(anna: User, settings: Settings, host: str, to: list[str]) -> None:
    settings.EMAIL_HOST, settings.ALERTS_TO = host, to
    placed(anna, NOON, **ABROAD)

    assert (len(told(AlertKind.FIRST_COUNTRY)), mail.outbox) == (1, [])


def test_a_mail_server_that_is_away_loses_no_alert(anna: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.ALERTS_TO = "127.0.0.1", 9, ["staff@example.org"]
    placed(anna, NOON, **ABROAD)

    assert len(told(AlertKind.FIRST_COUNTRY)) == 1


@pytest.fixture
def unreachable_mail(settings: Settings) -> Settings:
    """A mail server that is named and does not answer."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.ALERTS_TO = "127.0.0.1", 9, ["staff@example.org"]
    return settings


def test_a_mail_that_failed_is_sent_once_the_server_is_back(
    anna: User, noon: time_machine.Traveller, unreachable_mail: Settings
) -> None:
    placed(anna, NOON, **ABROAD)
    watching.look()
    unreachable_mail.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    watching.look()
    at_once = len(mail.outbox)
    for minutes in (1, 2, 3):
        noon.move_to(NOON + timedelta(minutes=minutes))
        watching.look()

    assert (at_once, [sent.body.splitlines()[0] for sent in mail.outbox]) == (
        0,
        ["First call to France, by Anna Keller."],
    )
    alert = Alert.objects.get()
    assert (alert.mail_tries, alert.mailed_at, alert.mail_due_at) == (2, NOON + timedelta(minutes=1), None)


def test_a_mail_server_that_stays_away_is_given_up_and_the_panel_says_so(
    anna: User, noon: time_machine.Traveller, unreachable_mail: Settings, client: Client
) -> None:
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    placed(anna, NOON, **ABROAD)
    watching.look()
    waits = client.get("/admin/policies/alert/").content.decode()
    for hours in range(1, 20):
        noon.move_to(NOON + timedelta(hours=hours))
        watching.look()

    alert = Alert.objects.get()
    assert (alert.mail_tries, alert.mailed_at, alert.mail_due_at) == (alerting.MOST_TRIES, None, None)
    assert "not yet, again at" in waits
    client.force_login(make_user("admin"))
    assert "no: the mail server did not take it" in client.get("/admin/policies/alert/").content.decode()


def test_two_processes_write_about_one_incident_once(anna: User, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.ALERTS_TO = "mail.example", ["staff@example.org"]
    alerting.tell(alerting.Incident(kind=AlertKind.NIGHT, key="1:x", sentence="Calls at night."))

    def send(_: int) -> int:
        try:
            return alerting.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(send, range(4))) == 1


def test_what_another_process_has_tried_meanwhile_is_not_tried_at_once_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST, settings.ALERTS_TO = "mail.example", ["staff@example.org"]
    for word in ("one", "two"):
        alerting.tell(alerting.Incident(kind=AlertKind.NIGHT, key=word, sentence=word))
    tried: list[str] = []

    def send_mail(_subject: str, body: str, *_: object) -> None:
        tried.append(body.splitlines()[0])
        if tried == ["one"]:
            alerting.send_due()  # the other process, while this one is still at the first of the two that it has read
        elif len(tried) == 2:
            raise ConnectionResetError

    monkeypatch.setattr(alerting, "send_mail", send_mail)
    alerting.send_due()

    assert tried == ["one", "two"]
