"""Which numbers of a page are greyed: marked together, each is as it would be if it stood there alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from clicktocall.accounts.models import User
from clicktocall.calls.forewarning import Forewarning
from clicktocall.calls.rows import rows_of
from clicktocall.calls.viewpoint import said, viewpoint
from clicktocall.policies import rulebook
from clicktocall.policies.models import DoNotCall, Stop
from directory.listing import Listed, ListedNumber
from directory.models import Extension
from tests.factories import make_call, make_extension, make_limit, make_office_number, make_pbx, make_policy, make_user
from tests.numbering.test_at_a_glance import EXAMPLES

pytestmark = pytest.mark.django_db

BERLIN, LONDON = "+493023125100", "+442079460000"
FEW_DIGITS = ["110", "112", "1000", "4711", "4812", "6700", "0900123456", "11833", "*21*09001123456#", "no number"]
OTHERS = [BERLIN, "+493023125101", "+4930231251012", LONDON, "+442079460001", "+49115", "+49112", "+491801123456"]


def kept(number: str) -> ListedNumber:
    e164 = number if number.startswith("+") else ""
    return ListedNumber(label="", typed=number, e164=e164, digits=number.lstrip("+"), extension="")


NUMBERS = [kept(number) for number in [*OTHERS, *FEW_DIGITS, *EXAMPLES[::6]]]


def not_a_rule(user: User) -> None:
    """What holds until staff write one."""


def countries(user: User) -> None:
    make_policy(
        "Some <b>", users=[user], classes=["national", "service"], countries=["IT", "GB"], whom_to_ask="Bob & co"
    )


def digits(user: User) -> None:
    make_policy("Some", users=[user], classes=["national"], blocked_prefixes="+4930231", allowed_prefixes="+442")


def a_list(user: User) -> None:
    DoNotCall.objects.create(number=LONDON, reason="they <asked>")
    DoNotCall.objects.create(number="+4930231", is_prefix=True)
    DoNotCall.objects.create(number="4711")
    countries(user)


def a_list_and_digits(user: User) -> None:
    a_list(user)
    digits(make_user("ben"))
    make_policy("Mine", users=[user], every_country=True, blocked_prefixes="+3 +49301")


def hours(user: User) -> None:
    make_policy("Never", users=[user], every_country=True, days=[0], from_time=time(3), until_time=time(3, 1))


def a_limit(user: User) -> None:
    make_policy("All", users=[user], every_country=True, classes=["national", "mobile"])
    make_limit("One", most_calls=1)
    make_call(user=user, extension=Extension.objects.filter(user=user).first())


def a_stop(user: User) -> None:
    Stop.objects.create(message="Until <noon>")
    countries(user)


def one_phone(user: User) -> list[Extension]:
    return [make_extension("1000", user=user, pbx=make_pbx(outside_prefix="0"), is_default=True)]


def without_many_internal_numbers(user: User) -> list[Extension]:
    return [make_extension("1000", user=user, pbx=make_pbx(internal_ranges="1XXX, 67XX"), is_default=True)]


def by_rules_of_staff(user: User) -> list[Extension]:
    rules = "+44. = 7.\n+4930231. = 0900."
    pbx = make_pbx(rules=rules, own_numbers="+49 30 23125 1XX = 1XX", international_prefix="*7")
    return [make_extension("1000", user=user, pbx=pbx, is_default=True)]


def on_two_pbxs(user: User) -> list[Extension]:
    rome = make_pbx("rome", region="IT", outside_prefix="0")
    return [*one_phone(user), make_extension("2000", user=user, pbx=rome)]


@pytest.mark.thorough
@pytest.mark.parametrize("rule", [not_a_rule, countries, digits, a_list, a_list_and_digits, hours, a_limit, a_stop])
@pytest.mark.parametrize("phones_of_anna", [one_phone, without_many_internal_numbers, by_rules_of_staff, on_two_pbxs])
def test_a_row_marks_each_of_its_numbers_as_if_it_were_the_only_one(
    rule: Callable[[User], None], phones_of_anna: Callable[[User], list[Extension]]
) -> None:
    anna = make_user()
    phones = phones_of_anna(anna)
    make_office_number("6700", pbx=phones[0].pbx)
    rule(anna)
    rulebook.changed()
    plan, office = phones[0].pbx.numbering_plan(), phones[0].pbx.name

    (row,) = rows_of(
        [Listed(1, "Clara", "", "person", "", "shared", tuple(NUMBERS))],
        plan=plan,
        office=office,
        forewarning=Forewarning(anna, phones, polled=False),
    )

    at = viewpoint(plan, office, "en-gb")
    alone = [
        Forewarning(anna, phones, polled=False).mark_in_a_row(number.e164 or number.typed, told=said(number, at).title)
        for number in NUMBERS
    ]
    assert [line["mark"] for line in row["lines"]] == alone
    assert len(set(alone)) > 2


def test_a_no_to_few_digits_names_those_and_no_others() -> None:
    (phone,) = without_many_internal_numbers(make_user())
    now = Forewarning(phone.user, [phone], polled=False)

    marks = [now.mark(to) for to in ("4711", "4812")]

    assert ["4711" in marks[0], "4812" in marks[1], "4711" in marks[1]] == [True, True, False]
