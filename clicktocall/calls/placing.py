"""A click becomes a call: one row, one place in the queue, however often the click arrives."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from clicktocall.accounts.models import User
from clicktocall.calls import lifecycle, limits, tasks
from clicktocall.calls.models import Call, CallEvent
from clicktocall.numbering.dial_strings import dial_string
from clicktocall.numbering.parsing import Number, parse
from clicktocall.numbering.tel_links import number_from_link
from directory.models import Extension
from directory.search import whose

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a click asks for. `extension` may be empty: the user's default. `key` is the form's own."""

    to: str
    extension: str
    key: str


def place(user: User, wish: Wish) -> Call:
    """The call of this click: a new one, or the one that an earlier arrival of the same click has placed.

    Raises NotANumber (a sentence) for what cannot be dialled, and limits.Refusal.
    """
    extension = limits.phone_of(user, wish.extension)
    number = parse(number_from_link(wish.to), region=extension.pbx.region)
    earlier = _placed_before(user, wish, extension=extension, number=number)
    if earlier:
        return earlier
    limits.check(extension, number)
    call = _describe(user, wish, extension=extension, number=number)
    try:
        with transaction.atomic():
            call.save(force_insert=True)
            lifecycle.note(call, source=CallEvent.Source.USER, status=Call.Status.QUEUED)
            transaction.on_commit(partial(enqueue, call.pk))
    except IntegrityError:
        # The database has decided a race: the same click came twice, or the phone has got a call meanwhile.
        earlier = _placed_before(user, wish, extension=extension, number=number)
        if earlier:
            return earlier
        live = Call.objects.live().of(user).filter(extension=extension).first()
        raise limits.PhoneInUse(extension, live) from None
    log.info("call=%s pbx=%s step=place outcome=queued", call.pk, extension.pbx.name)
    return call


def enqueue(call_id: UUID) -> None:
    """Hand a queued call to the workers. Without a broker it stays queued, and the sweeper tries again."""
    try:
        tasks.dial.apply_async((str(call_id),), retry=False)
    except OperationalError as error:
        log.warning("call=%s step=enqueue outcome=no_broker error=%s", call_id, type(error).__name__)


def _placed_before(user: User, wish: Wish, *, extension: Extension, number: Number) -> Call | None:
    earlier = Call.objects.of(user).filter(key=wish.key).first()
    if earlier is None:
        return None
    if earlier.callee != _digits(extension, number) or earlier.extension_id != extension.pk:
        raise limits.FormUsedBefore
    return earlier


def _describe(user: User, wish: Wish, *, extension: Extension, number: Number) -> Call:
    contact = whose(number.e164 or number.digits)
    return Call(
        user=user,
        extension=extension,
        pbx=extension.pbx,
        key=wish.key,
        typed=wish.to[:100],
        e164=number.e164,
        contact=contact,
        contact_name=contact.name if contact else "",
        caller=extension.number,
        callee=_digits(extension, number),
        autoanswer=extension.autoanswer,
    )


def _digits(extension: Extension, number: Number) -> str:
    pbx = extension.pbx
    return dial_string(number, region=pbx.region, outside_prefix=pbx.outside_prefix)
