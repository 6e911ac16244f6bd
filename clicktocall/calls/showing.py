"""What the page shows of a call: one sentence for the whole, one word for each side, no more than the PBX said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, DateTimeField, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls import controls, live_line, wording
from clicktocall.calls.controls import Control
from clicktocall.calls.models import Call, Leg
from clicktocall.calls.wording import Moment
from clicktocall.numbering.formatting import national
from clicktocall.pbx.drivers.base import LegState, Side
from clicktocall.statements import Given, Statement
from directory.models import Contact, PartyChoice

Status = Call.Status
Outcome = Call.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLeg:
    """One side of a call. `state` names the style, `word` is what people read."""

    who: str
    state: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCall:
    """A call as the page shows it. `since` is from when the clock runs, `seconds` what it shows now; None: no clock."""

    call: Call
    whom: str
    number: str
    sentence: str
    caller: ShownLeg
    callee: ShownLeg
    since: datetime | None
    no_hang_up: str
    """Why the call cannot be hung up here just now; empty: it can, or has ended."""
    controls: list[Control]
    note: str
    contact: Contact | None = None
    """Whose number it is in the directory now, where that was looked up."""

    @property
    def outcome(self) -> str:
        """How it ended, or where it is, in a word or two."""
        return wording.outcome(self.call)

    @property
    def again(self) -> str:
        """What the form that calls them again sends: an internal number with the PBX on which it means something."""
        call = self.call
        is_inside = call.callee.isdecimal() and call.callee_kind not in {"", PartyChoice.EXTERNAL}
        return call.e164 or (f"{call.callee}@{call.pbx.name}" if is_inside else call.callee)

    @property
    def contact_pk(self) -> int | None:
        """Whom "call again" means, if somebody in the directory."""
        return self.contact.pk if self.contact else self.call.contact_id

    @property
    def why(self) -> str:
        """Why some of the buttons do not work just now; each reason once."""
        reasons = [self.no_hang_up, *(control.reason for control in self.controls)]
        return " ".join(dict.fromkeys(filter(None, reasons)))

    @property
    def can_hang_up(self) -> bool:
        return self.call.is_live and not self.no_hang_up


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLine:
    """All that goes on for one user. `seen` goes back with the next poll; without `is_live` there is none."""

    calls: list[ShownCall]
    seen: str
    is_live: bool

    @property
    def said(self) -> str:
        """What a screen reader says of it."""
        return " ".join(f"{shown.sentence} {shown.note}".strip() for shown in self.calls)


_CALLS = Statement(
    lambda: Call.objects.of(Given("user", BigIntegerField())).for_the_live_line(Given("since", DateTimeField()))
)


def live_line_of(user: User) -> LiveLine:
    version = live_line.version(user.pk)  # before the rows, so that no page believes to have seen what came after
    calls = _CALLS.run(user=user.pk, since=timezone.now() - timedelta(seconds=settings.SHOW_ENDED_SECONDS))
    prefetch_related_objects([call for call in calls if call.status != Status.QUEUED], "legs")
    live = [call for call in calls if call.is_live]
    ended = [call for call in calls if not call.is_live]
    return LiveLine(
        calls=[show(call) for call in live + ended[-1:]],  # the one before is in the list of recent calls
        seen=live_line.seen(user.pk, version),
        is_live=bool(live),
    )


def is_in_sight(call: Call) -> bool:
    """Whether the live line still shows a call that has ended."""
    return call.ended_at is not None and timezone.now() - call.ended_at < timedelta(seconds=settings.SHOW_ENDED_SECONDS)


def show(call: Call) -> ShownCall:
    number = national(call.e164 or call.callee, region=call.pbx.region)
    whom = wording.whom(call)
    legs = list(call.legs.all()) if call.status != Status.QUEUED else []  # no worker has taken it: no telephone rings
    return ShownCall(
        call=call,
        whom=whom,
        number=number,
        sentence=wording.capitalised(sentence(call, legs)),
        caller=_caller(call, legs),
        callee=_callee(call, whom, legs),
        since=call.answered_at or call.placed_at if call.is_live else None,
        no_hang_up=controls.why_no_hang_up(call),
        controls=controls.controls_of(call, legs),
        note=call.steer_failed if call.is_live else "",
    )


def sentence(call: Call, legs: Iterable[Leg]) -> str:
    """The whole call in one sentence."""
    words = wording.words(call)
    if call.status == Status.ENDED:
        return _ending(call, words, legs)
    if call.status == Status.QUEUED and timezone.now() - call.placed_at > timedelta(
        seconds=settings.DIAL_FRESH_SECONDS
    ):
        return _("Your call to %(whom)s has waited too long and is not dialled any more. Call again.") % words
    if call.hang_up_requested_at is not None:
        return _("Hanging up …")
    if call.transferred_at is not None:
        return _("Transferred to %(target)s.") % words
    legs = list(legs)
    if legs and all(leg.state == LegState.GONE for leg in legs):
        return _("Everybody has hung up. We are finding out how the call to %(whom)s ended.") % words
    sentences = {
        Status.QUEUED: _("Your call to %(whom)s is waiting to be dialled."),
        Status.DIALING: _dialing(call),
        Status.RINGING_CALLER: wording.said(call, Moment.RINGS),
        Status.RINGING_CALLEE: _ringing(call, legs),
        Status.TALKING: _talking(call, legs),
    }
    return sentences[Status(call.status)] % words


def _dialing(call: Call) -> str:
    if call.callid:
        return wording.said(call, Moment.TAKEN)
    if call.lost_at:
        return _("The PBX has not answered. We are finding out whether it has dialled; look at your phone.")
    return wording.said(call, Moment.ASKED)


def _ringing(call: Call, legs: list[Leg]) -> str:
    if any(leg.side == Side.CALLEE and leg.state == LegState.RINGING for leg in legs):
        return _("It rings at %(whom)s.")
    return wording.said(call, Moment.RINGS_OR_LIFTED if _may_still_ring(legs) else Moment.LIFTED)


def _may_still_ring(legs: list[Leg]) -> bool:
    """Whether all that the PBX has said is that the caller hears it ring. Its first word for a phone that rings may be
    that one: which it is, is not documented.
    """
    return bool(legs) and all(
        leg.side == Side.CALLER and leg.state == LegState.RINGBACK and leg.lifted_at is None for leg in legs
    )


def _talking(call: Call, legs: list[Leg]) -> str:
    if controls.has_left(legs, Side.CALLEE):
        return _("The PBX says that %(whom)s has hung up.")
    if controls.has_left(legs, Side.CALLER):
        return wording.said(call, Moment.LEFT)
    held = controls.held_leg(legs)
    if held is None:
        return wording.said(call, Moment.TALKING)
    if held.side == Side.CALLEE:
        return _("On hold. %(whom)s waits until you resume.")
    return wording.said(call, Moment.HELD)


def _ending(call: Call, words: dict[str, str], legs: Iterable[Leg]) -> str:
    if call.reason:
        return call.reason
    if call.outcome == Outcome.NO_ANSWER and not any(leg.side == Side.CALLEE for leg in legs):
        return _("The call to %(whom)s was not answered. Try again later.") % words  # whoever it was that did not
    if call.outcome == Outcome.FAILED and call.failed_side == Side.CALLER and not any(leg.lifted_at for leg in legs):
        return wording.said(call, Moment.NOT_RUNG) % words
    words = {**words, "talked": clock(call.talk_seconds or 0)}
    if call.transferred_at is not None:
        return _("Transferred to %(target)s. You are out of the call with %(whom)s; your phone is free.") % words
    sentences = {
        Outcome.ANSWERED: wording.said(call, Moment.TALKED),
        Outcome.NO_ANSWER: _("%(whom)s did not answer. Try again later."),
        Outcome.BUSY: _("The line of %(whom)s is busy. Try again later."),
        Outcome.REJECTED: _("%(whom)s declined the call."),
        Outcome.CALLER_NO_ANSWER: wording.said(call, Moment.NOT_LIFTED),
        Outcome.CANCELLED: _("The call to %(whom)s was cancelled."),
        Outcome.REFUSED: _(
            "The PBX did not allow the call to %(whom)s. Ask your administrator which calls you may make."
        ),
        Outcome.INVALID_NUMBER: _("The PBX cannot call the number of %(whom)s. Check the number."),
        Outcome.UNREACHABLE: _("The PBX cannot be reached, so nothing was dialled. Try again, or use your phone."),
        Outcome.FAILED: _("The call to %(whom)s failed. Check the number, or try again later."),
        Outcome.EXPIRED: _("The call to %(whom)s waited too long and was not dialled. Call again."),
        Outcome.UNKNOWN: _("We do not know how the call to %(whom)s ended. Look at your phone before you call again."),
    }
    return sentences[Outcome(call.outcome)] % words


def _caller(call: Call, legs: list[Leg]) -> ShownLeg:
    state = _foremost(legs, Side.CALLER) or _overheard(call)
    words = {
        None: _("will ring first") if call.is_live else _("did not ring"),
        LegState.RINGING: _rings(call) if call.is_live else _("rang"),
        LegState.RINGBACK: _("rings, or is lifted") if call.is_live and _may_still_ring(legs) else _("lifted"),
        LegState.TALKING: _("connected") if call.status == Status.TALKING else _("lifted"),
        LegState.HELD: _("on hold"),
        LegState.GONE: _("hung up"),
        LegState.UNKNOWN: _("state not known"),
    }
    if state is None and call.caller_kind == PartyChoice.IVR:
        words[state] = _("needs no lifting")
    return ShownLeg(who=wording.caller_end(call), state=state or "idle", word=words[state])


def _overheard(call: Call) -> LegState | None:
    """The caller's phone as the status tells it, while the PBX has not said which call of its own this is."""
    states = {Status.RINGING_CALLER: LegState.RINGING, Status.RINGING_CALLEE: LegState.RINGBACK}
    return states.get(Status(call.status)) if not call.callid else None


