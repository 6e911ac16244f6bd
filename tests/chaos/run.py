"""A chaos run: users who call at random from their phones, PBXs that fail at random, and what came of it."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from django.db import OperationalError, connections

from clicktocall.calls import ending, limits, placing, wishing
from clicktocall.calls.models import Call
from clicktocall.calls.phones import PbxSilent, PhoneCannotRing
from clicktocall.calls.placing import Wish
from clicktocall.pbx.drivers.yeastar_s.errnos import TOKEN_ERRNOS
from clicktocall.pbx.models import Notice
from clicktocall.pbxsim.calls import Call as PbxCall
from clicktocall.pbxsim.simulator import Simulator
from clicktocall.pbxsim.switchboard import NotPossible
from directory.models import Extension
from tests.chaos import truth
from tests.chaos.office import SENT_ON_TO, Seat, config, seats
from tests.chaos.plan import AT_THE_PBX, Plan, draw, one_of
from tests.chaos.truth import Truth
from tests.chaos.world import Workers, running

OFFICES = 2
PATIENCE = 60
"""Real seconds after which a call that goes on has broken the rule that every call ends."""


@dataclass(kw_only=True)
class Seen:
    """One click, and what became of it on both sides."""

    plan: Plan
    call: Call
    truth: Truth
    clicked: float
    over: float
    """On the PBX's clock."""


@dataclass(kw_only=True)
class Report:
    seed: int
    calls: int = 0
    seconds: float = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    """Which calls those are of which we do not know the end, and how the PBX was to behave."""
    kinds: Counter[str] = field(default_factory=Counter)
    rings: int = 0
    dials: int = 0
    events: int = 0
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            (
                f"seed {self.seed}: {self.calls} calls in {self.seconds:.0f} s, {self.dials} dial requests, "
                f"{self.rings} rings, {self.events} messages of the PBXs"
            ),
            "outcomes: " + ", ".join(f"{outcome} {count}" for outcome, count in self.outcomes.most_common()),
            "unknown after: " + ", ".join(f"{behaviour} {count}" for behaviour, count in self.unknown.most_common()),
            "kinds: " + ", ".join(f"{kind} {count}" for kind, count in self.kinds.most_common()),
            f"violations: {len(self.violations)}",
        ]
        return "\n".join([*lines, *self.violations])


class Run:
    """`numbers` are those of the plans; a part of a greater run takes some of them, for so many `minutes` at most."""

    def __init__(self, *, seed: int, numbers: range, minutes: float | None = None) -> None:
        self.seed = seed
        self.numbers = numbers
        self._ends = time.monotonic() + 60 * minutes if minutes else None
        self.seen: list[Seen] = []
        self._broken: list[str] = []
        self._dice = random.Random(f"{seed}/{numbers}")  # noqa: S311 -- repeatable, not secret
        self._over = threading.Event()

    def go(self) -> Report:
        begun = time.monotonic()
        with ExitStack() as stack:
            sims = [stack.enter_context(Simulator(config(place))) for place in range(OFFICES)]
            everyone = [(seat, sim) for place, sim in enumerate(sims) for seat in seats(place, sim)]
            workers = stack.enter_context(running(self.seed))
            gremlin = threading.Thread(target=self._disturb, args=(sims,))
            gremlin.start()
            with ThreadPoolExecutor(len(everyone)) as users:
                shares = [self.numbers[place :: len(everyone)] for place in range(len(everyone))]
                done = [
                    users.submit(self._use, share, seat, sim, workers)
                    for share, (seat, sim) in zip(shares, everyone, strict=True)
                ]
            self._over.set()
            gremlin.join()
            for user in done:
                user.result()
            _wait(lambda: all(event.done.is_set() for sim in sims for event in sim.events), seconds=30)
            return self._report(sims, time.monotonic() - begun)

    def _use(self, numbers: range, seat: Seat, sim: Simulator, workers: Workers) -> None:
        """What one user does, call after call."""
        try:
            for number in numbers:
                if self._ends is not None and time.monotonic() > self._ends:
                    break
                self._call(draw(self.seed, number), seat, sim, workers)
        except AssertionError as broken:  # told with the rest; the other users go on
            now = [_timeline(call) for call in Call.objects.live().filter(extension=seat.phone)]
            self._broken.append("\n".join([f"{seat.phone} at call {number}: {broken}", *now]))
        finally:
            connections.close_all()

    def _call(self, plan: Plan, seat: Seat, sim: Simulator, workers: Workers) -> None:
        choice, to = seat.pair(plan)
        # A queue or a room is called by several at a time: how it behaves just then is what the last of them wanted.
        sim.script(to, plan.behaviour, talk_seconds=plan.talk_seconds)
        workers.fates[f"click-{plan.number}"] = plan.on_the_queue
        wish = Wish(to=to, extension=choice, key=f"click-{plan.number}", autoanswer=plan.autoanswer)
        clicked = sim._clock.now()
        with ThreadPoolExecutor(plan.arrivals) as arrivals:
            calls = list(arrivals.map(lambda _: _place(seat.phone, wish), range(plan.arrivals)))
        assert len({call.pk for call in calls}) == 1, "one form has placed several calls"
        call = self._follow(calls[0], plan)
        _wait_for_the_end(sim, call, since=clicked)
        found = truth.of(sim, call.caller, call.callee, since=clicked)
        self.seen.append(Seen(plan=plan, call=call, truth=found, clicked=clicked, over=sim._clock.now()))

    def _follow(self, call: Call, plan: Plan) -> Call:
        """The call once it has ended; or, after a long time, as it is."""
        begun, wishes = time.monotonic(), list(plan.steers)
        if plan.hang_up_after is not None:
            wishes.append((plan.hang_up_after, "hang up"))
        while call.is_live and time.monotonic() - begun < PATIENCE:
            for due in [wish for wish in wishes if time.monotonic() - begun > wish[0]]:
                wishes.remove(due)
                with suppress(OperationalError, limits.Refusal):
                    _do(call, due[1])
            self._over.wait(0.05)
            call = Call.objects.get(pk=call.pk)
        return call

    def _disturb(self, sims: list[Simulator]) -> None:
        while not self._over.wait(self._dice.uniform(0.5, 3)):
            sim, kind = one_of(self._dice, sims), one_of(self._dice, AT_THE_PBX)
            if kind == "forget tokens":
                sim.forget_tokens()
            elif kind == "expire tokens":
                sim.expire_tokens()
            elif kind == "end tcp":
                sim.drop_tcp()
            elif kind == "unplug":
                self._unplug(sim)
            elif kind != "nothing":
                sim.fault("*", kind.split()[0], processed=kind.endswith("after") or kind == "slow", seconds=5)

    def _unplug(self, sim: Simulator) -> None:
        """One of the queue's phones, for a moment."""
        number = one_of(self._dice, ["1170", "1171", "1172"])
        with suppress(NotPossible):
            sim.offline(number)
            self._over.wait(0.2)
            sim.online(number)

    def _report(self, sims: list[Simulator], seconds: float) -> Report:
        report = Report(seed=self.seed, calls=len(self.seen), seconds=seconds, violations=self._broken)
        dials: dict[tuple[int, str, str], list[float]] = {}
        for place, sim in enumerate(sims):
            report.events += sim.delivered
            for entry in sim.requests("call/dial"):
                if entry.answer not in TOKEN_ERRNOS:
                    dials.setdefault((place, entry.body["caller"], entry.body["callee"]), []).append(entry.at)
        for seen in self.seen:
            call = Call.objects.select_related("pbx").get(pk=seen.call.pk)  # a late record may have corrected it
            office = int(call.pbx.name.removeprefix("office-"))
            moments = dials.get((office, call.caller, call.callee), [])
            asked = sum(seen.clicked <= moment + 0.001 and moment <= seen.over for moment in moments)
            broken = truth.violations(call, seen.truth, dials=asked)
            report.violations += [f"{sentence}: {seen.plan}\n{_timeline(call)}" for sentence in broken]
            report.outcomes[call.outcome or "none"] += 1
            report.kinds[seen.plan.kind] += 1
            if call.outcome == Call.Outcome.UNKNOWN:
                report.unknown[f"{seen.plan.kind}/{seen.plan.behaviour}/{seen.plan.on_the_queue}"] += 1
            report.rings += seen.truth.placed
            report.dials += asked
        sent = sum(map(len, dials.values()))
        if sent != report.dials:
            report.violations.append(f"{sent} dial requests, and {report.dials} of them belong to a click")
        if Call.objects.live().exists():
            report.violations.append(f"still live: {[str(call) for call in Call.objects.live()]}")
        return report


