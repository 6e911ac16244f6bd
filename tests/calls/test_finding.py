"""Calls whose dial answer was lost, and what gives them away afterwards."""

from __future__ import annotations

import pytest
from django.test import Client

from clicktocall.calls import accounting, looking
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import cdr, push

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("callee", "found"), [("03023125100", "answered"), ("03023125199", "unknown")])
def test_a_call_that_was_over_before_it_could_be_looked_for_is_known_by_its_cdr(
    client: Client, dialed: Call, office: Pbx, pbx_in_memory: PbxInMemory, callee: str, found: str
) -> None:
    Call.objects.filter(pk=dialed.pk).update(callid="")
    dialed.refresh_from_db()
    push(client, office, cdr("ANSWERED", 12) | {"callto": callee})

    if not looking.find(dialed):
        accounting.settle([dialed])

    dialed.refresh_from_db()
    assert dialed.outcome == found
