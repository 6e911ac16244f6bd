"""What those who watch the service are told."""

from __future__ import annotations

import pytest
from django.test import Client

from clicktocall.calls import sweeping


def test_a_living_process_says_ok_without_asking_anything(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_names_each_part_that_is_not(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert answer.json()["workers"] == "no worker has swept in the last minute"


@pytest.mark.django_db
def test_a_sweep_shows_that_workers_live(client: Client) -> None:
    sweeping.sweep()

    assert client.get("/readyz").json()["workers"] == "ok"
