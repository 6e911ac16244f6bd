"""The address of the events never stands in a log with its secret."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from clicktocall.log_masks import EventSecrets
from tests.factories import make_pbx

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the settings' own handler writes."""
    handler = next(found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_a_request_that_fails_is_logged_without_the_secret(client: Client, log: io.StringIO) -> None:
    pbx = make_pbx("office")

    client.post(pbx.events_path, "x" * 300_000, content_type="application/json")

    assert ("/pbx/office/events/.../" in log.getvalue(), pbx.event_secret in log.getvalue()) == (True, False)


def test_other_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "pbx=%s step=event", ("office",), None)

    assert EventSecrets().filter(record)
    assert (record.msg, record.args) == ("pbx=%s step=event", ("office",))
