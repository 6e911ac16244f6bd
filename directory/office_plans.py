"""With which numbering plan the directory reads what is typed: that of the office's first PBX in the country."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.plan_texts import NotAPlan
from clicktocall.pbx.models import Pbx

KEPT_SECONDS = 5.0
"""An import reads hundreds of thousands of numbers: each process asks the database again only after so long."""


@dataclass(slots=True)
class _Kept:
    plans: dict[str, NumberingPlan] = field(default_factory=dict)
    until: float = 0.0


_kept = _Kept()


def plan_for(region: str) -> NumberingPlan:
    """What is known of how an office in `region` (ISO alpha-2) reads numbers; the country alone, if no PBX is there."""
    region = region.upper()
    if monotonic() >= _kept.until:
        _kept.plans = {plan.region: plan for plan in _plans_in_use()}
        _kept.until = monotonic() + KEPT_SECONDS
    return _kept.plans.get(region) or NumberingPlan(region=region)


def forget() -> None:
    """Ask again at the next number."""
    _kept.until = 0.0


def _plans_in_use() -> Iterator[NumberingPlan]:
    """The first PBX comes last. A row that was filled in past its checks leaves the country alone."""
    for pbx in Pbx.objects.filter(is_active=True).order_by("-pk"):
        try:
            yield pbx.numbering_plan()
        except NotAPlan:
            continue
