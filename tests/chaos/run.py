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

from clicktocall.calls import ending, limits, placing
from clicktocall.calls.models import Call
from clicktocall.calls.phones import PbxSilent, PhoneCannotRing
from clicktocall.calls.placing import Wish
from clicktocall.pbx.drivers.yeastar_s.errnos import TOKEN_ERRNOS
from clicktocall.pbxsim.config import Config
from clicktocall.pbxsim.office import Office, Phone
from clicktocall.pbxsim.scripts import BEHAVIOURS
from clicktocall.pbxsim.simulator import Simulator
from clicktocall.pbxsim.switchboard import NotPossible
from directory.models import Extension
from tests.chaos import truth
from tests.chaos.plan import AT_THE_PBX, Plan, draw, one_of
from tests.chaos.truth import Truth
from tests.chaos.world import Workers, running
from tests.factories import make_extension, make_pbx, make_user

OFFICES = 2
PHONES = 10
SPEED = 15
PASSWORD = "Secret123"
NUMBERS = [f"030 23125 {number:03}" for number in range(900)] + [f"040 66969 {number:03}" for number in range(999)]
"""1,899, which has no factor in common with the number of phones: no phone calls a number twice in 30,000 calls."""
PATIENCE = 60
"""Real seconds after which a call that goes on has broken the rule that every call ends."""


@dataclass(kw_only=True)
class Seen:
    """One click, and what became of it on both sides."""

    plan: Plan
    call: Call
    truth: Truth


@dataclass(kw_only=True)
class Report:
    seed: int
    calls: int = 0
    seconds: float = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    """How the PBX behaved in the calls of which we do not know the end."""
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
            f"violations: {len(self.violations)}",
        ]
        return "\n".join([*lines, *self.violations])