def _rings(call: Call) -> str:
    return _("rings: lift it") if call.caller_kind in wording.OWN else _("rings")


def _callee(call: Call, whom: str, legs: list[Leg]) -> ShownLeg:
    state = _foremost(legs, Side.CALLEE)
    calling = call.status == Status.RINGING_CALLEE
    nothing = _("being called") if calling else _("not called yet") if call.is_live else _("not called")
    words = {
        None: nothing,
        LegState.RINGING: _("rings") if call.is_live else _("rang"),
        LegState.RINGBACK: _("hears it ring"),
        LegState.TALKING: _("answered"),
        LegState.HELD: _("on hold"),
        LegState.GONE: _("hung up"),
        LegState.UNKNOWN: _("being called"),
    }
    whom = wording.capitalised(whom)
    if call.transferred_at is not None:
        return ShownLeg(who=whom, state=state or "idle", word=_("sent on"))
    return ShownLeg(who=whom, state=state or "idle", word=words[state])


def _foremost(legs: list[Leg], side: Side) -> LegState | None:
    """The state of the telephone of that side that is furthest on; None if the PBX has reported none."""
    order = [LegState.HELD, LegState.TALKING, LegState.RINGBACK, LegState.RINGING, LegState.UNKNOWN, LegState.GONE]
    states = {LegState(leg.state) for leg in legs if leg.side == side}
    return next((state for state in order if state in states), None)


def clock(seconds: int) -> str:
    """Seconds as people read them: 0:42, 12:07, 1:02:03."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
