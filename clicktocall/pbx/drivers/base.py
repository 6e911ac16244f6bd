"""What every PBX driver promises: its verbs, the values it takes and gives, the ways it can fail.

Nothing here knows Django's models, Celery or a particular PBX. A driver is made from a `Line`, so that a test,
a script or a command can use one without a database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from clicktocall.pbx.drivers.books import CompanyBook
from clicktocall.pbx.drivers.parties import Parties
from clicktocall.pbx.drivers.records import Records
from clicktocall.pbx.drivers.reports import DeviceReport, ExtensionDetails, ExtensionReport, PhoneState
from clicktocall.pbx.drivers.steering import Steering
from clicktocall.pbx.drivers.token_keeping import TokenKeeper

SELF_TEST = "ClickToCallSelfTest"
"""The `raw_kind` of the event that we post to our own door to see whether it opens. It says nothing of the PBX."""


class TlsCheck(StrEnum):
    """How we make sure that it is the office's PBX that answers over https."""

    SYSTEM = "system"
    CA = "ca"
    FINGERPRINT = "fingerprint"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How to reach one PBX and what to say there. Times are in seconds, `answer_bytes` in bytes.

    `url` is scheme, host and port. `answer_timeout` bounds the whole answer, however slowly it drips. `events_url` is
    where the PBX shall push its events, empty: nowhere; `events_port` where it lets us read them by TCP.
    """

    name: str
    url: str
    username: str
    password: str = field(repr=False)
    tls_check: TlsCheck = TlsCheck.SYSTEM
    ca_certificate: str = ""
    fingerprint: str = ""
    legacy_tls: bool = False
    events_url: str = field(default="", repr=False)
    events_port: int | None = None
    connect_timeout: float = 2.0
    answer_timeout: float = 8.0
    answer_bytes: int = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DialOrder:
    """Whom to ring first (`caller`) and then (`callee`), as dial strings: what this PBX is sent, digit by digit.

    `dial_permission` is the extension whose right to call out is borrowed; needed when the caller is no extension.
    """

    caller: str
    callee: str
    autoanswer: bool = False
    dial_permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The PBX took the order. Nothing rings yet, as far as we know."""

    callid: str


class Side(StrEnum):
    """Which end of a call a leg is."""

    CALLER = "caller"
    CALLEE = "callee"


class LegState(StrEnum):
    """What one telephone is doing, as the PBX says it."""

    RINGING = "ringing"
    RINGBACK = "ringback"  # lifted, and hears the other side being rung
    TALKING = "talking"
    HELD = "held"
    GONE = "gone"
    UNKNOWN = "unknown"  # a word of the PBX that we do not know


@dataclass(frozen=True, slots=True, kw_only=True)
class LegReport:
    """One telephone of a call in a report of the PBX.

    `numbers` are the numbers by which this leg may be known: an extension's own, or the far end's on a trunk.
    `is_outside` is true for a leg on a trunk, `via` the queue, IVR or group through which it came, if one.
    `raw_state` is the PBX's own word.
    """

    numbers: tuple[str, ...]
    channelid: str
    state: LegState
    raw_state: str = ""
    is_outside: bool = False
    via: str = ""


