"""HTTP to a PBX: one request, one answer by a deadline, and a clear word on whether anything left the house."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3
from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import Line, NotSent, Refused, Unanswered
from clicktocall.pbx.drivers.punctual_connections import Exchange, PunctualAdapter, exchange_now
from clicktocall.pbx.drivers.tls import connect_sentence

PIECE = 65536
MOST_OF_A_NO = 10_000
UNCERTAIN = 500
REDIRECTS = range(300, 400)
HOST = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:.]{2,45}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a web server said. The body is empty unless `status` is one of success, or the no is a JSON object."""

    status: int
    body: bytes = field(repr=False)


class _Session(requests.Session):
    """A session that remembers nothing: no proxies or passwords of the environment, no cookies, no redirects."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self.mount(scheme, PunctualAdapter(line))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read the whole body and the next address even where it is told not to follow."""


class PunctualHttp:
    """The web server of one PBX. Threads may share it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._of_thread = threading.local()

    def post(self, path: str, *, body: bytes, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """Send it once, whatever happens. Raises NotSent, Refused for a redirect, or Unanswered."""
        return self._exchange("POST", path, body, query, headers)

    def get(self, path: str, *, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """Fetch something, once. Raises as `post` does."""
        return self._exchange("GET", path, None, query, headers)

    def _exchange(
        self, method: str, path: str, body: bytes | None, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        exchange = Exchange(self._line)
        mark = exchange_now.set(exchange)
        try:
            with suppress(requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, OSError):
                return self._answer(method, path, body, query, headers)
        finally:
            exchange_now.reset(mark)
        # Raised out here because those exceptions hold the whole address with its query, which is secret.
        if not exchange.sent:
            raise NotSent(connect_sentence(self._line, exchange.trouble))
        if exchange.is_late:
            raise Unanswered(
                _("The PBX did not answer within %(seconds)g seconds. See what it did before you try again.")
                % {"seconds": self._line.answer_timeout}
            )
        raise Unanswered(_("The PBX broke off before it had answered. See what it did before you try again."))

    def _answer(
        self, method: str, path: str, body: bytes | None, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        response = self._session().request(
            method,
            self._line.url.rstrip("/") + path,
            params=query,
            data=body,
            headers={"Connection": "close", "Accept-Encoding": "identity", "User-Agent": "click-to-call", **headers},
            timeout=(self._line.connect_timeout, self._line.answer_timeout),
            allow_redirects=False,
            stream=True,
        )
        with response:
            if response.status_code in REDIRECTS:
                raise Refused(_moved(response.headers.get("Location", "")), code=f"HTTP {response.status_code}")
            if response.status_code >= UNCERTAIN:
                raise Unanswered(
                    _("The PBX's web server failed. See what the PBX did before you try again."),
                    code=f"HTTP {response.status_code}",
                )
            body = self._body(response)
            return Answer(status=response.status_code, body=body if response.ok or body.startswith(b"{") else b"")

    def _body(self, response: requests.Response) -> bytes:
        """As it was meant: some web servers pack it though we have asked them not to."""
        body = b""
        most = self._line.answer_bytes if response.ok else MOST_OF_A_NO
        while piece := response.raw.read(PIECE, decode_content=True):
            body += piece
            if len(body) > most:
                if not response.ok:
                    return b""
                raise Unanswered(_("The PBX's answer was too long to read. See what it did before you try again."))
        return body

    def _session(self) -> requests.Session:
        """The session of this thread: requests does not promise that threads may share one."""
        session: requests.Session | None = getattr(self._of_thread, "session", None)
        if session is None:
            session = self._of_thread.session = _Session(self._line)
        return session


def _moved(location: str) -> str:
    """What to say about a redirect: it names scheme, host and port of the other address and nothing else of it."""
    with suppress(ValueError):
        address = urlsplit(location)
        host, port = (address.hostname or "").lower(), address.port
        if address.scheme in {"http", "https"} and HOST.fullmatch(host):
            named = f"[{host}]" if ":" in host else host
            return _("The PBX sends us on to another address. Enter this one in the PBX's settings: %(address)s") % {
                "address": f"{address.scheme}://{named}" + (f":{port}" if port else "")
            }
    return _(
        "The PBX sends us on to another page. Check that its address in the settings is the one at which its web pages "
        "open, without a path, and that its API is switched on."
    )
