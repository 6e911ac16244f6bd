"""The extensions that users have here, as the PBX knows them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clicktocall.pbx.doctor.findings import Finding, State, finding
from clicktocall.pbx.drivers.base import Driver, PbxError
from clicktocall.pbx.drivers.reports import ExtensionDetails, ExtensionReport, PhoneState
from clicktocall.pbx.models import Pbx

STATES_IN_ORDER = [State.BAD, State.WARNING, State.NOT_CHECKED, State.GOOD]


def phones(pbx: Pbx, driver: Driver) -> list[Finding]:
    """A line for all of them, and one for each, the worst first."""
    users = dict(pbx.extensions.values_list("number", "user__username"))
    try:
        reports = {report.number: report for report in driver.extensions()}
    except PbxError as error:
        return [finding("phones", State.BAD, str(error), code=error.code)]
    details, remark = _details(driver, sorted(users.keys() & reports.keys()))
    lines = [_phone(number, user, reports.get(number), details.get(number)) for number, user in sorted(users.items())]
    lines.sort(key=lambda line: STATES_IN_ORDER.index(line.state))
    return [_overview(len(users), len(reports), remark), *lines]


def _details(driver: Driver, numbers: list[str]) -> tuple[dict[str, ExtensionDetails], str]:
    """How they are set up, and why that is not known."""
    try:
        return {details.number: details for details in driver.extension_details(numbers)}, ""
    except PbxError as error:
        return {}, str(error)


def _overview(mapped: int, known: int, remark: str) -> Finding:
    facts = ((_("On the PBX"), str(known)), (_("With a user here"), str(mapped)))
    if not mapped:
        return finding(
            "phones", State.WARNING, _("No user has a phone on this PBX yet, so nobody can dial."),
            to_do=_("Open “Extensions” above, and give the users theirs."), facts=facts,
        )  # fmt: skip
    if remark:
        return finding(
            "phones", State.WARNING, _("The PBX does not tell how its extensions are set up. %s") % remark, facts=facts
        )
    return finding("phones", State.GOOD, _("The PBX told us about its extensions."), facts=facts)


def _phone(number: str, user: str, report: ExtensionReport | None, details: ExtensionDetails | None) -> Finding:
    state, means, to_do = _verdict(report, details)
    facts = (
        *([(_("Name on the PBX"), report.name)] if report and report.name else []),
        *([(_("Phone"), report.raw_state)] if report else []),
        *([(_("Calls outside"), _yes_or_no(details.may_call_out))] if details else []),
        *([(_("Do not disturb"), _yes_or_no(details.dnd))] if details else []),
    )
    return Finding(
        key=f"phone-{number}",
        title=f"{number} · {user}",
        state=state,
        means=means,
        to_do=to_do,
        facts=facts,
        is_phone=True,
    )


def _verdict(report: ExtensionReport | None, details: ExtensionDetails | None) -> tuple[State, str, str]:
    if report is None:
        return (
            State.BAD,
            _("The PBX has no such extension."),
            _("Give the user another one, or have this one created on the PBX."),
        )
    trouble = _trouble(report, details)
    if trouble:
        return State.WARNING, *trouble
    if details is None or details.may_call_out is None:
        return State.GOOD, _("The phone can ring. Whether it may call outside is not known."), ""
    return State.GOOD, _("The phone can ring and may call outside."), ""


def _trouble(report: ExtensionReport, details: ExtensionDetails | None) -> tuple[str, str] | None:
    if report.state is PhoneState.OFFLINE:
        return (
            _("The phone is not registered at the PBX: it cannot ring."),
            _("Switch the phone on and check its cable, and its name and password at the PBX."),
        )
    if report.state is PhoneState.UNKNOWN:
        return _("The PBX says of this phone what we do not know."), _("Look at the phone.")
    if details and details.dnd:
        return (
            _("Do not disturb is on: the PBX does not let this phone ring."),
            _("Switch it off at the phone or on the PBX."),
        )
    if details and details.may_call_out is False:
        return (
            _("The PBX does not let this extension call outside: only colleagues can be called from it."),
            _("If it shall, select the extension in an outbound route on the PBX, and lift its call restriction."),
        )
    return None


def _yes_or_no(value: bool | None) -> str:  # noqa: FBT001 -- a word for a value
    return {True: _("yes"), False: _("no"), None: _("not told")}[value]
