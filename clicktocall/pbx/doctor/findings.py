"""What the doctor says: one finding a line, each with its state, what it means and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    GOOD = "good", _("good")
    WARNING = "warning", _("warning")
    BAD = "bad", _("bad")
    NOT_CHECKED = "not_checked", _("not checked")


class Remedy(models.TextChoices):
    """What staff can have done at once, by a button beside the finding."""

    PIN = "pin", _("Pin this fingerprint")
    LET_LOGINS = "let_logins", _("Let logins try again")
    LOG_IN = "log_in", _("Log in and look again")
    SELF_TEST = "self_test", _("Test the way of the events")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `means` and `to_do` are sentences; `facts` are labels with their values.

    `remedy` is the button to offer, and `remedy_value` what goes with it.
    """

    key: str
    title: str
    state: State
    means: str
    to_do: str = ""
    code: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    remedy: Remedy | None = None
    remedy_value: str = ""
    is_phone: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "state": self.state.value,
            "means": self.means,
            "to_do": self.to_do,
            "code": self.code,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One visit to one PBX. `seconds` is how long it took."""

    pbx: str
    findings: tuple[Finding, ...]
    seconds: float

    def count(self, state: State) -> int:
        return sum(finding.state is state for finding in self.findings)

    @property
    def is_bad(self) -> bool:
        return self.count(State.BAD) > 0

    def as_json(self) -> dict[str, Any]:
        lines = [finding.as_json() for finding in self.findings]
        return {"pbx": self.pbx, "is_bad": self.is_bad, "seconds": round(self.seconds, 2), "lines": lines}


TITLES = {
    "address": _("Address"),
    "certificate": _("Certificate"),
    "api": _("API"),
    "login": _("Login"),
    "token": _("Age of the login"),
    "answering": _("Requests of calls"),
    "firmware": _("Firmware"),
    "clock": _("Clock"),
    "events": _("Events arriving"),
    "events_address": _("Where events go"),
    "phones": _("Phones of users"),
}
"""Every line by its key, in the order in which they stand."""


def finding(key: str, state: State, means: str, *, to_do: str = "", **more: Any) -> Finding:
    """One of the lines above, with its title."""
    return Finding(key=key, title=str(TITLES[key]), state=state, means=means, to_do=to_do, **more)


def not_checked(key: str, why: str) -> Finding:
    return finding(key, State.NOT_CHECKED, why)
