"""Whether the PBX's events reach us, by the way on which both sides agree."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from clicktocall.pbx.doctor.findings import Finding, Remedy, State, finding, not_checked
from clicktocall.pbx.doctor.reaching import is_loopback, opens, place_of
from clicktocall.pbx.drivers.base import Line
from clicktocall.pbx.models import EventsBy, Pbx

LONG_AGO = timedelta(days=3)
MASK = "••••••••"


def events(pbx: Pbx, *, transport: str) -> Finding:
    """`transport` is how the PBX said it reports events when it let us in; empty if it did not say."""
    by_tcp = pbx.events_by == EventsBy.TCP
    facts = (
        (_("We expect them by"), "TCP" if by_tcp else "HTTP"),
        (_("The PBX reports by"), transport or _("not told")),
        *([(_("Last event"), _moment(pbx))] if pbx.last_event_at else []),
    )
    if transport.lower() not in {"", pbx.events_by}:
        return finding(
            "events", State.BAD, _("The PBX reports events in another way than we expect them: none can arrive."),
            to_do=_(
                "Choose the same on both sides: the report method in the PBX's API settings, and “events come” in the "
                "PBX's settings here."
            ),
            facts=facts,
        )  # fmt: skip
    if pbx.last_event_at is None:
        return finding(
            "events", State.WARNING, _("No event has come from this PBX yet. Calls are followed by asking, later."),
            to_do=_no_event(by_tcp=by_tcp), facts=facts,
        )  # fmt: skip
    ago = _("The last event came %s ago.") % timesince(pbx.last_event_at)
    if timezone.now() - pbx.last_event_at > LONG_AGO:
        return finding("events", State.WARNING, ago, to_do=_no_event(by_tcp=by_tcp), facts=facts)
    return finding("events", State.GOOD, ago, facts=facts)


def _moment(pbx: Pbx) -> str:
    return date_format(timezone.localtime(pbx.last_event_at), "DATETIME_FORMAT") if pbx.last_event_at else ""


def _no_event(*, by_tcp: bool) -> str:
    if by_tcp:
        return _("Make a call. If still none comes, see that the command pbx_listen is running on this server.")
    return _(
        "Make a call. If still none comes, test the way of the events below, and tick the extensions and trunks under "
        "Status Monitor in the PBX's API settings."
    )


def events_address(pbx: Pbx, line: Line, *, is_reachable: bool) -> Finding:
    if pbx.events_by == EventsBy.TCP:
        return _port(pbx, line, is_reachable=is_reachable)
    shown = f"{settings.PBX_EVENTS_URL}{pbx.events_path.replace(pbx.event_secret, MASK)}"
    facts = ((_("Address we tell the PBX"), shown),)
    ours = urlsplit(settings.PBX_EVENTS_URL)
    if is_loopback(ours.hostname or "") and not is_loopback(place_of(line)[0]):
        return finding(
            "events_address", State.WARNING,
            _("The PBX is told an address that means “this machine” to whoever reads it: to the PBX, itself."),
            to_do=_("Set PBX_EVENTS_URL to the address at which the PBX reaches this server, and restart."),
            facts=facts, remedy=Remedy.SELF_TEST,
        )  # fmt: skip
    if ours.scheme == "https" and pbx.last_event_at is None:
        return finding(
            "events_address", State.WARNING,
            _("The PBX is told an https address. Its guide does not say whether it can send events to one."),
            to_do=_("If none arrive, set PBX_EVENTS_URL to an http address within the office's network."),
            facts=facts, remedy=Remedy.SELF_TEST,
        )  # fmt: skip
    return finding(
        "events_address", State.GOOD, _("The PBX sends its events to this address, and must be able to reach it."),
        facts=facts, remedy=Remedy.SELF_TEST,
    )  # fmt: skip


def _port(pbx: Pbx, line: Line, *, is_reachable: bool) -> Finding:
    host = place_of(line)[0]
    facts = ((_("Port for events"), f"{host}:{pbx.events_port}"),)
    if not is_reachable:
        return not_checked("events_address", _("The PBX is not reachable at all: see “Address” first."))
    if opens(host, pbx.events_port, line.connect_timeout):
        return finding("events_address", State.GOOD, _("The PBX listens at its port for events."), facts=facts)
    return finding(
        "events_address",
        State.BAD,
        _("Nothing listens at the PBX's port for events."),
        to_do=_("Set the report method to TCP in the PBX's API settings, and the same port there and here."),
        facts=facts,
    )
