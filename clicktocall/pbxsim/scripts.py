"""What happens to a call, chosen by the number that is called: the table of test numbers.

A number is looked up by its last digits, so every prefix and spelling of it works: 03023125901, +493023125901 and
0003023125901 are all busy. An exact callee can be given another behaviour while the simulator runs, see `Scripts.set`.
Any number without a behaviour rings for four seconds and is answered; it never hangs up by itself.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from clicktocall.pbxsim.faults import Fault, FaultKind


class Events(StrEnum):
    ALL = "all"
    NONE = "none"
    SWAPPED = "swapped"  # after the first one, each pair comes in the wrong order
    DOUBLED = "doubled"
    NO_CDR = "no_cdr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    says: str
    """What it does, for the page."""
    after: float = 4.0
    """Seconds from lifting the caller's phone to the callee's answer or failure."""
    rings: bool = True
    """Whether the callee is seen ringing before that."""
    reason: str = ""
    """Why it fails, in CallFailed's words; empty: it is answered."""
    cdr: str = "NO ANSWER"
    """NewCdr's status if it fails."""
    talk_seconds: float | None = None
    """When the callee hangs up; None: never."""
    caller_lifts: bool = True
    """False: the caller's phone does not lift itself, even if all others do."""
    exists: bool = True
    """False: the PBX does not place the call, whatever it answers."""
    events: Events = Events.ALL
    first_event_before_answer: bool = False
    answer_waits_for_caller: bool = False
    """call/dial is answered only once the caller's side has lifted, or the call is over."""
    trailing_comma: bool = False
    """CallFailed comes as JSON with a comma too many."""
    errno: str = ""
    """call/dial is refused with it."""
    fault: Fault | None = None
    """How call/dial's answer goes wrong."""


def _answer_goes_wrong(says: str, kind: FaultKind, *, exists: bool, seconds: float = 3.0) -> Script:
    return Script(says=says, exists=exists, fault=Fault(kind=kind, seconds=seconds))


