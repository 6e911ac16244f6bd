"""The S-Series' HTTP API: logging in, using the shared token, and telling success from failure."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import (
    Line,
    LoginStopped,
    NoLogin,
    NotSent,
    PbxError,
    Refused,
    Unanswered,
    Withdrawn,
)
from clicktocall.pbx.drivers.framing import Framer
from clicktocall.pbx.drivers.lenient_json import JsonObject, loads
from clicktocall.pbx.drivers.punctual_http import PunctualHttp
from clicktocall.pbx.drivers.token_keeping import TokenKeeper
from clicktocall.pbx.drivers.yeastar_s.errnos import TOKEN_ERRNOS, error_of
from clicktocall.pbx.drivers.yeastar_s.members import first_text

PATH = "/api/v2.0.0/"
EVENT_FORMAT = "2.0.0"
HEADERS = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
NOES = frozenset({"failed", "fail", "failure", "error"})
ANY_FILE = {"Accept": "*/*"}
PORTS = {"http": 80, "https": 443}
API_STOPPED = "30003"
EVENTS_ADDRESS_REFUSED = "20008"
NO_EVENTS: Mapping[str, str] = MappingProxyType({"version": EVENT_FORMAT, "port": "0"})

log = logging.getLogger(__name__)


class Client:
    """Posts to one PBX. Threads may share it."""

    def __init__(self, line: Line, *, tokens: TokenKeeper) -> None:
        self._line = line
        self._tokens = tokens
        self._http = PunctualHttp(line)

    def ask(
        self, endpoint: str, body: Mapping[str, str], *, may_leave: Callable[[], bool] = lambda: True
    ) -> JsonObject:
        """What the PBX answers to a request with our token, once it says "Success". Raises its no otherwise.

        A token that the PBX does not accept is renewed once and the request repeated once: those refusals come
        before it does anything, so a dial is safe too.
        """
        token = self._tokens.current() or self._renewed(None)
        _stop_unless(may_leave)
        try:
            return self.post(endpoint, body, token=token)
        except Refused as refusal:
            if refusal.code not in TOKEN_ERRNOS:
                raise
        token = self._renewed(token)
        _stop_unless(may_leave)
        return self.post(endpoint, body, token=token)

    def download(self, endpoint: str, query: Mapping[str, str]) -> bytes:
        """A file, which is fetched by GET. Raises the PBX's no, where that stands in its place."""
        token = self._tokens.current() or self._renewed(None)
        answer = self._http.get(PATH + endpoint, query={**query, "token": token}, headers=ANY_FILE)
        if answer.status >= 400:
            raise _no_api(code=f"HTTP {answer.status}")
        if answer.body.lstrip().startswith(b"{"):
            _success(answer.body)
            raise unreadable()
        return answer.body

    def heartbeat(self) -> None:
        """Prolong the token. The PBX may forget where events go and in which form, so that is said each time."""
        host = urlsplit(self._line.events_url).hostname
        self.ask("heartbeat", {**({"ipaddr": host} if host else {}), **self._events()})

    def log_out(self) -> None:
        """Give the token back, if there is one. That the PBX has dropped it already is as good."""
        token = self._tokens.current()
        if token is None:
            return
        self._tokens.forget()
        try:
            self.post("logout", {}, token=token)
        except Refused as refusal:
            if refusal.code not in TOKEN_ERRNOS:
                raise

    def post(self, endpoint: str, body: Mapping[str, str], *, token: str = "") -> JsonObject:
        """One request and its successful answer. Raises what the answer's error number stands for, or its absence."""
        answer = self._http.post(
            PATH + endpoint,
            body=json.dumps(body).encode(),
            query={"token": token} if token else {},
            headers=HEADERS,
        )
        if answer.status >= 400:
            raise _refusal_in(answer.body) or _no_api(code=f"HTTP {answer.status}")
        return _success(answer.body)

    def greet(self) -> None:
        """Ask without a token: an API that is on says by number that it wants one. Raises Refused where none is."""
        try:
            self.post("deviceinfo/query", {})
        except Refused as refusal:
            if not refusal.code.isdecimal() or refusal.code == API_STOPPED:
                raise
        except _Unreadable:
            raise _no_api() from None

    def _renewed(self, stale: str | None) -> str:
        """A fresh token. What fails here fails before the request itself: nothing of that was sent."""
        sentence = _("The PBX did not answer our login, so nothing was asked of it. Try again in a moment.")
        try:
            return self._tokens.renew(stale, self._log_in)
        except LoginStopped:
            raise
        except Refused as refusal:
            raise NoLogin(str(refusal), code=refusal.code) from None
        except _Unreadable as error:
            code = error.code
            sentence = _(
                "The PBX's answer to our login could not be understood, so nothing was asked of it. Check that the "
                "address in the PBX's settings is the PBX's own, and that its API is switched on."
            )
        except Unanswered as error:
            code = error.code
        raise NotSent(sentence, code=code)

    def _log_in(self) -> str:
        """A new token. Raises LoginStopped for a wrong name or password, unreadable() for a yes without a token.

        Source: Yeastar S-Series API 2.0.0, login: the password is sent as its MD5, in lower-case hexadecimal digits.
        """
        password = hashlib.md5(self._line.password.encode(), usedforsecurity=False).hexdigest()
        who = {"username": self._line.username, "password": password}
        try:
            answer = self.post("login", {**who, **self._events()})
        except Refused as refusal:
            if refusal.code != EVENTS_ADDRESS_REFUSED:
                raise
            # Not a word against our password: without events calls are placed all the same, and followed by asking.
            log.warning("pbx=%s step=login outcome=events_address_refused", self._line.name)
            answer = self.post("login", {**who, **NO_EVENTS})
        token = first_text(answer, "token")
        if not token:
            raise unreadable()
        self._tokens.note_transport(first_text(answer, "transport"))
        return token

    def _events(self) -> Mapping[str, str]:
        """Where events go, for login and heartbeat.

        With urltag "1" the url is the whole address. The guide's samples have it without a scheme, so http goes
        without; https, of which the guide says nothing, can only be meant when it is written. Port "0" means none.
        """
        address = urlsplit(self._line.events_url)
        host = address.hostname
        if not host:
            return NO_EVENTS
        port = address.port or PORTS.get(address.scheme, 80)
        named = f"[{host}]" if ":" in host else host
        url = f"{named}:{port}{address.path}" + (f"?{address.query}" if address.query else "")
        return {
            "version": EVENT_FORMAT,
            "port": str(port),
            "url": f"https://{url}" if address.scheme == "https" else url,
            "urltag": "1",
        }


