"""A click becomes a call: one row, one place in the queue, however often the click arrives."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from clicktocall.accounts.models import User
from clicktocall.audit.models import Entry
from clicktocall.audit.recording import What, line, record
from clicktocall.calls import callers, dialing, emergencies, lifecycle, limits, making_way, pairing, phones, tasks
from clicktocall.calls.callees import Callee, callee_of
from clicktocall.calls.callers import Caller
from clicktocall.calls.models import Call
from clicktocall.statements import insert

TRIES = 5
"""More than clicks of one phone can come between at the same moment: a phone has one call at a time."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a click asks for. `extension` may be empty: the user's default. `key` is that of the form it was made in.

    `address` is the browser's, `via` where the button stood ("link": on the page of a phone link), for the audit trail.
    `autoanswer`: whether the phone shall go off-hook by itself; None: as it is set for that phone.
    `sure_of`: the emergency number that was confirmed. `meant`: the contact beside whose number the button stood.
    """

    to: str
    extension: str
    key: str
    address: str = ""
    via: str = ""
    autoanswer: bool | None = None
    sure_of: str = ""
    meant: int = 0


def place(user: User, wish: Wish) -> Call:
    """The call of this click: a new one, or the one that an earlier arrival of the same click has placed.

    Raises NotANumber (a sentence) for what cannot be dialled, and limits.Refusal.
    """
    try:
        return _place(user, wish)
    except emergencies.AskFirst:
        record(What.DIAL_ASKED, user=user, address=wish.address, subject=wish.to, phone=wish.extension, via=wish.via)
        raise
    except limits.Refusal as refusal:
        about = {"phone": wish.extension, "via": wish.via, "why": str(refusal)} | refusal.for_the_trail()
        record(What.DIAL_REFUSED, user=user, address=wish.address, subject=wish.to, **about)
        raise


def _place(user: User, wish: Wish) -> Call:
    caller = callers.chosen(user, wish.extension)
    callee = callee_of(user, wish.to, pbx=caller.pbx, meant=wish.meant)
    call = _describe(user, wish, caller, callee)
    try:
        permitting = pairing.check(caller, callee)
        allowed = limits.check(
            user, caller.pbx, callee.number, plan=callee.plan, caller_kind=caller.kind, rung_first=caller.e164
        )
        call.number_class, call.country = allowed.target.number_class, allowed.target.country
        call.caller_class = allowed.rung_first.number_class if allowed.rung_first else ""
        emergencies.ask_first(callee.number, permitting, sure_of=wish.sure_of)
        if not allowed.target.is_never_stopped:
            phones.refuse_unless_it_can_ring(call)  # which may be old news, and then costs a life
        if not _kept(call, wish, allowed):
            live = Call.objects.holding().of(user).of_caller(call).first()
            raise limits.PhoneInUse(call.caller, live, offers=phones.others(user, call.extension))
    except limits.Refusal:
        # Only where something says no is it asked whether this is the second arrival of a click.
        earlier = Call.objects.of(user).filter(key=call.key).first()
        if earlier is None:
            raise
        return earlier
    log.info("call=%s pbx=%s step=place outcome=queued", call.pk, call.pbx.name)
    return call


def _kept(call: Call, wish: Wish, allowed: limits.Allowed) -> bool:
    """Keep the call and queue it. The database decides the races: for each click one call, for each phone one live one.

    Without a broker no sweeper comes round: a click that was never sent does not keep its phone from the next one.
    An emergency call is kept from its phone by nothing, not even by a click that came in between.
    """
    if call.is_emergency:
        is_second = Call.objects.of(call.user).filter(key=call.key).exists()
        return not is_second and any(_insert(call, wish, allowed) for _try in range(TRIES))
    return _insert(call, wish, allowed) or (_expire_what_waited(call.user) and _insert(call, wish, allowed))


def _insert(call: Call, wish: Wish, allowed: limits.Allowed) -> bool:
    try:
        with transaction.atomic():
            if call.is_emergency:
                making_way.make_way_for(call)
            limits.count(allowed, pbx_id=call.pbx_id)
            insert(call, _line(call, wish, rule=allowed.rule))
            transaction.on_commit(partial(enqueue, call.pk))  # first of all: everything else can wait for it
            lifecycle.tell_pages(call)
    except IntegrityError:
        return False
    return True


def _line(call: Call, wish: Wish, *, rule: str) -> Entry:
    """What the audit trail says of it."""
    phone = f"{call.caller}@{call.pbx.name}"
    about = {"rule": rule, "phone": phone, "digits": call.callee, "via": wish.via, "call": str(call.pk)}
    subject = call.e164 or call.callee
    return line(What.DIAL_ALLOWED, user=call.user, address=wish.address, subject=subject, **about)


def enqueue(call_id: UUID) -> None:
    """Hand a queued call to the workers. Without a broker it stays queued, and the sweeper tries again."""
    try:
        tasks.dial.apply_async((str(call_id),), retry=False)
    except OperationalError as error:
        log.warning("call=%s step=enqueue outcome=no_broker error=%s", call_id, type(error).__name__)


def _expire_what_waited(user: User) -> bool:
    """Whether any click of theirs had waited for too long."""
    too_old = timezone.now() - timedelta(seconds=settings.DIAL_FRESH_SECONDS)
    waited = list(Call.objects.of(user).queued_before(too_old))
    for call in waited:
        dialing.expire(call)
    return bool(waited)


def _describe(user: User, wish: Wish, caller: Caller, callee: Callee) -> Call:
    """The call as it would be placed."""
    phone = caller.phone
    autoanswer = phone.autoanswer if phone and wish.autoanswer is None else bool(wish.autoanswer)
    return Call(
        user=user,
        extension=phone if caller.is_phone else None,
        pbx=caller.pbx,
        # A page has one form for all its numbers: the same click is the same form, the same phone and the same digits.
        key=f"{wish.key}/{caller.number}/{callee.digits}",
        typed=wish.to[:100],
        e164=callee.number.e164,
        contact=callee.party.contact,
        contact_name=callee.party.name,
        callee_kind=callee.party.kind,
        caller=caller.number,
        caller_kind=caller.kind,
        caller_name=caller.name,
        caller_e164=caller.e164,
        callee=callee.digits,
        autoanswer=autoanswer and caller.is_phone,
        dial_permission=phone.number if phone and not caller.is_phone else "",
    )