def _do(call: Call, what: str) -> None:
    """Press a button of the live line, whether it works just now or not."""
    if what == "hang up":
        ending.ask_to_end(call)
    elif what == "hold":
        wishing.hold(call)
    elif what == "resume":
        wishing.resume(call)
    else:
        wishing.transfer(call, SENT_ON_TO[what])


def _place(phone: Extension, wish: Wish) -> Call:
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < PATIENCE:
            try:
                return placing.place(phone.user, wish)
            except OperationalError:  # a locked database is an error page; the user clicks again
                continue
            except (PbxSilent, PhoneCannotRing):  # refused at once; the user tries again later
                threading.Event().wait(0.2)
        raise AssertionError("no click came through for a minute")
    except limits.PhoneInUse as refusal:
        raise AssertionError(f"an extension is left blocked: {refusal}") from None
    finally:
        connections.close_all()


def _wait_for_the_end(sim: Simulator, call: Call, *, since: float) -> None:
    """Until the PBX has ended it as well: whoever is in a call that goes on puts the receiver down in the end."""
    begun = time.monotonic()
    while live := [found for found in _calls(sim, call, since) if found.is_live]:
        if time.monotonic() - begun > 3:
            for found in live:
                for member in list(found.members):
                    with suppress(NotPossible):
                        sim.hang_up(member.number) if member.kind == "ext" else sim.hang_up_far_end(found.callid)
        threading.Event().wait(0.03)
    callids = {found.callid for found in _calls(sim, call, since)}
    _wait(lambda: all(event.done.is_set() for event in sim.events if event.callid in callids), seconds=30)


def _calls(sim: Simulator, call: Call, since: float) -> list[PbxCall]:
    return truth.calls_between(sim, call.caller, call.callee, since=since)


def _wait(true: object, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while callable(true) and not true() and time.monotonic() < deadline:
        threading.Event().wait(0.05)


def _timeline(call: Call) -> str:
    steps = [
        f"    {step.at:%H:%M:%S.%f} {step.source} {step.status} {step.detail} {step.code}" for step in call.events.all()
    ]
    told = Notice.objects.filter(pbx=call.pbx, callid=call.callid).exclude(callid="")
    messages = [f"    kept {kept.received_at:%H:%M:%S.%f} applied {kept.applied_at} {kept.body}" for kept in told]
    head = f"  {call.pk} {call.caller} {call.callee} callid {call.callid or 'unknown'}: {call.outcome}"
    return "\n".join([head, *steps, *messages])
