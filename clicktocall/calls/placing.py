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
from clicktocall.audit.recording import What, record
from clicktocall.calls import dialing, emergencies, lifecycle, limits, phones, tasks
from clicktocall.calls.models import Call, CallEvent
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.parsing import read
from clicktocall.numbering.tel_links import number_from_link
from directory.search import whose

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a click asks for. `extension` may be empty: the user's default. `key` is that of the form it was made in.

    `address` is the browser's, `via` where the button stood ("link": on the page of a phone link), for the audit trail.
    `autoanswer`: whether the phone shall go off-hook by itself; None: as it is set for that phone.
    `sure_of`: the emergency number that was confirmed.
    """

    to: str
    extension: str
    key: str
    address: str = ""
    via: str = ""
    autoanswer: bool | None = None
    sure_of: str = ""


def place(user: User, wish: Wish) -> Call:
    """The call of this click: a new one, or the one that an earlier arrival of the same click has placed.

    Raises NotANumber (a sentence) for what cannot be dialled, and limits.Refusal.
    """
    try:
        return _place(user, wish)
    except limits.Refusal as refusal:
        about = {"phone": wish.extension, "via": wish.via, "why": str(refusal)} | refusal.for_the_trail()
        record(What.DIAL_REFUSED, user=user, address=wish.address, subject=wish.to, **about)
        raise


def _place(user: User, wish: Wish) -> Call:
    call = _describe(user, wish)
    earlier = Call.objects.of(user).filter(key=call.key).first()
    if earlier:
        return earlier
    phones.refuse_unless_it_can_ring(call)
    _expire_what_waited(user)
    try:
        with transaction.atomic():
            call.save(force_insert=True)
            lifecycle.note(call, source=CallEvent.Source.USER, status=Call.Status.QUEUED)
            _record(call, wish)
            transaction.on_commit(partial(enqueue, call.pk))
    except IntegrityError:
        # The database has decided a race: the same click came twice, or the phone has got a call meanwhile.
        earlier = Call.objects.of(user).filter(key=call.key).first()
        if earlier:
            return earlier
        live = Call.objects.live().of(user).filter(extension=call.extension).first()
        raise limits.PhoneInUse(call.caller, live, offers=phones.others(user, call.extension)) from None
    log.info("call=%s pbx=%s step=place outcome=queued", call.pk, call.pbx.name)
    return call


def _record(call: Call, wish: Wish) -> None:
    about = {"phone": str(call.extension), "digits": call.callee, "via": wish.via, "call": str(call.pk)}
    subject = call.e164 or call.callee
    record(What.DIAL_ALLOWED, user=call.user, address=wish.address, subject=subject, **about)


def enqueue(call_id: UUID) -> None:
    """Hand a queued call to the workers. Without a broker it stays queued, and the sweeper tries again."""
    try:
        tasks.dial.apply_async((str(call_id),), retry=False)
    except OperationalError as error:
        log.warning("call=%s step=enqueue outcome=no_broker error=%s", call_id, type(error).__name__)


def _expire_what_waited(user: User) -> None:
    """Without a broker no sweeper comes round: a click that was never sent must not keep its phone from the next."""
    too_old = timezone.now() - timedelta(seconds=settings.DIAL_FRESH_SECONDS)
    for call in Call.objects.of(user).queued_before(too_old):
        dialing.expire(call)


def _describe(user: User, wish: Wish) -> Call:
    """The call as it would be placed. Raises NotANumber and limits.Refusal."""
    extension = limits.phone_of(user, wish.extension)
    pbx = extension.pbx
    plan = pbx.numbering_plan()
    number = read(number_from_link(wish.to), plan)
    target = limits.check(extension, number)
    emergencies.ask_first(number, extension, sure_of=wish.sure_of)
    digits = dial_string(number, plan).digits
    contact = whose(number.e164 or number.digits, user=user)
    return Call(
        user=user,
        extension=extension,
        pbx=pbx,
        # A page has one form for all its numbers: the same click is the same form, the same phone and the same digits.
        key=f"{wish.key}/{extension.number}/{digits}",
        typed=wish.to[:100],
        e164=number.e164,
        number_class=target.number_class,
        country=target.country,
        contact=contact,
        contact_name=contact.name if contact else "",
        caller=extension.number,
        callee=digits,
        autoanswer=extension.autoanswer if wish.autoanswer is None else wish.autoanswer,
    )
