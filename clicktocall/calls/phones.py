"""My own phones: what each does now, whether a call can begin there, and which others could take its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.calls import limits
from clicktocall.calls.models import Call
from clicktocall.pbx import presence, silence
from clicktocall.pbx.drivers.reports import PhoneState
from clicktocall.pbx.models import Pbx
from directory.models import Extension
from directory.phones import phones_of

SIGNER = signing.TimestampSigner(salt="calls.phones")
SEEN_FOR = timedelta(seconds=30)
"""After so long a page that asks what its phones do is asked itself whose it is."""


class PbxSilent(limits.Refusal):
    """The PBX of the phone that would ring first has not answered for a while."""

    def __init__(self, pbx: Pbx, *, offers: Sequence[Extension]) -> None:
        super().__init__()
        self.pbx = pbx
        self.offers = offers

    def __str__(self) -> str:
        return silence.sentence(self.pbx)


class PhoneCannotRing(limits.Refusal):
    """The PBX says of the phone that would ring first that it is busy or offline."""

    def __init__(self, phone: str, state: PhoneState, *, offers: Sequence[Extension]) -> None:
        super().__init__()
        self.phone = phone
        self.state = state
        self.offers = offers

    def __str__(self) -> str:
        sentences = {
            PhoneState.OFFLINE: _(
                "Phone %(phone)s is offline, so it cannot ring. See that it is plugged in and switched on, "
                "then call again."
            ),
            PhoneState.RINGING: _("Phone %(phone)s is ringing. Answer or decline that call first, then call again."),
        }
        busy = _("Phone %(phone)s is busy. Hang up there first, then call again.")
        return sentences.get(self.state, busy) % {"phone": self.phone}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhone:
    """A phone as the switch shows it. `state` names the style and is empty where nobody knows."""

    value: str
    label: str
    state: str


def shown(phones: Iterable[Extension]) -> list[ShownPhone]:
    """What the PBX has said lately of each; from now on it is asked for a while. Costs no query."""
    return _shown({str(phone): _key(phone) for phone in phones})


def seen(user: User) -> str:
    """Names the phones of `user` to a page, signed: with it the page may ask for a while what they do."""
    phones = {str(phone): _key(phone) for phone in phones_of(user)}
    return SIGNER.sign_object(phones)


def shown_again(seen: str) -> list[ShownPhone] | None:
    """What those phones do now, without any query; None if it is time to ask whose page it is."""
    try:
        phones = SIGNER.unsign_object(seen, max_age=SEEN_FOR)
    except signing.BadSignature:
        return None
    return _shown({value: (pbx_pk, number) for value, (pbx_pk, number) in phones.items()})


def refuse_unless_it_can_ring(call: Call) -> None:
    """Raises a Refusal where the PBX does not answer, or has said lately that the phone of a new call cannot ring.

    What nobody knows stops no call. Costs no query unless there is something to refuse.
    """
    user, phone = call.user, call.extension
    if call.pbx.is_silent:
        raise PbxSilent(call.pbx, offers=others(user, phone))
    if phone is None:
        return  # a queue, a menu, a phone outside: nobody says of them what they do
    said = presence.known([_key(phone)]).get(_key(phone))
    if said is None or said.can_ring:
        return
    if said.state is not PhoneState.OFFLINE:
        calls = Call.objects.of(user).filter(extension=phone)
        live = calls.live().first()
        if live is not None:
            raise limits.PhoneInUse(phone.number, live, offers=others(user, phone))
        if calls.filter(ended_at__gte=said.at).exists():
            return  # it was busy with our own call, which has ended since
    raise PhoneCannotRing(phone.number, said.state, offers=others(user, phone))


def others(user: User, phone: Extension | None) -> list[Extension]:
    """The other phones of `user` from which a call could begin now, as far as anybody knows."""
    in_use = Call.objects.holding().of(user).exclude(extension=None).values("extension")
    free = Extension.objects.of(user).exclude(pk__in=in_use)
    found = [other for other in free if other != phone and not other.pbx.is_silent]
    said = presence.known(map(_key, found))
    return [other for other in found if _key(other) not in said or said[_key(other)].can_ring]


def named(phone: Extension, among: Iterable[Extension]) -> str:
    """The phone's number; with its PBX, where those phones are on several: a number may be given on each of them."""
    return _named(str(phone), (_key(other) for other in among))


def _named(value: str, among: Iterable[presence.Phone]) -> str:
    number, _at, pbx = value.partition("@")
    if len({pbx_pk for pbx_pk, _number in among}) < 2:
        return number
    return _("%(number)s on %(pbx)s") % {"number": number, "pbx": pbx}


def _key(phone: Extension) -> presence.Phone:
    return phone.pbx_id, phone.number


def _shown(phones: Mapping[str, presence.Phone]) -> list[ShownPhone]:
    """`phones`: what the form sends for each, and its key."""
    if not phones:
        return []
    presence.want(pbx_pk for pbx_pk, _number in phones.values())
    said = presence.known(phones.values())
    words = {
        PhoneState.FREE: _("idle"),
        PhoneState.RINGING: _("rings"),
        PhoneState.BUSY: _("busy"),
        PhoneState.OFFLINE: _("offline"),
    }
    return [
        ShownPhone(
            value=value,
            label=" · ".join([_named(value, phones.values()), *([words[said[key].state]] if key in said else [])]),
            state=said[key].state.value if key in said else "",
        )
        for value, key in phones.items()
    ]