class Disposition(StrEnum):
    """How a call ended, as a CDR or a failure report says it."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    NOT_PERMITTED = "not_permitted"
    FAILED = "failed"


class EventKind(StrEnum):
    """What a message of the PBX is about."""

    CALL_STATUS = "call_status"
    CALL_FAILED = "call_failed"
    CDR = "cdr"
    EXTENSION_STATUS = "extension_status"
    BOOT_UP = "boot_up"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxEvent:
    """One message of the PBX in our words. `subject` is what it is about: a callid, or an extension's number.

    `reason` is the PBX's own wording, kept for staff. `talk_seconds` and `phone` are None where the PBX did not say.
    """

    kind: EventKind
    subject: str = ""
    callid: str = ""
    legs: tuple[LegReport, ...] = ()
    disposition: Disposition | None = None
    reason: str = ""
    talk_seconds: int | None = None
    call_from: str = ""
    call_to: str = ""
    serial: str = ""
    raw_kind: str = ""
    phone: PhoneState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """One call that the PBX has now."""

    callid: str
    legs: tuple[LegReport, ...]


class PbxError(Exception):
    """A request to the PBX that brought nothing. str() is a sentence for people; `code` is the PBX's own, for staff."""

    def __init__(self, sentence: str, *, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class NotSent(PbxError):
    """Provably nothing of the request left the house. It may be tried again."""


class Withdrawn(NotSent):
    """The request was not wanted any more by the time it could go."""


class Refused(PbxError):
    """The PBX said no, before doing anything. `disposition` is set where it says what is wrong with the call."""

    def __init__(self, sentence: str, *, code: str = "", disposition: Disposition | None = None) -> None:
        super().__init__(sentence, code=code)
        self.disposition = disposition


class NoSuchCall(Refused):
    """The PBX does not know that call or channel (any more): it is over."""


class LoginStopped(Refused):
    """We do not log in: the PBX refused our name or password, or has locked us out."""


class NoLogin(Refused):
    """The PBX did not let us in, though it said nothing against our name or password. Nothing was asked of it."""


class Unanswered(PbxError):
    """The request may have been carried out and we do not know. Never send it again; look for its effect."""


class CutOff(PbxError):
    """The connection over which the PBX tells its events has ended. What it said since is lost; connect again."""


class Can(StrEnum):
    """What not every PBX can. A driver says so, so that nobody has to find out by trying."""

    BOOK = "book"
    EVENTS_BY_TCP = "events_by_tcp"
    HOLD = "hold"
    RECORDS = "records"
    TRANSFER = "transfer"


class Driver(Steering, Parties, Records, CompanyBook, Protocol):
    """A PBX that we can talk to. Every verb raises NotSent, Refused or Unanswered, nothing else."""

    kind: ClassVar[str]
    label: ClassVar[str]
    can: ClassVar[frozenset[Can]]
    oldest_firmware: ClassVar[str]
    """The first one that can do what we need, in the PBX's own spelling."""

    def __init__(self, line: Line, *, tokens: TokenKeeper) -> None: ...

    def dial(self, order: DialOrder, *, may_leave: Callable[[], bool] = ...) -> Accepted:
        """Ring the caller, then the callee. Returns as soon as the PBX has taken the order.

        `may_leave` is asked after any login, directly before the request: a no raises Withdrawn, and nothing is sent.
        """
        ...

    def hang_up(self, callid: str, *, channelids: Sequence[str] = ()) -> None:
        """End every leg of the call. Without channel ids the PBX is asked for them first. Raises NoSuchCall too."""
        ...

    def query(self, callid: str) -> CallReport:
        """The call as the PBX has it now. Raises NoSuchCall when it is over or was never there."""
        ...

    def extensions(self) -> tuple[ExtensionReport, ...]:
        """All extensions of the PBX."""
        ...

    def extension_details(self, numbers: Sequence[str]) -> tuple[ExtensionDetails, ...]:
        """How these extensions are set up. All of them must exist: a PBX may refuse the whole question for one."""
        ...

    def greet(self) -> None:
        """See whether the API answers, without logging in. Raises Refused where something else does."""
        ...

    def device(self) -> DeviceReport:
        """Which PBX this is; the cheapest request that needs a login."""
        ...

    def keep_alive(self) -> None:
        """Prolong the token, logging in if there is none, and say again where events shall go."""
        ...

    def log_out(self) -> None:
        """Give the token back."""
        ...

    @staticmethod
    def self_test_event(mark: str) -> bytes:
        """A message in this PBX's form of the kind OTHER and the raw kind SELF_TEST. `mark` makes it unique."""
        ...

    def listen(self, *, stopped: threading.Event) -> Iterator[bytes]:
        """Log in at `events_port` and give every message as it comes, until `stopped`. For who can EVENTS_BY_TCP.

        Raises NotSent without a connection, LoginStopped or Refused if we are not let in, CutOff when it ends.
        """
        ...

    @staticmethod
    def messages_in(body: bytes) -> list[bytes]:
        """The messages of one delivery: mostly the one that it is."""
        ...

    @staticmethod
    def read_event(body: bytes) -> PbxEvent:
        """What a message of this PBX says. Raises ValueError, with a sentence, for what cannot be read."""
        ...
