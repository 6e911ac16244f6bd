"""What a row says of a number in one look is what it says on the long way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clicktocall.calls.viewpoint import said, the_long_way, viewpoint
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.policies.targets import Target, targets_of_typed
from directory.listing import ListedNumber
from tests.numbering.test_at_a_glance import BERLIN, EXAMPLES, any_number, any_plan

OFFICE = '<Head> "office" & co'


def kept(e164: str, extension: str = "") -> ListedNumber:
    return ListedNumber(label="", typed=e164, e164=e164, digits=e164[1:], extension=extension)


def both_ways_agree(number: ListedNumber, plan: NumberingPlan) -> bool:
    at = viewpoint(plan, OFFICE, "en-gb")
    short, long = said(number, at), the_long_way(number, at, OFFICE)
    assert short[:4] == long[:4]
    if short.kind is None:
        return False
    number_class, country = short.kind
    target = Target(identity=number.e164, number_class=number_class, country=country)
    assert targets_of_typed(number.e164, plan=plan) == (target,)
    return True


@given(e164=any_number, plan=any_plan, extension=st.sampled_from(["", "12"]))
def test_whatever_the_number_and_the_plan(e164: str, plan: NumberingPlan, extension: str) -> None:
    both_ways_agree(kept(e164, extension), plan)


def test_every_example_of_every_country() -> None:
    looked_at_once = [e164 for e164 in EXAMPLES if both_ways_agree(kept(e164), BERLIN)]

    assert len(looked_at_once) > 900


def test_the_name_of_the_office_is_no_markup() -> None:
    written = said(kept("+442079460000"), viewpoint(BERLIN, OFFICE, "en-gb"))

    assert written.title == (
        "+442079460000 (international, GB): sent as 0 00 44 20 7946 0000 through"
        " &lt;Head&gt; &quot;office&quot; &amp; co, rule: international"
    )
