"""Looking for calls at the PBX of which nothing was heard, and giving up those of which nothing can be."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.calls import finding, following, lifecycle, verdict
from clicktocall.calls.models import Call, CallEvent
from clicktocall.pbx.drivers.base import CallReport, LegReport, LegState, NoSuchCall, PbxError, Refused, Unanswered
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.models import PartyChoice

Source = CallEvent.Source
Outcome = Call.Outcome

log = logging.getLogger(__name__)


def lost(call: Call, error: Unanswered) -> None:
    """The dial request left and was not answered. It is never sent again: we look whether the PBX has the call."""
    now = timezone.now()
    Call.objects.filter(pk=call.pk, callid="").update(lost_at=now)
    lifecycle.note(call, source=Source.WORKER, detail=str(error), code=error.code)
    try:
        finding.find(call)
    except PbxError as unavailable:
        log.info("call=%s step=find outcome=%s", call.pk, type(unavailable).__name__)


def give_up(call: Call) -> None:
    """End a call about which nothing can be found out any more, with what is known of it and why it is not more."""
    facts = verdict.facts_of(call, list(call.legs.all()))
    outcome = verdict.outcome_of(replace(facts, hang_up_requested=False))  # a wish is not yet a fact
    if outcome == Outcome.ANSWERED:
        reason = _("We have lost touch with the PBX while you were talking. The conversation may go on.")
    elif call.callid:
        reason = _("The PBX tells us nothing more about this call. Look at your phone before you call again.")
    else:
        reason = _("The PBX did not say whether it has dialled. Look at your phone before you call again.")
    lifecycle.end(call, outcome, source=Source.SWEEPER, reason=reason)


def goes_outside(call: Call) -> bool:
    """Whether the PBX lists it among the calls that go out over a trunk."""
    return bool(call.callid) and call.callee_kind in {"", PartyChoice.EXTERNAL}


def listed(pbx: Pbx) -> Mapping[str, CallReport]:
    """All calls that go outside now and who is in them, by callid: one question, however many they are.

    A call that is not among them is asked about by itself: not every PBX lists all. Raises PbxError.
    """
    with speaking_to(pbx, Errand.LOOK) as driver:
        return {report.callid: report for report in driver.calls_outside() if report.callid and report.legs}


def ask(call: Call, told: CallReport | None = None) -> bool:
    """Ask the PBX about a call that has fallen silent. False where nothing but its record can tell more of it.

    `told`: what it has just said of it in answer to another question. Raises PbxError when the PBX cannot be asked.
    """
    try:
        report = told or _asked(call)
    except NoSuchCall:
        return over(call)
    left = _left(call, report.legs) if call.transfer_to and report.legs else ()
    following.apply_legs(call, report.legs + left, source=Source.QUERY)
    if all(leg.state is LegState.GONE for leg in report.legs):
        return over(call)  # a call without anybody in it, which some firmware keeps listing
    return True


def _asked(call: Call) -> CallReport:
    """The call as the PBX has it. Raises NoSuchCall, and PbxError when the PBX cannot be asked.

    A PBX that names nobody, and does not say either that there is no such call, is asked about the caller's phone as
    well: the guide lets it list calls that come in and go out, and says nothing of those inside.
    """
    with speaking_to(call.pbx, Errand.LOOK) as driver:
        try:
            report = driver.query(call.callid)
        except NoSuchCall as refusal:
            if refusal.code:
                raise
            report = CallReport(callid=call.callid, legs=())
        if report.legs or call.caller_kind != PartyChoice.EXTENSION:
            return report
        with suppress(Refused):
            others = driver.calls_of(call.caller)
            return next((other for other in others if other.callid == call.callid), report)
        return report


def over(call: Call) -> bool:
    """The PBX does not have the call (any more). Its CDR may still be on the way, so the first time we wait for it.

    False where it has not come, and nothing else says how the call ended.
    """
    now = timezone.now()
    if call.cdr_as or call.failed_as:
        lifecycle.end(call, verdict.outcome_of(verdict.facts_of(call, list(call.legs.all()))), source=Source.QUERY)
    elif Call.objects.filter(pk=call.pk, gone_at=None).update(gone_at=now):
        lifecycle.note(call, source=Source.QUERY, detail=_("The PBX does not have this call any more."))
    elif call.gone_at and now - call.gone_at > timedelta(seconds=settings.LOOK_AGAIN_SECONDS):
        outcome = verdict.outcome_of(verdict.facts_of(call, list(call.legs.all())))
        if outcome == Outcome.UNKNOWN:
            return False
        lifecycle.end(call, outcome, source=Source.SWEEPER)
    return True


def is_given_up(call: Call) -> bool:
    """Whether a call that the PBX tells us nothing about has been waited for long enough."""
    since = call.heard_at if call.callid else call.claimed_at
    return since is not None and timezone.now() - since > timedelta(seconds=settings.SILENT_SECONDS)


def _left(call: Call, there: tuple[LegReport, ...]) -> tuple[LegReport, ...]:
    """The telephones that the PBX no longer lists: after a transfer those that stayed behind, our own among them."""
    listed = {leg.channelid for leg in there}
    return tuple(
        LegReport(numbers=(leg.number,), channelid=leg.channelid, state=LegState.GONE)
        for leg in call.legs.all()
        if leg.has_channel and leg.channelid not in listed
    )
