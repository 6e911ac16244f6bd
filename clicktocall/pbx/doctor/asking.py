"""What the PBX itself answers: whether its API is on, whether it lets us in, and what it tells about itself."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clicktocall.pbx.doctor.findings import Finding, Remedy, State, finding, not_checked
from clicktocall.pbx.drivers.base import Driver, LoginStopped, NoLogin, PbxError, Refused
from clicktocall.pbx.drivers.reports import DeviceReport
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import NotLoggedIn, SharedTokens


def api(driver: Driver) -> Finding:
    """Raises PbxError where it does not answer."""
    driver.greet()
    return finding("api", State.GOOD, _("The PBX's API answers."))


def silent_api(error: PbxError) -> Finding:
    return finding("api", State.BAD, str(error), code=error.code)


def login(pbx: Pbx, driver: Driver, tokens: SharedTokens) -> tuple[Finding, DeviceReport]:
    """Ask for something that needs a login. While logins are stopped, none is tried."""
    if not pbx.password:
        return _no_password(), DeviceReport()
    had_token = tokens.current() is not None
    device = DeviceReport()
    try:
        device = driver.device()
    except NotLoggedIn:
        return _stopped(tokens) or _not_logged_in(had_token=had_token), device
    except LoginStopped as refusal:
        return _stopped(tokens) or finding("login", State.BAD, str(refusal), code=refusal.code), device
    except Refused as refusal:
        return _refused(refusal), device
    except PbxError as error:
        return finding("login", State.BAD, str(error), code=error.code), device
    facts = ((_("API user name"), pbx.username),)
    said = finding("login", State.GOOD, _("The PBX accepts our login."), facts=facts)
    return _stopped(tokens, state=State.WARNING) or said, device


def _refused(refusal: Refused) -> Finding:
    if isinstance(refusal, NoLogin):
        return finding("login", State.BAD, _("The PBX did not let us in. %s") % refusal, code=refusal.code)
    means = _("The PBX let us in, but does not tell about itself. %s") % refusal
    return finding("login", State.WARNING, means, code=refusal.code)


def _no_password() -> Finding:
    return finding(
        "login",
        State.BAD,
        _("The API password cannot be read, so no login is tried."),
        to_do=_(
            "Enter it again in the PBX's settings. If ENCRYPTION_KEYS was changed, put the old key back behind it."
        ),
    )


def _not_logged_in(*, had_token: bool) -> Finding:
    means = (
        _("The PBX does not accept our login any more. The next call, or the next heartbeat, logs in anew.")
        if had_token
        else _("Nobody is logged in at the PBX just now. A call, or the next heartbeat, logs in.")
    )
    return finding(
        "login",
        State.NOT_CHECKED,
        means,
        to_do=_("Looking at this page never logs in. Do so now to have the rest checked."),
        remedy=Remedy.LOG_IN,
    )


def _stopped(tokens: SharedTokens, *, state: State = State.BAD) -> Finding | None:
    """What to say while logins are stopped; None while they are not."""
    stopped = tokens.stopped()
    if stopped is None or stopped.logins_stopped_at is None:
        return None
    since = date_format(timezone.localtime(stopped.logins_stopped_at), "DATETIME_FORMAT")
    facts = ((_("Stopped since"), since), (_("API user name"), stopped.username))
    if stopped.logins_stopped_until is None:
        return finding(
            "login", state, _("No login is tried any more. %s") % stopped.logins_stopped_reason,
            to_do=_(
                "Enter the API user name and password as they stand in the PBX; a change lets logins try again by "
                "itself. If they were right all the time, use the button. Five wrong ones lock us out for ten minutes."
            ),
            facts=facts, remedy=Remedy.LET_LOGINS,
        )  # fmt: skip
    left = max(1, -(-(stopped.logins_stopped_until - timezone.now()) // timedelta(minutes=1)))
    minutes = ngettext("%d minute", "%d minutes", left) % left
    until = date_format(timezone.localtime(stopped.logins_stopped_until), "TIME_FORMAT")
    return finding(
        "login", state, _("The PBX has locked us out. The next login is tried in %(minutes)s, at %(until)s.")
        % {"minutes": minutes, "until": until},
        to_do=_(
            "Make sure that name and password are right. Then wait, or remove our address (API-IP) from the PBX's list "
            "of blocked addresses and use the button."
        ),
        facts=facts, remedy=Remedy.LET_LOGINS,
    )  # fmt: skip


def token(tokens: SharedTokens) -> Finding:
    since = tokens.logged_in_at()
    if since is None:
        return not_checked("token", _("It was not noted when we logged in."))
    return finding(
        "token",
        State.GOOD,
        _("Logged in %s ago. A heartbeat every five minutes keeps that alive.") % timesince(since),
        facts=((_("Logged in"), date_format(timezone.localtime(since), "DATETIME_FORMAT")),),
    )


def firmware(device: DeviceReport, *, oldest: str) -> Finding:
    facts = tuple(
        (label, value)
        for label, value in (
            (_("Model"), device.model),
            (_("Firmware"), device.firmware),
            (_("Serial number"), device.serial),
        )
        if value
    )
    told, needed = _version(device.firmware), _version(oldest)
    if not told:
        return finding("firmware", State.NOT_CHECKED, _("The PBX does not tell its firmware."), facts=facts)
    if told < needed:
        return finding(
            "firmware",
            State.WARNING,
            _("The PBX's firmware is older than %s, with which its API begins to do what we need.") % oldest,
            to_do=_("Update the PBX's firmware."),
            facts=facts,
        )
    return finding("firmware", State.GOOD, _("The firmware is recent enough."), facts=facts)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall("[0-9]+", text))
