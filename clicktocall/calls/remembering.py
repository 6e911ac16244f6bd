"""The calls of a user as they are remembered: each under the name that its number has in the directory now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from clicktocall.calls.showing import ShownCall, show
from clicktocall.numbering.formatting import national
from directory.models import Contact
from directory.search import whose_each

LOOKED_THROUGH = 40
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """Somebody who was called: `to` is what a click calls again, `contact` is None for who is not in the directory."""

    whom: str
    number: str
    to: str
    contact: Contact | None


def recently_called(user: User) -> list[Remembered]:
    """The last few numbers that `user` has called, each once, in two queries."""
    calls = list(Call.objects.of(user).recent().select_related("pbx")[:LOOKED_THROUGH])
    latest: dict[str, Call] = {}
    for call in calls:
        latest.setdefault(call.e164 or call.callee, call)
    chosen = dict(list(latest.items())[:SHOWN])
    known = _whose(chosen.values(), user=user)
    return [
        Remembered(
            whom=contact.name if contact else call.contact_name or national(to, region=call.pbx.region),
            number=national(to, region=call.pbx.region),
            to=to,
            contact=contact,
        )
        for (to, call), contact in zip(chosen.items(), known, strict=True)
    ]


def recent_calls(user: User, *, limit: int) -> list[ShownCall]:
    """Newest first, in three queries. A number that nobody has any more keeps the name that it had."""
    calls = list(Call.objects.of(user).recent().select_related("pbx").prefetch_related("legs")[:limit])
    return [_named(show(call), contact) for call, contact in zip(calls, _whose(calls, user=user), strict=True)]


def remembered(call: Call, *, by: User) -> ShownCall:
    """One call, under the name that its number has for `by`, who looks at it. One query more than `show`."""
    (contact,) = _whose([call], user=by)
    return _named(show(call), contact)


def _whose(calls: Collection[Call], *, user: User) -> list[Contact | None]:
    """For each call who has its number now: of several the one who was called, as long as they still have it."""
    having = whose_each([call.e164 or call.callee for call in calls], user=user)
    found = [(call.contact_id, having.get(call.e164 or call.callee, [])) for call in calls]
    return [next((one for one in them if one.pk == called), them[0] if them else None) for called, them in found]


def _named(shown: ShownCall, contact: Contact | None) -> ShownCall:
    return replace(shown, whom=contact.name, contact=contact) if contact else shown
