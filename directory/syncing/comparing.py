"""The extensions that the PBX has beside those that users have here, with the users they probably belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from clicktocall.accounts.models import User
from clicktocall.pbx.drivers.base import Driver, PbxError
from clicktocall.pbx.drivers.reports import ExtensionDetails
from clicktocall.pbx.models import Pbx
from directory.folding import fold, fold_spelled_out
from directory.models import Extension


class Standing(models.TextChoices):
    """How an extension stands on both sides."""

    NEW = "new", _("new on the PBX")
    GONE = "gone", _("gone from the PBX")
    MAPPED = "mapped", _("with a user")


class Because(models.TextChoices):
    """Why a user is suggested."""

    EMAIL = "email", _("same e-mail address")
    NAME = "name", _("same name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One extension. `owner` and `suggested` are user names, empty for none; `phone` is the PBX's own word."""

    number: str
    standing: Standing
    name: str = ""
    phone: str = ""
    owner: str = ""
    suggested: str = ""
    because: Because | None = None


def compare(pbx: Pbx, driver: Driver) -> list[Row]:
    """Every extension of either side, in the order of their numbers. Raises PbxError if the PBX does not tell."""
    reports = {report.number: report for report in driver.extensions()}
    owners = dict(Extension.objects.filter(pbx=pbx).values_list("number", "user__username"))
    new = [number for number in reports if number not in owners]
    details = _details(driver, new)
    suggestions = Suggestions(User.objects.filter(is_active=True))
    rows = []
    for number in sorted(reports.keys() | owners.keys(), key=lambda number: (len(number), number)):
        report, owner = reports.get(number), owners.get(number, "")
        if report is None:
            rows.append(Row(number=number, standing=Standing.GONE, owner=owner))
            continue
        told = details.get(number) or ExtensionDetails(number=number)
        suggested, because = suggestions.for_phone(name=report.name, email=told.email) if not owner else ("", None)
        rows.append(
            Row(
                number=number,
                standing=Standing.MAPPED if owner else Standing.NEW,
                name=report.name,
                phone=report.raw_state,
                owner=owner,
                suggested=suggested,
                because=because,
            )
        )
    return rows


def unknown_to(driver: Driver, numbers: Iterable[str]) -> frozenset[str]:
    """Those of the numbers that are no extension of the PBX. Raises PbxError if it does not tell."""
    there = {report.number for report in driver.extensions()}
    return frozenset(numbers) - there


def _details(driver: Driver, numbers: list[str]) -> Mapping[str, ExtensionDetails]:
    """The e-mail addresses and more. Without them names are compared all the same."""
    with suppress(PbxError):
        return {details.number: details for details in driver.extension_details(numbers)}
    return {}


class Suggestions:
    """Users by e-mail address and by name. Whatever fits two of them suggests none."""

    def __init__(self, users: Iterable[User]) -> None:
        self._by_email: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for user in users:
            self._by_email[user.email.strip().casefold()].add(user.username)
            for name in (user.get_full_name(), f"{user.last_name} {user.first_name}", user.username):
                self._by_name[fold(name)].add(user.username)
                self._by_name[fold_spelled_out(name)].add(user.username)

    def for_phone(self, *, name: str, email: str) -> tuple[str, Because | None]:
        """The user name and why; empty and None if nobody fits, or several do."""
        by_email = self._by_email.get(email.strip().casefold(), set()) if email.strip() else set()
        if len(by_email) == 1:
            return next(iter(by_email)), Because.EMAIL
        by_name = self._by_name.get(fold(name), set()) | self._by_name.get(fold_spelled_out(name), set())
        if len(by_name) == 1 and fold(name):
            return next(iter(by_name)), Because.NAME
        return "", None
