"""Whether a PBX connects this caller with this callee, checked before anything is sent: a sentence per broken rule."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clicktocall.calls.callees import Callee
from clicktocall.calls.callers import Caller
from clicktocall.calls.limits import Refusal, YourOwnPhone
from clicktocall.pbx.drivers import driver_class
from clicktocall.pbx.drivers.parties import Pairs
from directory.models import Extension, PartyChoice


class CannotCall(Refusal):
    """Nothing of that kind can be rung first."""

    def __init__(self, caller: Caller) -> None:
        super().__init__()
        self.caller = caller

    def __str__(self) -> str:
        words = {"caller": self.caller.shown, "kind": self.caller.kind_words}
        return _("%(caller)s (%(kind)s) can be called, but cannot call. Choose one of your phones.") % words


class NotConnected(Refusal):
    """The PBX does not connect these two kinds."""

    def __init__(self, caller: Caller, callee: Callee) -> None:
        super().__init__()
        self.caller = caller
        self.callee = callee

    def __str__(self) -> str:
        party = self.callee.party
        words = {
            "caller": self.caller.shown,
            "callee": party.name or self.callee.digits,
            "from": self.caller.kind_words,
            "to": PartyChoice(party.kind).label,
        }
        return (
            _(
                "The PBX does not connect %(caller)s (%(from)s) with %(callee)s (%(to)s). "
                "Choose one of your phones to call there."
            )
            % words
        )


class NoDialPermission(Refusal):
    """Whatever is no extension calls out with the permission of one."""

    def __init__(self, caller: Caller) -> None:
        super().__init__()
        self.caller = caller

    def __str__(self) -> str:
        words = {"caller": self.caller.shown}
        return (
            _("%(caller)s can only call with the permission of an extension of yours. Ask your administrator for one.")
            % words
        )


def check(caller: Caller, callee: Callee) -> Extension:
    """The extension whose right to call out applies. Which kinds a PBX connects, its driver says.

    Raises a Refusal for a pair that the caller's PBX does not connect, or that would lack a dial permission.
    Source: Yeastar S-Series API 2.0.0, call/dial: `dialpermission` is wanted when the caller is no extension.
    """
    connects: Pairs = driver_class(caller.pbx.kind).connects
    if caller.kind not in connects:
        raise CannotCall(caller)
    if callee.party.kind not in connects[caller.kind]:
        raise NotConnected(caller, callee)
    if callee.digits == caller.number or (caller.e164 and callee.number.e164 == caller.e164):
        raise YourOwnPhone
    if caller.phone is None:
        raise NoDialPermission(caller)
    return caller.phone
