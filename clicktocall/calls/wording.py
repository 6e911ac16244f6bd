"""The words for the two ends of a call, and the sentences that depend on who is rung first and who is called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.calls.models import Call
from clicktocall.numbering.formatting import national
from directory.models import PartyChoice

GROUPS = frozenset({PartyChoice.QUEUE, PartyChoice.RING_GROUP})
OWN = frozenset({PartyChoice.EXTENSION, PartyChoice.EXTERNAL})
"""The kinds of caller of which the user is one end of the call."""


class Moment(Enum):
    """What a sentence is said of."""

    ASKED = auto()
    TAKEN = auto()
    RINGS = auto()
    LIFTED = auto()
    RINGS_OR_LIFTED = auto()
    """The PBX has begun with its word for ringback: whether that means as much already is not documented."""
    TALKING = auto()
    HELD = auto()
    LEFT = auto()
    """The caller's side is out of a call in which the other side still is."""
    TALKED = auto()
    NOT_LIFTED = auto()
    NOT_RUNG = auto()


Sentences = Mapping[Moment, Promise]

FROM_YOUR_PHONE: Sentences = MappingProxyType(
    {
        Moment.ASKED: gettext_lazy("Asking the PBX to ring your phone %(phone)s."),
        Moment.TAKEN: gettext_lazy("The PBX has taken the call. Your phone %(phone)s will ring."),
        Moment.RINGS: gettext_lazy("Your phone %(phone)s rings. Lift it and we call %(whom)s."),
        Moment.LIFTED: gettext_lazy("You have lifted. Calling %(whom)s …"),
        Moment.RINGS_OR_LIFTED: gettext_lazy(
            "The PBX connects your phone %(phone)s with %(whom)s. If your phone rings, lift it."
        ),
        Moment.TALKING: gettext_lazy("You are talking to %(whom)s."),
        Moment.HELD: gettext_lazy("On hold. Your phone waits for %(whom)s."),
        Moment.LEFT: gettext_lazy("The PBX says that your phone %(phone)s has left the call with %(whom)s."),
        Moment.TALKED: gettext_lazy("The call with %(whom)s has ended. You talked for %(talked)s."),
        Moment.NOT_LIFTED: gettext_lazy("Your phone %(phone)s was not picked up, so %(whom)s was not called."),
        Moment.NOT_RUNG: gettext_lazy(
            "Your phone %(phone)s could not be rung, so %(whom)s was not called. Look at your phone."
        ),
    }
)
FROM_YOUR_OWN_NUMBER: Sentences = MappingProxyType(
    {
        **FROM_YOUR_PHONE,
        Moment.ASKED: gettext_lazy("Asking the PBX to call you on %(phone)s."),
        Moment.TAKEN: gettext_lazy("The PBX has taken the call. It calls you on %(phone)s first."),
        Moment.RINGS: gettext_lazy("We call you on %(phone)s. Answer it and we call %(whom)s."),
        Moment.LIFTED: gettext_lazy("You have answered. Calling %(whom)s …"),
        Moment.RINGS_OR_LIFTED: gettext_lazy(
            "The PBX connects you on %(phone)s with %(whom)s. If you are called, answer it."
        ),
        Moment.NOT_LIFTED: gettext_lazy("You did not answer on %(phone)s, so %(whom)s was not called."),
        Moment.NOT_RUNG: gettext_lazy(
            "You could not be called on %(phone)s, so %(whom)s was not called. Choose one of your phones."
        ),
    }
)
FROM_A_GROUP: Sentences = MappingProxyType(
    {
        Moment.ASKED: gettext_lazy("Asking the PBX to ring %(caller)s."),
        Moment.TAKEN: gettext_lazy("The first free agent of %(caller)s is rung, then %(whom)s."),
        Moment.RINGS: gettext_lazy("The first free agent of %(caller)s is rung, then %(whom)s."),
        Moment.LIFTED: gettext_lazy("%(caller)s has lifted. Calling %(whom)s …"),
        Moment.RINGS_OR_LIFTED: gettext_lazy("The PBX connects %(caller)s with %(whom)s."),
        Moment.TALKING: gettext_lazy("%(caller)s is talking to %(whom)s."),
        Moment.HELD: gettext_lazy("On hold. %(caller)s waits for %(whom)s."),
        Moment.LEFT: gettext_lazy("The PBX says that %(caller)s has left the call with %(whom)s."),
        Moment.TALKED: gettext_lazy("The call of %(caller)s with %(whom)s has ended. They talked for %(talked)s."),
        Moment.NOT_LIFTED: gettext_lazy("Nobody of %(caller)s was free or picked up, so %(whom)s was not called."),
        Moment.NOT_RUNG: gettext_lazy("%(caller)s could not be rung, so %(whom)s was not called. Try again later."),
    }
)
FROM_A_MENU: Sentences = MappingProxyType(
    {
        **FROM_A_GROUP,
        Moment.ASKED: gettext_lazy("Asking the PBX to have %(caller)s call %(whom)s."),
        Moment.TAKEN: gettext_lazy("%(caller)s will call %(whom)s."),
        Moment.RINGS: gettext_lazy("%(caller)s will call %(whom)s."),
        Moment.LIFTED: gettext_lazy("%(caller)s is calling %(whom)s …"),
        Moment.TALKING: gettext_lazy("%(whom)s has answered and hears %(caller)s."),
        Moment.TALKED: gettext_lazy("The call of %(caller)s with %(whom)s has ended. It took %(talked)s."),
        Moment.NOT_LIFTED: gettext_lazy("%(caller)s did not begin, so %(whom)s was not called."),
    }
)
BY_CALLER: Mapping[str, Sentences] = MappingProxyType(
    {
        PartyChoice.EXTERNAL: FROM_YOUR_OWN_NUMBER,
        PartyChoice.QUEUE: FROM_A_GROUP,
        PartyChoice.RING_GROUP: FROM_A_GROUP,
        PartyChoice.IVR: FROM_A_MENU,
    }
)
BY_CALLEE: Mapping[str, Sentences] = MappingProxyType(
    {
        PartyChoice.PAGING_GROUP: {
            Moment.TALKING: gettext_lazy("You are heard by %(whom)s. Speak now."),
            Moment.TALKED: gettext_lazy("Your announcement to %(whom)s has ended. It took %(talked)s."),
        },
        PartyChoice.CONFERENCE: {
            Moment.TALKING: gettext_lazy("You are in %(whom)s."),
            Moment.TALKED: gettext_lazy("You have left %(whom)s. You were there for %(talked)s."),
        },
        PartyChoice.IVR: {
            Moment.TALKING: gettext_lazy("You are connected with %(whom)s."),
            Moment.TALKED: gettext_lazy("You have left %(whom)s. You were connected for %(talked)s."),
        },
    }
)
NAMED: Mapping[str, Promise] = MappingProxyType(
    {
        PartyChoice.IVR: gettext_lazy("the %(name)s voice menu"),
        PartyChoice.RING_GROUP: gettext_lazy("the %(name)s group"),
        PartyChoice.QUEUE: gettext_lazy("the %(name)s queue"),
        PartyChoice.PAGING_GROUP: gettext_lazy("the %(name)s paging group"),
        PartyChoice.CONFERENCE: gettext_lazy("the %(name)s conference room"),
    }
)


