"""The self-test of the events' way: tell the PBX our address again, then post one event to it ourselves."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from clicktocall.pbx.doctor.findings import Finding, State
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import Line, NotSent, PbxError, Refused
from clicktocall.pbx.drivers.punctual_http import PunctualHttp
from clicktocall.pbx.models import Notice, Pbx
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand


def test_the_way(pbx: Pbx) -> tuple[Finding, Finding]:
    """Both halves. Between them lies the way from the PBX to this server, of which only an event can tell."""
    return _tell_the_pbx(pbx), _knock(pbx)


def _tell_the_pbx(pbx: Pbx) -> Finding:
    try:
        with speaking_to(pbx, Errand.LOOK) as driver:
            driver.keep_alive()
    except PbxError as error:
        return _line("told", State.BAD, str(error), code=error.code)
    return _line("told", State.GOOD, _("The PBX took the address for its events."))


def _knock(pbx: Pbx) -> Finding:
    body = driver_class(pbx.kind).self_test_event(secrets.token_hex(8))
    address = urlsplit(f"{settings.PBX_EVENTS_URL}{pbx.events_path}")
    door = Line(
        name=pbx.name,
        url=f"{address.scheme}://{address.netloc}",
        username="",
        password="",
        connect_timeout=1.0,
        answer_timeout=4.0,
    )
    headers = {"Content-Type": "application/json"}
    try:
        answer = PunctualHttp(door).post(address.path, body=body, query={}, headers=headers)
    except NotSent:
        return _closed(_("This server cannot connect to its own address for events (%s).") % door.url)
    except Refused as refusal:
        return _closed(_("What answers at the address for events sends us on elsewhere."), code=refusal.code)
    except PbxError as error:
        return _closed(_("The address for events did not answer properly."), code=error.code)
    if answer.status >= 400:
        return _closed(_("What answers at the address for events refuses them."), code=f"HTTP {answer.status}")
    if not Notice.objects.filter(pbx=pbx, digest=hashlib.sha256(body).hexdigest()).exists():
        return _closed(_("Something answers at the address for events, but it is not this application."))
    return _line("door", State.GOOD, _("A test event that this server sent to that address arrived here and was kept."))


def _closed(means: str, *, code: str = "") -> Finding:
    return _line(
        "door",
        State.BAD,
        means,
        code=code,
        to_do=_("Check PBX_EVENTS_URL, and what stands in front of this server: proxy, port, firewall."),
    )


def _line(key: str, state: State, means: str, *, to_do: str = "", code: str = "") -> Finding:
    titles = {"told": _("Telling the PBX"), "door": _("Our door for events")}
    return Finding(key=key, title=titles[key], state=state, means=means, to_do=to_do, code=code)