class Run:
    """`numbers` are those of the plans; a part of a greater run takes some of them."""

    def __init__(self, *, seed: int, numbers: range) -> None:
        self.seed = seed
        self.numbers = numbers
        self.seen: list[Seen] = []
        self._dice = random.Random(f"{seed}/{numbers}")  # noqa: S311 -- repeatable, not secret
        self._over = threading.Event()

    def go(self) -> Report:
        begun = time.monotonic()
        with ExitStack() as stack:
            sims = [stack.enter_context(Simulator(_config())) for _ in range(OFFICES)]
            phones = [phone for sim in enumerate(sims) for phone in _phones(*sim)]
            workers = stack.enter_context(running(self.seed))
            gremlin = threading.Thread(target=self._disturb, args=(sims,))
            gremlin.start()
            with ThreadPoolExecutor(len(phones)) as users:
                shares = [(self.numbers[place :: len(phones)], phone) for place, phone in enumerate(phones)]
                done = [users.submit(self._use, share, phone, sims, workers) for share, phone in shares]
            self._over.set()
            gremlin.join()
            for user in done:
                user.result()
            _wait(lambda: all(event.done.is_set() for sim in sims for event in sim.events), seconds=30)
            return self._report(sims, time.monotonic() - begun)

    def _use(self, numbers: range, phone: Extension, sims: list[Simulator], workers: Workers) -> None:
        """What one user does, call after call."""
        sim = sims[int(phone.pbx.name.removeprefix("office-"))]
        try:
            for number in numbers:
                self._call(draw(self.seed, number), phone, sim, workers)
        finally:
            connections.close_all()

    def _call(self, plan: Plan, phone: Extension, sim: Simulator, workers: Workers) -> None:
        to = NUMBERS[plan.number % len(NUMBERS)]
        changes = {} if BEHAVIOURS[plan.behaviour].reason else {"talk_seconds": plan.talk_seconds}
        sim.script(to, plan.behaviour, **changes)
        workers.fates[f"{phone.pbx.name}/{phone.number}"] = plan.on_the_queue
        wish = Wish(to=to, extension=phone.number, key=f"click-{plan.number}")
        with ThreadPoolExecutor(plan.arrivals) as arrivals:
            calls = list(arrivals.map(lambda _: _place(phone, wish), range(plan.arrivals)))
        assert len({call.pk for call in calls}) == 1, "one form has placed several calls"
        call = self._follow(calls[0], plan)
        _wait_for_the_end(sim, call)
        self.seen.append(Seen(plan=plan, call=call, truth=truth.of(sim, call.caller, call.callee)))

    def _follow(self, call: Call, plan: Plan) -> Call:
        """The call once it has ended; or, after a long time, as it is."""
        begun, wish = time.monotonic(), plan.hang_up_after
        while call.is_live and time.monotonic() - begun < PATIENCE:
            if wish is not None and time.monotonic() - begun > wish:
                wish = None
                with suppress(OperationalError):
                    ending.ask_to_end(call)
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
            elif kind != "nothing":
                sim.fault("*", kind.split()[0], processed=kind.endswith("after") or kind == "slow", seconds=5)

    def _report(self, sims: list[Simulator], seconds: float) -> Report:
        report = Report(seed=self.seed, calls=len(self.seen), seconds=seconds)
        dials: Counter[tuple[int, str, str]] = Counter()
        for place, sim in enumerate(sims):
            report.events += sim.delivered
            for entry in sim.requests("call/dial"):
                if entry.answer not in TOKEN_ERRNOS:
                    dials[place, entry.body["caller"], entry.body["callee"]] += 1
        for seen in self.seen:
            call = Call.objects.select_related("pbx").get(pk=seen.call.pk)  # a late record may have corrected it
            office = int(call.pbx.name.removeprefix("office-"))
            asked = dials[office, call.caller, call.callee]
            broken = truth.violations(call, seen.truth, behaviour=seen.plan.behaviour, dials=asked)
            report.violations += [f"{sentence}: {seen.plan}\n{_timeline(call)}" for sentence in broken]
            report.outcomes[call.outcome or "none"] += 1
            if call.outcome == Call.Outcome.UNKNOWN:
                report.unknown[seen.plan.behaviour] += 1
            report.rings += seen.truth.placed
            report.dials += asked
        if Call.objects.live().exists():
            report.violations.append(f"still live: {[str(call) for call in Call.objects.live()]}")
        return report


def _config() -> Config:
    phones = {str(number): Phone(number=str(number), name=f"Phone {number}") for number in range(1000, 1000 + PHONES)}
    return Config(password=PASSWORD, speed=SPEED, phones_pick_up_after=2, office=Office(phones=phones), event_tries=60)


def _phones(place: int, sim: Simulator) -> list[Extension]:
    pbx = make_pbx(f"office-{place}", url=sim.url, password=PASSWORD)
    numbers = [str(number) for number in range(1000, 1000 + PHONES)]
    return [make_extension(number, user=make_user(f"user-{place}-{number}"), pbx=pbx) for number in numbers]


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


def _wait_for_the_end(sim: Simulator, call: Call) -> None:
    """Until the PBX has ended it as well: who gave up on a call that goes on puts the receiver down."""
    begun = time.monotonic()
    while any(found.is_live for found in truth.calls_between(sim, call.caller, call.callee)):
        if time.monotonic() - begun > 3:
            with suppress(NotPossible):
                sim.hang_up(call.caller)
        threading.Event().wait(0.03)
    callids = {found.callid for found in truth.calls_between(sim, call.caller, call.callee)}
    _wait(lambda: all(event.done.is_set() for event in sim.events if event.callid in callids), seconds=30)


def _wait(true: object, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while callable(true) and not true() and time.monotonic() < deadline:
        threading.Event().wait(0.05)


def _timeline(call: Call) -> str:
    steps = [
        f"    {step.at:%H:%M:%S.%f} {step.source} {step.status} {step.detail} {step.code}" for step in call.events.all()
    ]
    return "\n".join(
        [f"  {call.pk} {call.caller} {call.callee} callid {call.callid or 'unknown'}: {call.outcome}", *steps]
    )
