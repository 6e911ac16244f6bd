"""Who may call whom with call/dial, checked before anything rings."""

from __future__ import annotations

from clicktocall.pbxsim.calls import Order
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.office import Kind, Office, unknown_number

ONLY_TO_OUTSIDE = frozenset({Kind.IVR, Kind.RING_GROUP, Kind.QUEUE, Kind.OUTSIDE})


def check(order: Order, office: Office) -> None:
    """Raises Refused for a pair that the PBX does not connect, or that the dial permission does not cover.

    An extension may call everything, itself excepted. IVR, ring group, queue and an outside number may only call
    outside, and want the permission of an extension for it. The rest cannot call.
    Source: S-Series API 2.0.0, call/dial.
    """
    if not order.caller or not order.callee:
        raise Refused(Errno.BLANK_NUMBER)
    caller = office.kind(order.caller)
    if caller is None:
        raise Refused(unknown_number(order.caller, otherwise=Errno.NO_SUCH_EXTENSION))
    if caller is not Kind.EXTENSION and caller not in ONLY_TO_OUTSIDE:
        raise Refused(Errno.NO_SUCH_EXTENSION)
    callee = _kind_of_callee(order.callee, office)
    if order.caller == order.callee or (caller in ONLY_TO_OUTSIDE and callee is not Kind.OUTSIDE):
        raise Refused(Errno.CALLEE_NOT_ACCEPTABLE)
    if callee is Kind.OUTSIDE:
        check_permission(order.caller if caller is Kind.EXTENSION else order.dial_permission, office)


def check_permission(extension: str, office: Office) -> None:
    if not extension:
        raise Refused(Errno.MISSING_PARAMETER)
    if extension not in office.phones:
        raise Refused(Errno.NO_SUCH_EXTENSION)
    if not office.phones[extension].may_call_out:
        raise Refused(Errno.NO_OUTBOUND_PERMISSION)


def check_transfer(number: str, dial_permission: str, office: Office) -> None:
    """The same for the number that somebody is transferred to: outside it wants an extension's permission."""
    if not number:
        raise Refused(Errno.BLANK_NUMBER)
    if _kind_of_callee(number, office) is Kind.OUTSIDE:
        check_permission(dial_permission, office)


def _kind_of_callee(number: str, office: Office) -> Kind:
    kind = office.kind(number)
    if kind is None:
        raise Refused(unknown_number(number, otherwise=Errno.NO_SUCH_CALLEE))
    return kind
