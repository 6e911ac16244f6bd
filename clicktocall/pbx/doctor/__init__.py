"""The doctor: looks at everything between a click and a ringing phone, and says what to do about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from clicktocall.pbx import silence
from clicktocall.pbx.doctor import asking, certificates, hearing, reaching
from clicktocall.pbx.doctor.answering import answering
from clicktocall.pbx.doctor.clock import clock
from clicktocall.pbx.doctor.findings import TITLES, Finding, Report, State, not_checked
from clicktocall.pbx.doctor.phones import phones
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.base import NotSent, PbxError, Unanswered
from clicktocall.pbx.drivers.reports import DeviceReport
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.sessions import SharedTokens, visiting_driver
from clicktocall.pbx.turns import Errand, NoTurn, turn

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 4.0
ASKED = ("api", "login", "token", "firmware", "clock", "phones")
VISIT_SECONDS = 22.0
"""No further question is asked after that; the last one may take its own time."""


def examine(pbx: Pbx, *, may_log_in: bool) -> Report:
    """Look at everything. Without `may_log_in` only the login that is there is used, and nothing is changed."""
    started = time.monotonic()
    findings = _Visit(pbx, may_log_in=may_log_in).findings()
    return Report(pbx=pbx.name, findings=tuple(findings), seconds=time.monotonic() - started)


class _Visit:
    """One look at one PBX. What cannot be looked at because of an earlier line says so."""

    def __init__(self, pbx: Pbx, *, may_log_in: bool) -> None:
        self._pbx = pbx
        self._line = replace(pbx.line(), connect_timeout=CONNECT_SECONDS, answer_timeout=ANSWER_SECONDS)
        self._tokens = SharedTokens(pbx.pk, self._line)
        self._driver = visiting_driver(pbx, self._line, may_log_in=may_log_in)
        self._device = DeviceReport()
        self._ends = time.monotonic() + VISIT_SECONDS
        self._found: dict[str, Finding] = {}
        self._phones: list[Finding] = []
        self._held_up_by = ""
        self._trouble: PbxError | None = None

    def findings(self) -> list[Finding]:
        self._look("address", self._address)
        self._look("certificate", self._certificate)
        try:
            with turn(self._pbx.pk, Errand.LOOK):
                self._ask()
        except NoTurn as busy:
            self._found |= {key: not_checked(key, str(busy)) for key in ASKED}
        self._note_health()
        self._found["answering"] = answering(self._pbx)
        self._found["events"] = hearing.events(self._pbx, transport=self._tokens.transport())
        is_reachable = self._found["address"].state is State.GOOD
        self._found["events_address"] = hearing.events_address(self._pbx, self._line, is_reachable=is_reachable)
        return [*(self._found[key] for key in TITLES), *self._phones]

    def _ask(self) -> None:
        """All that the PBX itself is asked, one after the other: it takes one of the places there."""
        self._look("api", self._api)
        self._look("login", self._login)
        self._look("token", lambda: asking.token(self._tokens))
        self._look("firmware", self._firmware)
        self._look("clock", lambda: clock(self._device.clock))
        self._look("phones", self._all_phones)

    def _note_health(self) -> None:
        """A PBX that answers the doctor is not silent; one that does not has failed once, whatever was to be asked."""
        if self._trouble is not None:
            silence.failed(self._pbx, self._trouble)
        elif self._found["api"].state is State.GOOD:
            silence.answered(self._pbx)

    def _look(self, key: str, look: Callable[[], Finding]) -> None:
        """Have that line looked at, unless an earlier one stands in the way or the time is up."""
        if self._held_up_by:
            self._found[key] = self._put_off(key)
            return
        if time.monotonic() > self._ends:
            self._found[key] = not_checked(key, _("There was no time left: the PBX answers slowly."))
            return
        self._found[key] = look()

    def _address(self) -> Finding:
        return self._reached(reaching.address(self._line))

    def _certificate(self) -> Finding:
        return self._reached(certificates.certificate(self._line))

    def _reached(self, finding: Finding) -> Finding:
        if finding.state is State.BAD:
            self._trouble = NotSent(finding.means)
        return self._stopping(finding)

    def _api(self) -> Finding:
        try:
            return asking.api(self._driver)
        except PbxError as error:
            self._trouble = error if isinstance(error, NotSent | Unanswered) else None
            elsewhere = reaching.other_address(self._line, error)
            if elsewhere is None:
                return self._stopping(asking.silent_api(error))
            self._found["address"] = self._stopping(elsewhere)
            return self._put_off("api")

    def _login(self) -> Finding:
        said, self._device = asking.login(self._pbx, self._driver, self._tokens)
        return self._stopping(said)

    def _firmware(self) -> Finding:
        return asking.firmware(self._device, oldest=driver_class(self._pbx.kind).oldest_firmware)

    def _all_phones(self) -> Finding:
        overview, *self._phones = phones(self._pbx, self._driver)
        return overview

    def _put_off(self, key: str) -> Finding:
        return not_checked(key, _("See “%s” first.") % TITLES[self._held_up_by])

    def _stopping(self, finding: Finding) -> Finding:
        """The finding; if it is bad or could not be made, what comes after it need not be tried."""
        if finding.state in {State.BAD, State.NOT_CHECKED}:
            self._held_up_by = finding.key
        return finding
