"""The page "Simulated office phones": desk phones to pick up and hang up, test numbers, and what the PBX has sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import Template

from clicktocall.pbxsim.answers import own_answer
from clicktocall.pbxsim.page.parts import HtmlText, back_link, event_list, inside_list, number_list, phone_list
from clicktocall.pbxsim.pbx import SimulatedPbx
from clicktocall.pbxsim.server import HttpAnswer, HttpRequest

HERE = Path(__file__).parent
TITLE = "Simulated office phones"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
EVENTS_SHOWN = 15


class Page:
    def __init__(self, pbx: SimulatedPbx) -> None:
        self._pbx = pbx
        self._pages: dict[str, Callable[[], HtmlText]] = {"/": self._whole, "/now": self._now}

    def respond(self, request: HttpRequest) -> HttpAnswer:
        if request.method != "GET":
            return _plain("405 Method Not Allowed", "This page can only be read.")
        if request.path in self._pages:
            page = self._pages[request.path]()
            return HttpAnswer(pieces=[own_answer(page, content_type="text/html; charset=utf-8")])
        file = HERE / request.path.removeprefix("/page/")
        if request.path.startswith("/page/") and file.parent == HERE and file.suffix in TYPES and file.is_file():
            content_type = f"{TYPES[file.suffix]}; charset=utf-8"
            return HttpAnswer(pieces=[own_answer(file.read_text(encoding="utf-8"), content_type=content_type)])
        return _plain("404 Not Found", "There is nothing here. The phones stand at /.")

    def _whole(self) -> HtmlText:
        template = Template((HERE / "index.html").read_text(encoding="utf-8"))
        rings = any(phone.ringing for phone in self._pbx.phones)
        return HtmlText(
            template.substitute(
                title=f"Ringing: {TITLE}" if rings else TITLE,
                heading=TITLE,
                back=back_link(self._pbx.config.app_url),
                phones=self._phones(),
                events=self._events(),
                numbers=number_list(),
                inside=inside_list(self._pbx.config.office),
            )
        )

    def _now(self) -> HtmlText:
        """What changes: the script fetches this alone, every second."""
        return HtmlText(self._phones() + self._events())

    def _phones(self) -> HtmlText:
        return phone_list(self._pbx.phones)

    def _events(self) -> HtmlText:
        return event_list(self._pbx.events[-EVENTS_SHOWN:])


def _plain(status: str, sentence: str) -> HttpAnswer:
    return HttpAnswer(pieces=[own_answer(sentence, status=status, content_type="text/plain; charset=utf-8")])