def said(call: Call, moment: Moment) -> str:
    """The sentence for that moment of this call, with places for `words`."""
    of_callee = BY_CALLEE.get(call.callee_kind, {}) if call.caller_kind == PartyChoice.EXTENSION else {}
    sentences = BY_CALLER.get(call.caller_kind, FROM_YOUR_PHONE)
    return str(of_callee.get(moment) or sentences[moment])


def words(call: Call) -> dict[str, str]:
    """What fills the places of every sentence."""
    return {
        "whom": whom(call),
        "phone": phone(call),
        "caller": named(call.caller_name or call.caller, call.caller_kind),
        "target": call.transfer_whom,
    }


def whom(call: Call) -> str:
    """Who is called, inside a sentence: a name, "the Support queue", else the number."""
    if call.contact_name:
        return named(call.contact_name, call.callee_kind)
    return national(call.e164 or call.callee, region=call.pbx.region)


def named(name: str, kind: str) -> str:
    """ "Support" and a queue: the Support queue. A name that says so itself stays as it is."""
    if kind not in NAMED:
        return name
    phrase = str(NAMED[kind]) % {"name": name}
    return name if phrase.split()[-1].casefold() in name.casefold() else phrase


def phone(call: Call) -> str:
    """What is rung first, as people here read its number."""
    return national(call.caller_e164, region=call.pbx.region) if call.caller_e164 else call.caller


def caller_end(call: Call) -> str:
    """The end that is rung first, as the name of one side of the call."""
    if call.caller_kind == PartyChoice.EXTENSION:
        return _("Your phone %(phone)s") % {"phone": call.caller}
    if call.caller_kind == PartyChoice.EXTERNAL:
        return _("You on %(phone)s") % {"phone": phone(call)}
    return capitalised(words(call)["caller"])


def outcome(call: Call) -> str:
    """How it ended, in a word or two."""
    if call.outcome == Call.Outcome.CALLER_NO_ANSWER and call.caller_kind not in OWN:
        return _("nobody picked up")
    return call.get_outcome_display() if call.outcome else call.get_status_display()


def status_words(call: Call, status: str) -> str:
    """A step of the call: that somebody else's phone rings first is not "your phone is ringing"."""
    if status == Call.Status.RINGING_CALLER and call.caller_kind not in OWN:
        return _("%(caller)s is being rung") % words(call)
    return str(Call.Status(status).label)


def capitalised(sentence: str) -> str:
    """Some sentences begin with the name of a queue or group, which has a small letter in front."""
    return sentence[:1].upper() + sentence[1:]