def _stop_unless(may_leave: Callable[[], bool]) -> None:
    if not may_leave():
        raise Withdrawn(_("The call was not wanted any more by the time the PBX could be asked. Nothing was dialled."))


def _success(body: bytes) -> JsonObject:
    """An answer that does not say its status says it by what it brings: what was asked for, or an error number."""
    answer = _object_of(body)
    if answer is None:
        raise unreadable()
    status, errno = first_text(answer, "status").lower(), first_text(answer, "errno")
    if status == "success" or (not status and not errno.strip("0") and first_text(answer, "callid", "token")):
        return answer
    if status in NOES or (not status and errno.strip("0")):
        raise error_of(errno)
    raise unreadable()


def _object_of(body: bytes) -> JsonObject | None:
    """The answer, be it with something behind it; None for what begins otherwise, or does not end."""
    try:
        answer = loads(body)
    except ValueError:
        frames = Framer(largest=len(body)).feed(body) if body.lstrip().startswith(b"{") else []
        try:
            answer = loads(frames[0]) if frames else None
        except ValueError:
            return None
    return answer if isinstance(answer, JsonObject) else None


def _refusal_in(body: bytes) -> PbxError | None:
    """The PBX's own no, where it comes with another HTTP status than its guide says."""
    answer = _object_of(body)
    errno = first_text(answer, "errno") if answer is not None else ""
    return error_of(errno) if errno else None


def _no_api(*, code: str = "") -> Refused:
    return Refused(
        _(
            "The PBX has no API at this address. Switch it on under Settings > PBX > General > API on the PBX, "
            "and check the address in the PBX's settings."
        ),
        code=code,
    )


class _Unreadable(Unanswered):
    """The answer is there and says nothing that we understand: the PBX may have done what we asked."""


def unreadable() -> PbxError:
    return _Unreadable(
        _(
            "The PBX's answer could not be understood. See what it did before you try again, and check that the "
            "address in the PBX's settings is the PBX's own."
        )
    )
