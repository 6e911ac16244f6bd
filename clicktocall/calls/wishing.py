"""The buttons of a call that goes on: hold, resume, transfer. Each wish is kept in the row and handed to a worker."""

from __future__ import annotations

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from clicktocall.audit.recording import What, record
from clicktocall.calls import controls, emergencies, lifecycle, limits, steering, tasks
from clicktocall.calls.callees import Callee, callee_of
from clicktocall.calls.limits import Refusal
from clicktocall.calls.models import Call, CallEvent
from clicktocall.numbering.formatting import national
from clicktocall.numbering.parsing import Number
from clicktocall.policies.targets import Target

Steer = Call.Steer

log = logging.getLogger(__name__)


class NotNow(Refusal):
    """It cannot be done with the call as it is. The text says why."""


class YourPhoneIsInIt(Refusal):
    def __str__(self) -> str:
        return _("This is the phone you are talking on. Choose another number to transfer to.")


class TheyAreOnIt(Refusal):
    def __str__(self) -> str:
        return _("This is the number you are talking to. Choose another number to transfer to.")


def hold(call: Call) -> None:
    """Raises NotNow."""
    if controls.held_leg(call.legs.all()) is None:
        _ask(call, Steer.HOLD)


def resume(call: Call) -> None:
    """Raises NotNow."""
    if controls.held_leg(call.legs.all()) is not None:
        _ask(call, Steer.RESUME)


class AskBeforeTransfer(Refusal):
    """The call would be sent on to an emergency number, and nobody has been asked yet."""

    def __init__(self, digits: str) -> None:
        super().__init__()
        self.digits = digits

    def __str__(self) -> str:
        return _("Nobody was transferred yet: %(digits)s is an emergency number. Confirm it first.") % {
            "digits": self.digits
        }


def target_of(call: Call, typed: str) -> Callee:
    """Whom a transfer would reach, without transferring anybody. Raises NotANumber or a Refusal with a sentence."""
    callee = callee_of(call.user, typed, pbx=call.pbx)
    _check_target(call, callee.number, callee.digits)
    limits.check(call.user, call.pbx, callee.number, plan=callee.plan)
    return callee


def transfer(call: Call, typed: str, *, sure_of: str = "", address: str = "") -> None:
    """Raises NotANumber or a Refusal, each with a sentence."""
    callee = callee_of(call.user, typed, pbx=call.pbx)
    number, digits = callee.number, callee.digits
    if call.transfer_to == digits and not call.steer_failed:
        return  # the second arrival of a click; by now the call may even have ended by the first
    _check_target(call, number, digits)
    target = _check_rules(call, callee, sure_of=sure_of, address=address)
    _ask(
        call,
        Steer.TRANSFER,
        transfer_to=digits,
        transfer_whom=callee.party.name or national(number, region=call.pbx.region),
        transfer_permission=(call.dial_permission or call.caller) if number.e164 else "",
        transfer_class=target.number_class,
        transfer_country=target.country,
    )


def _check_target(call: Call, number: Number, digits: str) -> None:
    if not number.e164 and digits == call.caller:
        raise YourPhoneIsInIt
    if digits == call.callee or (number.e164 and number.e164 == call.e164):
        raise TheyAreOnIt


def _check_rules(call: Call, callee: Callee, *, sure_of: str, address: str) -> Target:
    """Whom one may not call, one may not transfer anybody to. Raises limits.NotAllowed, and AskBeforeTransfer."""
    about = {"address": address, "call": str(call.pk), "via": "transfer"}
    number = callee.number
    subject = number.e164 or number.digits
    if sure_of != number.digits and emergencies.calls_for_help(number, call.pbx):
        record(What.DIAL_ASKED, user=call.user, subject=subject, **about)
        raise AskBeforeTransfer(number.digits)
    try:
        allowed = limits.check(call.user, call.pbx, number, plan=callee.plan)
        with transaction.atomic():
            limits.count(allowed, pbx_id=call.pbx_id)
    except limits.NotAllowed as refusal:
        kept = about | {"why": str(refusal)} | refusal.for_the_trail()
        record(What.DIAL_REFUSED, user=call.user, subject=subject, **kept)
        raise
    record(What.DIAL_ALLOWED, user=call.user, subject=subject, rule=allowed.rule, **about)
    return allowed.target


def _ask(call: Call, steer: Steer, **target: str) -> None:
    """Keep the wish, once: one UPDATE decides between two clicks, and the call must still be what it was.

    The second arrival of a click, and a click while another wish is on its way, change nothing.
    """
    if not controls.is_known_to_the_pbx(call, steer):
        raise NotNow(_("This PBX cannot do that from here. Use the keys of your phone."))
    reason = controls.why_not(call, call.legs.all(), steer)
    if reason:
        raise NotNow(reason)
    free = Call.objects.filter(
        pk=call.pk, status=Call.Status.TALKING, steer="", transferred_at=None, hang_up_requested_at=None
    )
    with transaction.atomic():
        if free.update(steer=steer, steer_asked_at=timezone.now(), steer_taken_at=None, steer_failed="", **target):
            detail = _asked_for(steer, target.get("transfer_whom", ""))
            lifecycle.note(call, source=CallEvent.Source.USER, detail=detail)
            transaction.on_commit(partial(_enqueue, call.pk))


def _asked_for(steer: Steer, whom: str) -> str:
    words = {Steer.HOLD: _("Hold"), Steer.RESUME: _("Resume"), Steer.TRANSFER: _("Transfer to %(target)s")}
    return words[steer] % {"target": whom}


def _enqueue(call_id: UUID) -> None:
    try:
        tasks.steer.apply_async((str(call_id),), retry=False)
    except OperationalError as error:
        log.warning("call=%s step=steer outcome=no_broker error=%s", call_id, type(error).__name__)
        steering.give_up(Call.objects.get(pk=call_id))
