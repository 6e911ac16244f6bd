"""The door for the PBX's events."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clicktocall.calls.models import Call
from clicktocall.pbx.models import Notice, Pbx
from tests.calls.messages import cdr, ext, push, status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("host", ["192.168.5.150: 8260", "192.168.5.150:8260", "evil.example", ""])
def test_whatever_host_the_pbx_sends_the_event_is_taken(client: Client, office: Pbx, dialed: Call, host: str) -> None:
    answer = client.post(office.events_path, "{}", content_type="application/json", headers={"host": host})

    assert answer.status_code == 200


def test_other_addresses_keep_the_host_check(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "evil.example"})

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/pbx/office/events/wrong/", "/pbx/nobody/events/wrong/"])
def test_without_the_secret_there_is_nothing(client: Client, office: Pbx, path: str) -> None:
    answer = client.post(path, "{}", content_type="application/json")

    assert answer.status_code == 404
    assert Notice.objects.count() == 0


def test_the_secret_of_one_pbx_does_not_open_another(client: Client, office: Pbx) -> None:
    other = Pbx.objects.create(name="branch", url="http://127.0.0.1:9", username="api", password="x", region="GB")

    answer = client.post(f"/pbx/branch/events/{office.event_secret}/", "{}", content_type="application/json")

    assert answer.status_code == 404
    assert other.event_secret != office.event_secret


def test_an_event_cannot_be_fetched(client: Client, office: Pbx) -> None:
    assert client.get(office.events_path).status_code == 405


def test_an_event_larger_than_any_is_not_read(client: Client, office: Pbx) -> None:
    answer = client.post(office.events_path, "x" * 300_000, content_type="application/json")

    assert answer.status_code == 413
    assert Notice.objects.count() == 0


def test_an_event_needs_few_queries(
    client: Client, office: Pbx, dialed: Call, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(22):
        push(client, office, status(ext("RING")))


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_message_is_read_whatever_it_is_called(client: Client, office: Pbx, dialed: Call, content_type: str) -> None:
    body = json.dumps(status(ext("RING")))

    answer = client.generic("POST", office.events_path, body, content_type=content_type)

    dialed.refresh_from_db()
    assert (answer.status_code, dialed.status) == (200, "ringing_caller")


def test_a_pbx_that_leaves_out_the_last_slash_is_heard(client: Client, office: Pbx, dialed: Call) -> None:
    body = json.dumps(status(ext("RING")))

    answer = client.generic("POST", office.events_path.rstrip("/"), body, content_type="application/json")

    dialed.refresh_from_db()
    assert (answer.status_code, dialed.status) == (200, "ringing_caller")


@pytest.mark.parametrize("form", ["a list", "one behind the other"])
def test_several_messages_in_one_delivery_are_all_heard(client: Client, office: Pbx, dialed: Call, form: str) -> None:
    messages = [status(ext("RING")), status(ext("ALERT")), cdr("BUSY")]

    push(client, office, json.dumps(messages) if form == "a list" else "\r\n".join(map(json.dumps, messages)))

    dialed.refresh_from_db()
    assert (dialed.outcome, [notice.kind for notice in Notice.objects.all()]) == (
        "busy", ["call_status", "call_status", "cdr"],
    )  # fmt: skip


@pytest.mark.parametrize("body", ["", "[]", "null", "<html>", "{"])
def test_a_delivery_that_says_nothing_is_acknowledged_and_kept_for_staff(
    client: Client, office: Pbx, dialed: Call, body: str
) -> None:
    assert push(client, office, body) == 200
    assert Notice.objects.get().body == body
