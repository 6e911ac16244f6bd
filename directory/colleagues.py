"""Colleagues: users with an extension stand in the directory by themselves, each with what their phone does now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic

from django.core import signing
from django.utils.translation import gettext as _

from clicktocall.pbx import presence
from clicktocall.pbx.drivers.reports import PhoneState
from directory.folding import fold, fold_spelled_out
from directory.listing import Listed
from directory.models import Extension

REMEMBERED_SECONDS = 30
"""So long a new colleague may be missing. Every letter of a search asks for them, and must not cost a query; nor a
question to the cache, which would have thousands of them to unpack."""
MOST = 5000
SHOWN = 12
SIGNER = signing.Signer(salt="directory.colleagues")
MOST_ASKED = 40
"""Phones of colleagues of which one page asks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What a phone does: `state` names the style, `words` is what people read; both are empty where nobody knows.

    With `mark`, which is signed, a page that has shown it asks again what it does.
    """

    mark: str
    state: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """`pbx` is the name of theirs, where the user has phones on several."""

    name: str
    number: str
    to: str
    does: Doing
    pbx: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A phone of somebody, as the cache keeps it."""

    user_pk: int
    name: str
    words: str
    number: str
    pbx_pk: int
    pbx_name: str


_remembered: dict[int, tuple[float, list[_Line]]] = {}
"""Of each PBX until when, as this process has read them."""


def forget() -> None:
    """Ask again at the next letter."""
    _remembered.clear()


def colleagues(
    query: str, *, of: int, phones: Sequence[Extension], besides: Iterable[Listed] = (), limit: int = SHOWN
) -> list[Colleague]:
    """Whom `query` means among those on the PBXs of `phones`, without the user whose key is `of`; each once, by name.

    Who has a phone on several of them is shown with that on the PBX of the first of `phones`: the one chosen. Who has
    an internal number that one of the contacts `besides` has is there already. No query, as a rule.
    """
    pieces = fold(query).split()
    known = {number.digits for contact in besides for number in contact.numbers if not number.e164}
    pbxs = dict.fromkeys(phone.pbx_id for phone in phones)
    lines = _lines(pbxs)
    there = {line.user_pk for line in lines if line.number in known} | {of}
    found: dict[int, _Line] = {}
    for line in lines:
        if line.user_pk not in there and _is_meant(line, pieces):
            found.setdefault(line.user_pk, line)
    chosen = sorted(found.values(), key=lambda line: (line.words, line.user_pk))[:limit]
    states = presence.known((line.pbx_pk, line.number) for line in chosen)
    said = [(line, states.get((line.pbx_pk, line.number))) for line in chosen]
    return [_shown(line, state, names_pbx=len(pbxs) > 1) for line, state in said]


def _lines(pbx_pks: Iterable[int]) -> list[_Line]:
    """The phones of all users on those PBXs, PBX by PBX, the default one of each user first."""
    return [line for pbx_pk in pbx_pks for line in _lines_on(pbx_pk)]


def _lines_on(pbx_pk: int) -> list[_Line]:
    until, lines = _remembered.get(pbx_pk, (0.0, []))
    if monotonic() >= until:
        lines = _read(pbx_pk)
        _remembered[pbx_pk] = monotonic() + REMEMBERED_SECONDS, lines
    return lines


def _read(pbx_pk: int) -> list[_Line]:
    phones = Extension.objects.filter(pbx=pbx_pk, pbx__is_active=True, user__is_active=True)
    return [
        _Line(
            user_pk=phone.user_id,
            name=str(phone.user),
            words=f"{fold(str(phone.user))} {fold_spelled_out(str(phone.user))}",
            number=phone.number,
            pbx_pk=pbx_pk,
            pbx_name=phone.pbx.name,
        )
        for phone in phones.select_related("user", "pbx").order_by("-is_default", "number")[:MOST]
    ]


def _is_meant(line: _Line, pieces: list[str]) -> bool:
    """Every word stands in the name, or begins the number."""
    return all(piece in line.words or line.number.startswith(piece) for piece in pieces)


def _shown(line: _Line, said: presence.Known | None, *, names_pbx: bool) -> Colleague:
    return Colleague(
        name=line.name,
        number=line.number,
        to=f"{line.number}@{line.pbx_name}",
        does=_doing((line.pbx_pk, line.number), said),
        pbx=line.pbx_name if names_pbx else "",
    )


def doing_now(marks: Iterable[str]) -> list[Doing]:
    """What the phones of these marks do now, without any query; marks that are not ours are passed over."""
    phones = [phone for mark in islice(marks, MOST_ASKED) if (phone := _marked(mark))]
    said = presence.known(phones)
    return [_doing(phone, said.get(phone)) for phone in phones]


def _marked(mark: str) -> presence.Phone | None:
    try:
        pbx_pk, _blank, number = SIGNER.unsign(mark).partition(" ")
    except signing.BadSignature:
        return None
    return int(pbx_pk), number


def _doing(phone: presence.Phone, said: presence.Known | None) -> Doing:
    words = {
        PhoneState.FREE: _("free"),
        PhoneState.RINGING: _("phone rings"),
        PhoneState.BUSY: _("on the phone"),
        PhoneState.OFFLINE: _("phone offline"),
    }
    state = said.state if said else PhoneState.UNKNOWN
    is_known = state in words
    mark = SIGNER.sign(f"{phone[0]} {phone[1]}")
    return Doing(mark=mark, state=state.value if is_known else "", words=words[state] if is_known else "")
