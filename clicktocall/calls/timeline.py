"""The timeline of a call: every step with its time, who said so, and the PBX's own word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.calls import wording
from clicktocall.calls.models import Call, CallEvent, Leg
from clicktocall.pbx.drivers.base import LegState, Side

Source = CallEvent.Source

SOURCES: Mapping[Source, object] = MappingProxyType(
    {
        Source.USER: gettext_lazy("From the page"),
        Source.WORKER: gettext_lazy("Dialling"),
        Source.EVENT: gettext_lazy("The PBX told us"),
        Source.QUERY: gettext_lazy("We asked the PBX"),
        Source.SWEEPER: gettext_lazy("The sweeper"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the timeline. `after` is how long after the click, `clock` the time of day, both to the tenth."""

    at: datetime
    clock: str
    after: str
    source: str
    source_words: str
    status: str
    status_words: str
    detail: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """One side as it was last reported; times are of the day, and empty where the PBX has told none."""

    side: str
    number: str
    state: str
    state_words: str
    raw_state: str
    lifted: str
    since: str
    channelid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    steps: list[Step]
    telephones: list[Telephone]


def timeline_of(call: Call) -> Timeline:
    return Timeline(
        steps=[_step(call, event) for event in (*_own_steps(call), *call.events.all())],
        telephones=[_telephone(call, leg) for leg in call.legs.all()],
    )


def _own_steps(call: Call) -> list[CallEvent]:
    """The first steps of every call, which its own row tells."""
    steps = [CallEvent(call=call, at=call.placed_at, source=Source.USER, status=Call.Status.QUEUED)]
    if call.claimed_at is not None:
        steps.append(CallEvent(call=call, at=call.claimed_at, source=Source.WORKER, status=Call.Status.DIALING))
    return steps


def _step(call: Call, event: CallEvent) -> Step:
    status_words = wording.status_words(call, event.status) if event.status else ""
    return Step(
        at=event.at,
        clock=time_of_day(event.at),
        after=f"{max(0.0, (event.at - call.placed_at).total_seconds()):.1f}",
        source=event.source,
        source_words=str(SOURCES[Source(event.source)]),
        status=event.status,
        status_words=status_words[:1].upper() + status_words[1:],
        detail=wording.capitalised(event.detail),
        code=event.code,
    )


def _side(call: Call) -> str:
    return _("Your side") if call.caller_kind in wording.OWN else wording.caller_end(call)


def _fell_silent(leg: Leg) -> bool:
    """Whether it rang until another of its group was lifted; the PBX has no word for that."""
    return leg.state == LegState.GONE and not leg.raw_state


def _telephone(call: Call, leg: Leg) -> Telephone:
    return Telephone(
        side=_side(call) if leg.side == Side.CALLER else _("The other side"),
        number=leg.number,
        state=leg.state,
        state_words=_("no longer rings") if _fell_silent(leg) else leg.get_state_display(),
        raw_state=leg.raw_state,
        lifted=time_of_day(leg.lifted_at) if leg.lifted_at else "",
        since=time_of_day(leg.since),
        channelid=leg.channelid if leg.has_channel else "",
    )


def time_of_day(moment: datetime) -> str:
    """10:42:07.3, where the office is."""
    here = timezone.localtime(moment)
    return f"{date_format(here, 'H:i:s')}.{here.microsecond // 100_000}"
