"""We were away, or the PBX was taken away, while a call waited or went on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clicktocall.calls import dialing, sweeping
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import CALLID, ext, outbound
from tests.factories import make_call

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_call_is_not_given_up_before_its_pbx_was_asked(dialed: Call, pbx_in_memory: PbxInMemory) -> None:
    """It was us who were away: no worker for two minutes, or a clock that has stepped forward."""
    members = [ext("ANSWERED"), outbound("ANSWER")]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": [{"callid": CALLID, "members": members}]})
    Call.objects.update(heard_at=timezone.now() - timedelta(seconds=91))

    for pbx in sweeping.sweep().to_look:
        sweeping.look(pbx)

    dialed.refresh_from_db()
    assert dialed.status == "talking"


def test_a_pbx_that_was_taken_out_of_use_meanwhile_is_not_asked(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    queued = make_call(extension=phone, user=phone.user, pbx=phone.pbx)
    Pbx.objects.update(is_active=False)

    dialing.dial(queued.pk)

    queued.refresh_from_db()
    assert (queued.outcome, pbx_in_memory.asked("call/dial")) == ("refused", [])
    assert queued.reason.startswith("Nothing was dialled: this PBX was taken out of use.")
