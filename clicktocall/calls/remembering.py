"""The calls of a user as they are remembered: each under the name that its number has in the directory now."""

from __future__ import annotations

from dataclasses import replace

from clicktocall.accounts.models import User
from clicktocall.calls.models import Call
from clicktocall.calls.showing import ShownCall, show
from directory.search import whose_each


def recent_calls(user: User, *, limit: int) -> list[ShownCall]:
    """Newest first, in three queries. A number that nobody has any more keeps the name that it had."""
    calls = list(Call.objects.of(user).recent().select_related("pbx").prefetch_related("legs")[:limit])
    known = whose_each([call.e164 or call.callee for call in calls], user=user)
    shown = [(show(call), known.get(call.e164 or call.callee)) for call in calls]
    return [replace(one, whom=contact.name) if contact else one for one, contact in shown]
