"""Rounds of questions about calls that have fallen silent: few of them, however many calls there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clicktocall.calls import sweeping
from clicktocall.calls.models import Call
from clicktocall.pbx.models import Pbx
from directory.models import Extension
from tests.calls.conftest import PbxInMemory
from tests.calls.messages import ext, outbound
from tests.factories import make_call

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(pbx: Pbx, phone: Extension, calls: int, **of_all: object) -> None:
    """Calls of which nothing was heard for half a minute, the first of them longest."""
    long_ago = timezone.now() - timedelta(seconds=30)
    for number in range(calls):
        waiting = make_call(pbx=pbx, user=phone.user, callid=f"{number}.1", status="ringing_caller", **of_all)
        Call.objects.filter(pk=waiting.pk).update(heard_at=long_ago + timedelta(seconds=number))


@pytest.mark.parametrize("calls", [1, 3])
def test_one_question_tells_of_all_calls_that_go_outside(
    office: Pbx, phone: Extension, pbx_in_memory: PbxInMemory, calls: int
) -> None:
    wait_for(office, phone, calls, caller="1000")
    told = [{"callid": f"{number}.1", "members": [ext("ALERT"), outbound("RING")]} for number in range(calls)]
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": told})

    sweeping.look(office.pk)

    assert pbx_in_memory.asked("call/query") == ([{"callid": "0.1"}] if calls == 1 else [{"type": "outbound"}])
    assert set(Call.objects.values_list("status", flat=True)) == {"ringing_callee"}


def test_who_is_not_listed_is_asked_about_alone_who_has_waited_longest_first(
    office: Pbx, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    wait_for(office, phone, 2)
    wait_for(office, phone, 3, callee="1001", callee_kind="extension")
    pbx_in_memory.answers_with("call/query", {"status": "Success", "Calls": []})

    sweeping.look(office.pk)

    asked = pbx_in_memory.asked("call/query")
    alone = [question["callid"] for question in asked[1:]]
    assert (asked[0], alone[0], sorted(alone)) == ({"type": "outbound"}, "0.1", ["0.1", "0.1", "1.1", "1.1", "2.1"])


def test_a_pbx_that_cannot_list_its_calls_is_asked_about_each(
    office: Pbx, phone: Extension, pbx_in_memory: PbxInMemory
) -> None:
    wait_for(office, phone, 3)
    pbx_in_memory.answers_with("call/query", {"status": "Failed", "errno": "30001"})

    sweeping.look(office.pk)

    assert [asked.get("callid", "") for asked in pbx_in_memory.asked("call/query")] == ["", "0.1", "1.1", "2.1"]


@pytest.mark.parametrize("calls", [1, 3])
def test_the_first_question_that_is_not_answered_ends_the_round(
    office: Pbx, phone: Extension, pbx_in_memory: PbxInMemory, calls: int
) -> None:
    wait_for(office, phone, calls)
    pbx_in_memory.answers_with("call/query", "<html>")

    sweeping.look(office.pk)

    assert len(pbx_in_memory.asked("call/query")) == 1
