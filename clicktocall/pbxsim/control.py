"""The control endpoint under /sim/: lift phones, choose scripts and faults, read the log. It wants no token.

The simulator listens on this machine only, where every web page in a browser could reach it as well: whatever changes
something is refused when a browser says that it comes from another site.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from clicktocall.pbxsim.answers import own_answer
from clicktocall.pbxsim.delivery import Delivery
from clicktocall.pbxsim.faults import FaultKind
from clicktocall.pbxsim.pbx import SimulatedPbx
from clicktocall.pbxsim.server import HttpAnswer, HttpRequest
from clicktocall.pbxsim.switchboard import NotPossible, NotThere

FORM = "application/x-www-form-urlencoded"
Told = Mapping[str, Any]


class Wrong(Exception):
    """The request makes no sense. The text is a sentence that says why."""


class Control:
    def __init__(self, pbx: SimulatedPbx) -> None:
        self._pbx = pbx
        self._phone_verbs: dict[str, Callable[[str], None]] = {
            "pick-up": pbx.pick_up,
            "hang-up": pbx.hang_up,
            "busy": pbx.busy,
            "idle": pbx.idle,
            "offline": pbx.offline,
            "online": pbx.online,
        }
        self._call_verbs: dict[str, Callable[[str], None]] = {"answer": pbx.answer, "hang-up": pbx.hang_up_far_end}
        self._verbs: dict[tuple[str, str], Callable[[Told], None]] = {
            ("POST", "scripts"): self._script,
            ("DELETE", "scripts"): lambda _told: pbx.clear_scripts(),
            ("POST", "faults"): self._fault,
            ("POST", "boot-up"): lambda _told: pbx.boot_up(),
            ("POST", "reset"): lambda _told: pbx.reset(),
        }

    def respond(self, request: HttpRequest) -> HttpAnswer:
        if request.method == "GET":
            return self._show(request.path)
        if not is_own_site(request.headers, own_host=self._pbx.config.host):
            return _say("403 Forbidden", "This request comes from another site. Use the simulator's own page.")
        try:
            self._do(request)
        except NotThere as error:
            return _say("404 Not Found", str(error))
        except NotPossible as error:
            return self._after(request, "409 Conflict", str(error))
        except (Wrong, ValueError, TypeError) as error:
            return _say("400 Bad Request", str(error))
        return self._after(request, "200 OK", "")

    def _after(self, request: HttpRequest, status: str, sentence: str) -> HttpAnswer:
        """A button of the page leads back to it, even if the phone has meanwhile stopped ringing."""
        if request.headers.get("content-type", "").startswith(FORM):
            return HttpAnswer(pieces=[own_answer("", status="303 See Other", extra="Location: /\r\n")])
        return _say(status, sentence) if sentence else _json(status, {"done": True})

    def _show(self, path: str) -> HttpAnswer:
        shown: dict[str, Callable[[], object]] = {
            "/sim/log": lambda: {"requests": [asdict(entry) for entry in self._pbx.log]},
            "/sim/calls": lambda: {"calls": self._pbx.calls, "finished": self._pbx.finished},
            "/sim/phones": lambda: {"phones": [asdict(phone) for phone in self._pbx.phones]},
            "/sim/events": self._events,
        }
        if path not in shown:
            return _say("404 Not Found", f"There is nothing to read here. Read one of: {', '.join(shown)}.")
        return _json("200 OK", shown[path]())

    def _events(self) -> object:
        return {
            "delivered": self._pbx.delivered,
            "given_up": self._pbx.given_up,
            "events": [_told_event(delivery) for delivery in self._pbx.events],
        }

    def _do(self, request: HttpRequest) -> None:
        match request.path.removeprefix("/sim/").strip("/").split("/"):
            case ["phones", number, verb] if request.method == "POST" and verb in self._phone_verbs:
                self._phone_verbs[verb](number)
            case ["calls", callid, verb] if request.method == "POST" and verb in self._call_verbs:
                self._call_verbs[verb](callid)
            case ["parking", slot] if request.method == "POST":
                self._pbx.park(slot, str(_told(request).get("caller", "")))
            case [verb] if (request.method, verb) in self._verbs:
                self._verbs[request.method, verb](_told(request))
            case _:
                raise NotThere(f"There is no {request.method} {request.path}.")

    def _script(self, told: Told) -> None:
        changes = {name: value for name, value in told.items() if name not in {"callee", "behaviour"}}
        self._pbx.script(str(told.get("callee", "")), str(told.get("behaviour", "")), **changes)

    def _fault(self, told: Told) -> None:
        """`{"endpoint": "login", "fault": "html", "times": 1, "processed": false, "errno": "", "seconds": 3}`.

        Without an endpoint, `tokens_lost` and `tokens_expired` happen at once.
        """
        kind = str(told.get("fault", "")).replace(" ", "_").replace("token_", "tokens_")
        endpoint = str(told.get("endpoint", ""))
        if not endpoint and kind in {"tokens_lost", "tokens_expired"}:
            at_once = self._pbx.forget_tokens if kind == "tokens_lost" else self._pbx.expire_tokens
            at_once()
            return
        if kind not in set(FaultKind):
            raise Wrong(f"There is no fault {kind!r}. Choose one of: {', '.join(FaultKind)}.")
        if not endpoint:
            raise Wrong("Say which endpoint: login, call/dial, ..., or * for any.")
        self._pbx.fault(
            endpoint,
            kind,
            times=int(told.get("times", 1)),
            processed=bool(told.get("processed", False)),
            errno=str(told.get("errno", "")),
            seconds=float(told.get("seconds", 3.0)),
        )


def is_own_site(headers: Mapping[str, str], *, own_host: str) -> bool:
    """False for what a browser sends on behalf of another site.

    A name that somebody has pointed at this machine (DNS rebinding) is another site, too: then Origin and Host agree,
    but the name is neither an address, nor localhost, nor a bare name of the local network.
    """
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    host = headers.get("host", "")
    name = urlsplit(f"//{host}").hostname or ""
    return urlsplit(origin).netloc == host and (name == own_host or "." not in name or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _told(request: HttpRequest) -> Told:
    if not request.body.strip() or request.headers.get("content-type", "").startswith(FORM):
        return {}
    try:
        told = json.loads(request.body)
    except ValueError:
        raise Wrong("The body is not JSON. Send an object.") from None
    if not isinstance(told, dict):
        raise Wrong("The body is not an object. Send {...}.")
    return told


def _told_event(delivery: Delivery) -> dict[str, object]:
    return {
        "at": round(delivery.at, 3),
        "event": delivery.kind,
        "callid": delivery.callid,
        "to": f"{delivery.destination.host}:{delivery.destination.port}{delivery.destination.path}",
        "tries": delivery.tries,
        "answer": delivery.answer,
        "body": delivery.body,
    }


def _json(status: str, body: object) -> HttpAnswer:
    return HttpAnswer(pieces=[own_answer(json.dumps(body), status=status)])


def _say(status: str, sentence: str) -> HttpAnswer:
    return _json(status, {"error": sentence})
