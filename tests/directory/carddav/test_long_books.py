"""A long book is answered piece by piece: what is kept in memory does not grow with it."""

from __future__ import annotations

import tracemalloc
from base64 import b64encode

import pytest
from django.db import transaction
from django.http import StreamingHttpResponse
from django.test import Client

from directory.importing.pouring import pour
from directory.models import Contact, PhoneNumber
from tests.directory.carddav.client import Program, program
from tests.directory.carddav.requests_sent import APPLE_ETAGS, apple_sync, bird_multiget

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

CARDS = 4_000
MOST_GROWTH = 2_500_000


def fill() -> list[Contact]:
    with transaction.atomic():
        contacts = [Contact(pk=key, name=f"Clara Winter{key}", name_key=f"{key:05}") for key in range(1, CARDS + 1)]
        pour(contacts)
        pour([PhoneNumber(contact=one, typed="+49 30 23125 100", e164="+493023125100") for one in contacts])
    return contacts


def growth(reader: Program, method: str, body: str) -> tuple[int, int]:
    """How many responses there were, and how far memory grew while they came."""
    said = b64encode(f"{reader.name}:{reader.password}".encode()).decode()
    headers = {"Authorization": f"Basic {said}", "Depth": "1"}
    response = Client().generic(method, reader.book, body, content_type="text/xml", headers=headers)
    assert isinstance(response, StreamingHttpResponse)
    tracemalloc.start()
    count = sum(piece.count(b"<d:response>") for piece in response.streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, peak


def test_memory_stays_flat_however_long_a_book_is() -> None:
    reader = program()
    hrefs = [f"{reader.book}{contact.uid}.vcf" for contact in fill()]

    listed = growth(reader, "PROPFIND", APPLE_ETAGS)
    synced = growth(reader, "REPORT", apple_sync(""))
    cards = growth(reader, "REPORT", bird_multiget(*hrefs))

    assert [count for count, _peak in (listed, synced, cards)] == [CARDS + 1, CARDS, CARDS]
    assert [peak < MOST_GROWTH for _count, peak in (listed, synced, cards)] == [True] * 3
