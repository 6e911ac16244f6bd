"""What each message of a PBX asks of the calls and writes of them, by statements that are written once."""

from __future__ import annotations

from functools import cache

from django.db.models import BigIntegerField, CharField, UUIDField

from clicktocall.calls.models import Call, CallQuerySet, Leg
from clicktocall.pbx.models import Pbx
from clicktocall.statements import Change, Given, Statement, givens


def _known_as() -> CallQuerySet:
    return Call.objects.known_as(Given("pbx", BigIntegerField()), Given("callid", CharField()))[:1]


_KNOWN = Statement(_known_as)
_HELD = Statement(lambda: _known_as().select_for_update())
_LEGS = Statement(lambda: Leg.objects.filter(call=Given("call", UUIDField())))


def known_as(pbx: Pbx, callid: str, *, held: bool = False) -> Call | None:
    """The call of that callid that goes on or came last. `held`: against others until the transaction ends."""
    found = (_HELD if held else _KNOWN).run(pbx=pbx.pk, callid=callid)
    return found[0] if found else None


def telephones_of(call: Call) -> list[Leg]:
    """All telephones of `call`, as the rows have them now."""
    return _LEGS.run(call=call.pk)


def write(call: Call, **values: object) -> None:
    """Keep what became known of `call`. Its status is moved by `lifecycle` alone."""
    _change(tuple(values)).run(pk=call.pk, **values)


@cache
def _change(names: tuple[str, ...]) -> Change[Call]:
    return Change(lambda: Call.objects.filter(pk=Given("pk", UUIDField())), **givens(Call, names))
