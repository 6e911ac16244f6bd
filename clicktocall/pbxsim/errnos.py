"""The error numbers the simulated PBX answers with, by name. Source: Yeastar S-Series API 2.0.0, error codes."""

from __future__ import annotations

from enum import StrEnum


class Errno(StrEnum):
    UNKNOWN_ENDPOINT = "10003"
    MISSING_PARAMETER = "10004"
    NO_SUCH_CALLID = "10005"
    NO_SUCH_EXTENSION = "10006"
    NO_SUCH_CALL = "10007"
    EXTENSION_NOT_IDLE = "10008"
    NO_SUCH_CALLEE = "10011"
    NO_SUCH_IVR = "10012"
    NO_SUCH_QUEUE = "10013"
    NO_SUCH_RING_GROUP = "10014"
    NOT_CONNECTED = "10015"
    NO_OUTBOUND_PERMISSION = "10024"
    BLANK_NUMBER = "10028"
    CALLEE_NOT_ACCEPTABLE = "10031"
    CONTACT_FIELDS = "10140"
    ONLY_JSON = "20000"
    ONLY_POST = "20001"
    LOCKED_OUT = "20002"
    WRONG_LOGIN = "20003"
    NO_SUCH_TOKEN = "20004"  # noqa: S105 -- an error number, no password
    BLANK_TOKEN = "20005"  # noqa: S105 -- an error number, no password
    TOKEN_TIMED_OUT = "20006"  # noqa: S105 -- an error number, no password
    BLANK_DATA = "20007"
    WRONG_PORT = "20008"
    BLANK_REQUEST = "20009"
    HEARTBEAT_FAILED = "20011"
    WRONG_CDR_TIME = "20019"
    WRONG_CDR_RANDOM = "20020"
    NO_CDR = "20021"


class Refused(Exception):
    """The PBX says no. `errno` is text: a script may answer with numbers that stand in no table; `data` says more."""

    def __init__(self, errno: str, *, data: str = "") -> None:
        super().__init__(f"The PBX refuses with error number {errno}.")
        self.errno = str(errno)
        self.data = data