BEHAVIOURS: Mapping[str, Script] = MappingProxyType(
    {
        "answers": Script(says="Rings, answers after 4 seconds"),
        "answers_at_once": Script(says="Answers as soon as it rings", after=0.2),
        "answers_and_hangs_up": Script(says="Answers, and hangs up 5 seconds later", after=2, talk_seconds=5),
        "busy": Script(says="Busy", after=1.5, reason="486 Busy here", cdr="BUSY"),
        "no_answer": Script(says="Rings for 15 seconds, nobody answers", after=15, reason="408 Request Time"),
        "declined": Script(says="Declined", after=3, reason="User Busy"),
        "declined_603": Script(says="The far end's ring time runs out (603 Declined)", after=3, reason="603 Declined"),
        "unreachable": Script(says="Number not found", after=0.5, rings=False, reason="404 NOT found"),
        "congestion": Script(says="No free line", after=0.5, rings=False, reason="Circuit/channel congestion"),
        "caller_no_answer": Script(says="Your own phone rings out: nobody picks it up", caller_lifts=False),
        "slow": _answer_goes_wrong("Rings, but the PBX's answer comes 3 seconds late", FaultKind.SLOW, exists=True),
        "silent": Script(says="Taken, then nothing: no ringing, no event, no such call", exists=False),
        "events_lost": Script(
            says="An ordinary call without any event; only asking the PBX shows it", events=Events.NONE
        ),
        "drops_before": _answer_goes_wrong("Connection dropped, the call is not placed", FaultKind.DROP, exists=False),
        "drops_after": _answer_goes_wrong("Rings, but the PBX's answer is lost", FaultKind.DROP, exists=True),
        "html": _answer_goes_wrong("A web page for an answer, the call is not placed", FaultKind.HTML, exists=False),
        "html_after": _answer_goes_wrong("Rings, but a web page comes for an answer", FaultKind.HTML, exists=True),
        "events_swapped": Script(
            says="Events in the wrong order, hangs up after 5 seconds", events=Events.SWAPPED, talk_seconds=5
        ),
        "events_doubled": Script(
            says="Every event twice, hangs up after 5 seconds", events=Events.DOUBLED, talk_seconds=5
        ),
        "cdr_lost": Script(says="No record at the end, hangs up after 5 seconds", events=Events.NO_CDR, talk_seconds=5),
        "event_first": Script(says="The first event comes before the PBX's answer", first_event_before_answer=True),
        "answers_when_lifted": Script(
            says="The PBX answers only once your phone is lifted", answer_waits_for_caller=True
        ),
        "trailing_comma": Script(
            says="Busy, told in broken JSON", after=1.5, reason="486 Busy here", cdr="BUSY", trailing_comma=True
        ),
        "refused": Script(says="Refused: error 20010, passing it on inside the PBX failed", errno="20010"),
        "cut": _answer_goes_wrong("Rings, but only half of the answer comes", FaultKind.CUT, exists=True),
        "drip": _answer_goes_wrong("Rings, but the answer drips in, a byte a second", FaultKind.DRIP, exists=True),
        "endless": _answer_goes_wrong("Rings, but the answer never ends", FaultKind.ENDLESS, exists=True),
        "redirect": _answer_goes_wrong("Redirected to https, the call is not placed", FaultKind.REDIRECT, exists=False),
        "http_500": _answer_goes_wrong("HTTP 500, the call is not placed", FaultKind.HTTP_500, exists=False),
        "http_502": _answer_goes_wrong("HTTP 502, the call is not placed", FaultKind.HTTP_502, exists=False),
        "wrong_types": _answer_goes_wrong("Rings, the callid comes as a number", FaultKind.WRONG_TYPES, exists=True),
    }
)

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "23125901": "busy",
        "23125902": "no_answer",
        "23125903": "declined",
        "23125904": "unreachable",
        "23125905": "caller_no_answer",
        "23125906": "slow",
        "23125907": "silent",
        "23125908": "drops_before",
        "23125909": "drops_after",
        "23125910": "html",
        "23125911": "answers_at_once",
        "23125912": "answers_and_hangs_up",
        "23125921": "events_swapped",
        "23125922": "events_doubled",
        "23125923": "cdr_lost",
        "23125924": "event_first",
        "23125925": "answers_when_lifted",
        "23125930": "html_after",
        "23125931": "events_lost",
        "23125932": "trailing_comma",
        "23125933": "refused",
        "23125934": "cut",
        "23125935": "drip",
        "23125936": "endless",
        "23125937": "redirect",
        "23125938": "http_500",
        "23125939": "http_502",
        "23125940": "wrong_types",
        "23125941": "congestion",
        "23125942": "declined_603",
    }
)
"""Last digits of the callee -> its behaviour. All lie in +49 30 23125 900-999, which is kept for fiction."""

SECONDS = frozenset({"after", "talk_seconds"})
TEXTS = frozenset({"reason", "cdr", "errno"})


class Scripts:
    """The table, and what was changed in it while the simulator runs."""

    def __init__(self) -> None:
        self._exact: dict[str, Script] = {}
        self._lock = threading.Lock()

    def of(self, callee: str) -> Script:
        digits = _digits(callee)
        with self._lock:
            exact = self._exact.get(digits)
        if exact is not None:
            return exact
        ending = next((ending for ending in ENDINGS if digits.endswith(ending)), None)
        return BEHAVIOURS[ENDINGS[ending] if ending else "answers"]

    def set(self, callee: str, behaviour: str, changes: Mapping[str, Any]) -> None:
        """Give one callee a behaviour, as the table has it or with other `after`, `talk_seconds`, `reason`, `cdr`,
        `errno`, or `seconds` (how late a slow answer is). Raises ValueError, with a sentence, for anything else.
        """
        if not _digits(callee):
            raise ValueError("The callee has no digits. Send the number that will be dialled.")
        if behaviour not in BEHAVIOURS:
            raise ValueError(f"There is no behaviour {behaviour!r}. Choose one of: {', '.join(BEHAVIOURS)}.")
        script = _changed(BEHAVIOURS[behaviour], changes)
        with self._lock:
            self._exact[_digits(callee)] = script

    def clear(self) -> None:
        with self._lock:
            self._exact.clear()


def _changed(script: Script, changes: Mapping[str, Any]) -> Script:
    for name, value in changes.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if name == "seconds" and is_number and script.fault is not None:
            script = replace(script, fault=replace(script.fault, seconds=float(value)))
        elif (name in SECONDS and is_number) or (name in TEXTS and isinstance(value, str)):
            script = replace(script, **{name: value})
        else:
            raise ValueError(f"{name!r} cannot be {value!r} here. Times are numbers; reason, cdr and errno are texts.")
    return script


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
