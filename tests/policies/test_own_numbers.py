"""An own number that is rung first costs money, too: it is judged, counted and looked up like whom it calls."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from clicktocall.audit.models import Entry
from clicktocall.calls import dialing
from clicktocall.calls.models import Call
from clicktocall.policies import rulebook
from clicktocall.policies.models import DoNotCall, Use
from directory.models import Extension, OwnNumber
from tests.calls.conftest import PbxInMemory, anna, office, pbx_in_memory, phone, signed_in
from tests.factories import make_call, make_limit, make_own_number, make_policy

__all__ = ["anna", "office", "pbx_in_memory", "phone", "signed_in"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_tasks_run_at_once")]

HTMX = {"HX-Request": "true"}
MOBILE = "+491713920010"
TO = "+49 30 23125 100"
FIRST = "Your own number 0171 3920010 cannot be called first."


@pytest.fixture
def own(phone: Extension) -> OwnNumber:
    return make_own_number(MOBILE, user=phone.user)


def click(client: Client, to: str = TO, *, first: str = MOBILE) -> tuple[int, str]:
    """Another click, with no call going on."""
    Call.objects.live().update(status="ended", outcome="busy", ended_at=timezone.now())
    made = Call.objects.count()
    answer = client.post("/calls/", {"to": to, "key": f"k{made}", "extension": first, "sure": to}, headers=HTMX)
    return answer.status_code, answer.content.decode()


def test_a_policy_that_forbids_its_class_says_which_number_it_is(
    signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory
) -> None:
    make_policy("Landlines", classes=["internal", "national"])

    answer, link = click(signed_in), signed_in.get("/call/", {"to": TO, "extension": MOBILE})

    said = f"{FIRST} The rule “Landlines” does not allow calls to numbers of this class: mobile."
    assert (answer[0], said in answer[1], said in link.content.decode()) == (422, True, True)
    assert (click(signed_in, first="1000")[0], len(pbx_in_memory.asked("call/dial"))) == (200, 1)
    assert Entry.objects.filter(what="dial_refused").count() == 1


def test_the_page_of_a_link_says_what_is_sent_for_both(signed_in: Client, own: OwnNumber) -> None:
    own_first = signed_in.get("/call/", {"to": TO, "extension": MOBILE}).content.decode()
    phone_first = signed_in.get("/call/", {"to": TO, "extension": "1000"}).content.decode()

    said = "you are called on your own number 0171 3920010, sent as 01713920010. Both calls count."
    assert (said in own_first, said in phone_first) == (True, False)


def test_a_colleague_may_be_called_but_not_out_of_hours_from_a_mobile(
    signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory
) -> None:
    make_policy("Never", days=[])

    assert (click(signed_in, "1001")[0], click(signed_in, "1001", first="1000")[0]) == (422, 200)


def test_it_is_looked_up_on_the_do_not_call_list(signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory) -> None:
    DoNotCall.objects.create(number=MOBILE, reason="sold")
    rulebook.changed()

    status, page = click(signed_in)

    assert (status, f"{FIRST} This number is on the do-not-call list: sold." in page) == (422, True)


def test_listed_after_the_click_it_is_not_dialled(phone: Extension, pbx_in_memory: PbxInMemory) -> None:
    call = make_call(
        user=phone.user, pbx=phone.pbx, extension=phone, dial_permission="1000", caller_kind="external",
        caller="01713920010", caller_e164=MOBILE, number_class="national", caller_class="mobile",
    )  # fmt: skip
    DoNotCall.objects.create(number=MOBILE)
    rulebook.changed()

    dialing.dial(call.pk)

    call.refresh_from_db()
    assert (call.outcome, call.reason.startswith(FIRST), pbx_in_memory.asked("call/dial")) == ("refused", True, [])


def test_it_takes_a_place_of_its_own_under_each_limit_that_counts_it(
    signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory
) -> None:
    make_limit("All", most_calls=5)
    make_limit("Mobiles", most_calls=2, classes=["mobile"])
    make_limit("Landlines", most_calls=9, classes=["national"])

    answers = [click(signed_in)[0], click(signed_in)[0], click(signed_in)[0], click(signed_in, first="1000")[0]]

    assert answers == [200, 200, 422, 200]
    assert sorted(Use.objects.values_list("limit__name", "calls")) == [("All", 5), ("Landlines", 3), ("Mobiles", 2)]


def test_where_there_is_room_for_one_only_neither_is_called(
    signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory
) -> None:
    make_limit("Lines", most_calls=1, window="at_once", scope="pbx")

    assert [click(signed_in)[0], click(signed_in, first="1000")[0]] == [422, 200]


def test_its_minutes_count_as_well(signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory) -> None:
    make_limit("Talk", most_calls=None, most_minutes=3)
    before = timezone.now()
    Call.objects.filter(pk=make_call(user=own.user, caller_class="mobile").pk).update(
        status="ended", outcome="answered", placed_at=before, answered_at=before, ended_at=before,
        billed_talk_seconds=90, number_class="national",
    )  # fmt: skip

    assert click(signed_in, first="1000")[0] == 422


def test_for_an_emergency_call_it_is_not_judged(signed_in: Client, own: OwnNumber, pbx_in_memory: PbxInMemory) -> None:
    make_policy("Landlines", classes=["internal", "national"])
    make_limit(most_calls=0)
    DoNotCall.objects.create(number=MOBILE)
    rulebook.changed()

    assert click(signed_in, "112")[0] == 200
    assert [dial["callee"] for dial in pbx_in_memory.asked("call/dial")] == ["112"]
