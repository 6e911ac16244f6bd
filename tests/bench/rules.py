"""What the office's rules cost: a page of 50 numbers, and a click, beside the same click without any rule."""

from __future__ import annotations

from time import perf_counter, process_time

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clicktocall.calls import limits
from clicktocall.calls.forewarning import Forewarning
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import Number, read
from clicktocall.policies import rulebook
from clicktocall.policies.models import DoNotCall, Rulebook
from directory.listing import ListedNumber
from directory.previewing import preview
from tests.bench import office
from tests.bench.figures import Report, milliseconds, percentile
from tests.factories import make_group, make_limit, make_policy

A_PAGE = 50
PAGES_AT_ONCE = 5
POLICIES, LISTED = 20, 5_000
NOT_A_QUESTION = ("BEGIN", "SAVEPOINT", "ROLLBACK", "RELEASE")


def measure(rounds: int) -> Report:
    seat = office.furnish("http://127.0.0.1:9")[0]
    without = [_click(seat, place) for place in range(rounds * 50)]
    _write_rules(seat)
    _click(seat, 0, is_kept=True)  # the first of each window makes its row
    new, again = [], []
    for page in range(rounds * 20):
        numbers = [f"+4930{5_000_000 + page * A_PAGE + place}" for place in range(A_PAGE)]
        new.append(_page(seat, numbers))
        again.append(_page(seat, numbers))
    pages = [_rows(seat, sample) for sample in range(rounds * 10)]
    clicks = [_click(seat, place) for place in range(rounds * 50)]
    with CaptureQueriesContext(connection) as asked:
        _click(seat, 0)
    queries = [query["sql"] for query in asked if not query["sql"].startswith(NOT_A_QUESTION)]
    return {
        "new_us": round(percentile(new, 0.5) / A_PAGE * 1e6, 1),
        "again_us": round(percentile(again, 0.5) / A_PAGE * 1e6, 1),
        "rows_us": round(percentile([first for first, _second in pages], 0.5) / A_PAGE * 1e6, 1),
        "rows_again_us": round(percentile([second for _first, second in pages], 0.5) / A_PAGE * 1e6, 1),
        "click": milliseconds(clicks),
        "click_without_rules": milliseconds(without),
        "queries": len(queries),
    }


def _write_rules(seat: office.Seat) -> None:
    """Twenty policies for groups, three limits, a do-not-call list, a plan with rules: more than most offices have."""
    pbx = seat.phone.pbx
    pbx.area_code, pbx.internal_ranges = "30", "1XX, 7000-7099"
    pbx.rules = "\n".join(f"+43{area}. = 7{area}." for area in range(10, 30))
    pbx.save(update_fields=["area_code", "internal_ranges", "rules"])
    for number in range(POLICIES):
        members = [seat.user] if number == POLICIES - 1 else []
        make_policy(f"Policy {number}", groups=[make_group(f"group {number}", *members)], countries=["FR", "GB"])
    for window in ("minute", "day", "month"):
        make_limit(f"Limit {window}", most_calls=1_000_000, window=window)
    entries = [DoNotCall(number=f"+4989{1_000_000 + number}") for number in range(LISTED)]
    DoNotCall.objects.bulk_create(entries, batch_size=500)
    rulebook.changed()
    assert Rulebook.objects.exists()


def _page(seat: office.Seat, numbers: list[str]) -> float:
    start = perf_counter()
    now = Forewarning(seat.user, [seat.phone])
    for number in numbers:
        now.why_not(number)
    return perf_counter() - start


def _rows(seat: office.Seat, sample: int) -> tuple[float, float]:
    """Processor time of the previews and rules of a page of 50 numbers together, and again.

    By the processor, since what else the machine does meanwhile does not count; of some pages at once, since that clock
    is slow to read.
    """
    plan = seat.phone.pbx.numbering_plan()
    pages = [range(6_000_000 + page * A_PAGE, 6_000_000 + (page + 1) * A_PAGE) for page in _pages(sample)]
    numbers = [[_listed(place) for place in page] for page in pages]
    taken = []
    for _time in range(2):
        start = process_time()
        for page in numbers:
            _say(page, plan, Forewarning(seat.user, [seat.phone]))
        taken.append((process_time() - start) / PAGES_AT_ONCE)
    return taken[0], taken[1]


def _say(page: list[ListedNumber], plan: NumberingPlan, now: Forewarning) -> None:
    for number in page:
        click = preview(number, plan, office="office")
        assert click.is_as_written is not None
        assert now.mark(number.e164, told=click.tooltip) is not None


def _pages(sample: int) -> range:
    return range(sample * PAGES_AT_ONCE, (sample + 1) * PAGES_AT_ONCE)


def _listed(place: int) -> ListedNumber:
    return ListedNumber(label="Work", typed="", e164=f"+4930{place}", digits=f"4930{place}", extension="")


def _click(seat: office.Seat, place: int, *, is_kept: bool = False) -> float:
    """The rules' part of it: who may, and a place under each limit; taken back, for the commit is the call's own."""
    plan = seat.phone.pbx.numbering_plan()
    number: Number = read(f"+4930{4_000_000 + place}", plan)
    start = perf_counter()
    allowed = limits.check(seat.user, seat.phone.pbx, number, plan=plan)
    with transaction.atomic():
        limits.count(allowed, pbx_id=seat.phone.pbx_id)
        transaction.set_rollback(not is_kept)
    return perf_counter() - start
