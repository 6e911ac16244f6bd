"""Every pair of kinds: which the PBX connects, which are refused before anything is sent, and in which words."""

from __future__ import annotations

from unittest.mock import ANY

import pytest
from django.db import IntegrityError
from django.test import Client

from clicktocall.calls.callees import Callee
from clicktocall.calls.callers import Caller
from clicktocall.calls.limits import Refusal
from clicktocall.calls.models import Call
from clicktocall.calls.pairing import check
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.parsing import parse
from clicktocall.pbx.drivers.parties import PartyKind
from directory.models import Extension
from directory.parties import Party
from tests.calls.conftest import PbxInMemory
from tests.factories import let_others_call, make_extension, make_office_number, make_pbx, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

EXTENSION, IVR, RING_GROUP, QUEUE = PartyKind.EXTENSION, PartyKind.IVR, PartyKind.RING_GROUP, PartyKind.QUEUE
PAGING_GROUP, CONFERENCE, EXTERNAL = PartyKind.PAGING_GROUP, PartyKind.CONFERENCE, PartyKind.EXTERNAL
ALLOWED = {(EXTENSION, callee) for callee in PartyKind} | {
    (caller, EXTERNAL) for caller in (IVR, RING_GROUP, QUEUE, EXTERNAL)
}
PAIRS = [(caller, callee) for caller in PartyKind for callee in PartyKind]
NUMBERS = {
    EXTENSION: "1001", IVR: "6500", RING_GROUP: "6200", QUEUE: "6700", PAGING_GROUP: "6300", CONFERENCE: "6400",
    EXTERNAL: "+49 30 23125 100", PartyKind.UNLISTED: "6905",
}  # fmt: skip


def caller_of(kind: PartyKind, phone: Extension | None) -> Caller:
    number = "1000" if kind is EXTENSION else "6999"
    return Caller(kind=kind, choice=number, number=number, shown="Support", pbx=make_pbx(), phone=phone)


def callee_of(kind: PartyKind) -> Callee:
    number = parse(NUMBERS[kind], region="DE")
    plan = make_pbx().numbering_plan()
    return Callee(number=number, plan=plan, sent=dial_string(number, plan), party=Party(kind=kind, name="Clara"))


@pytest.mark.parametrize(("caller", "callee"), PAIRS)
def test_the_table_allows_what_the_pbx_connects(caller: PartyKind, callee: PartyKind) -> None:
    phone = make_extension("1000")

    if (caller, callee) in ALLOWED:
        assert check(caller_of(caller, phone), callee_of(callee)) == phone
    else:
        with pytest.raises(Refusal):
            check(caller_of(caller, phone), callee_of(callee))


@pytest.mark.parametrize(
    ("caller", "callee", "sentence"),
    [
        (
            QUEUE,
            EXTENSION,
            "The PBX does not connect Support (queue) with Clara (extension).",
        ),
        (
            EXTERNAL,
            CONFERENCE,
            "The PBX does not connect Support (outside number) with Clara (conference room).",
        ),
        (
            PAGING_GROUP,
            EXTERNAL,
            "Support (paging group) can be called, but cannot call.",
        ),
    ],
)
def test_a_refusal_names_both_ends_and_what_they_are(caller: PartyKind, callee: PartyKind, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(caller_of(caller, make_extension("1000")), callee_of(callee))

    assert str(refused.value).split(" Choose one of your phones") == [sentence, ANY]


@pytest.mark.parametrize("caller", [IVR, RING_GROUP, QUEUE, EXTERNAL])
def test_whoever_is_no_extension_needs_the_permission_of_one(caller: PartyKind) -> None:
    with pytest.raises(Refusal) as refused:
        check(caller_of(caller, None), callee_of(EXTERNAL))

    assert str(refused.value) == (
        "Support can only call with the permission of an extension of yours. Ask your administrator for one."
    )


@pytest.mark.parametrize(("kind", "callee"), [pair for pair in PAIRS if pair[0] in {IVR, RING_GROUP, QUEUE}])
def test_of_a_forbidden_pair_nothing_is_sent(
    signed_in: Client, phone: Extension, pbx_in_memory: PbxInMemory, kind: PartyKind, callee: PartyKind
) -> None:
    let_others_call(phone.user)
    make_office_number("6999", "Night", kind.value)
    make_extension("1001", user=make_user("ben"))
    for other in (IVR, RING_GROUP, QUEUE, PAGING_GROUP, CONFERENCE):
        make_office_number(NUMBERS[other], "Some", other.value)

    answer = signed_in.post("/calls/", {"to": NUMBERS[callee], "key": "k", "extension": "6999@office"})

    expected = (302, 1) if callee is EXTERNAL else (422, 0)
    assert (answer.status_code, len(pbx_in_memory.asked("call/dial"))) == expected
    assert Call.objects.count() == expected[1]


def test_the_database_holds_no_call_without_its_dial_permission(phone: Extension) -> None:
    about = {"user": phone.user, "pbx": phone.pbx, "caller": "6700", "callee": "03023125100", "caller_kind": "queue"}
    Call.objects.create(key="with", dial_permission="1000", **about)

    with pytest.raises(IntegrityError):
        Call.objects.create(key="without", **about)
