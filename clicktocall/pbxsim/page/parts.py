"""The parts of the page as HTML. Whatever comes from outside is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NewType

from clicktocall.pbxsim.delivery import Delivery
from clicktocall.pbxsim.office import Office
from clicktocall.pbxsim.pbx import PhoneView
from clicktocall.pbxsim.scripts import BEHAVIOURS, ENDINGS

HtmlText = NewType("HtmlText", str)

RECEIVER = (
    '<svg class="receiver" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">'
    '<path d="M12 8.2c3 0 5.6.3 7.9 1 1.1.3 1.8 1.3 1.8 2.4v1.9c0 .9-.8 1.6-1.7 1.4l-3-.6c-.7-.1-1.2-.7-1.2-1.4v-1.3'
    "c-1.2-.3-2.5-.4-3.8-.4s-2.6.1-3.8.4v1.3c0 .7-.5 1.3-1.2 1.4l-3 .6c-.9.2-1.7-.5-1.7-1.4v-1.9c0-1.1.7-2.1 1.8-2.4"
    ' 2.3-.7 4.9-1 7.9-1z"/></svg>'
)
BUTTONS: dict[str, tuple[tuple[str, str], ...]] = {
    "free": (),
    "ringing": (("pick-up", "Pick up"), ("hang-up", "Reject")),
    "calling": (("hang-up", "Hang up"),),
    "talking": (("hang-up", "Hang up"),),
    "held": (("hang-up", "Hang up"),),
    "off hook": (("hang-up", "Put it down"),),
    "unplugged": (),
}
QUIET_BUTTONS: dict[str, tuple[tuple[str, str], ...]] = {
    "free": (("busy", "Make busy"), ("offline", "Unplug")),
    "unplugged": (("online", "Plug it in"),),
}


def back_link(app_url: str) -> HtmlText:
    if not app_url:
        return HtmlText("")
    return HtmlText(
        f'<a class="back" href="{escape(app_url)}"><span aria-hidden="true">←</span> Back to Click to Call</a>'
    )


def phone_list(phones: Iterable[PhoneView]) -> HtmlText:
    return HtmlText(f'<ul class="phones" id="phones">{"".join(_phone(phone) for phone in phones)}</ul>')


def _phone(phone: PhoneView) -> str:
    """A card. `data-look` says all that the script compares; only the elapsed time changes without it."""
    look = escape(f"{phone.doing} {phone.callid} {phone.others} {phone.is_caller}")
    notes = ["do not disturb"] * phone.dnd + ["may not call outside"] * (not phone.may_call_out)
    number = " · ".join([escape(phone.number), *notes])
    time = "" if not phone.callid else f'<span class="elapsed">{_clock(phone.seconds)}</span>'
    return (
        f'<li class="phone" id="phone-{escape(phone.number)}" data-doing="{phone.doing}" data-look="{look}">'
        f'<div class="who"><span class="set">{RECEIVER}</span>'
        f'<h3><span class="number">{number}</span> <span class="name">{escape(phone.name)}</span></h3>'
        f'{time}</div><p class="state">{_state(phone)}</p>' + _buttons(phone) + "</li>"
    )


def _state(phone: PhoneView) -> str:
    others = f"<b>{escape(phone.others)}</b>"
    if phone.doing == "ringing":
        return f"Ringing. Pick up to call {others}." if phone.is_caller else f"Ringing: call from {others}."
    return {
        "free": "Free.",
        "calling": f"Waiting for {others} to answer.",
        "talking": f"In a call with {others}.",
        "held": f"On hold, with {others}.",
        "off hook": "Busy: the receiver is off the hook.",
        "unplugged": "Unplugged.",
    }[phone.doing]


def _buttons(phone: PhoneView) -> str:
    buttons = [(verb, text, verb) for verb, text in BUTTONS[phone.doing]]
    buttons += [(verb, text, "quiet") for verb, text in QUIET_BUTTONS.get(phone.doing, ())]
    who = escape(f"{phone.number} {phone.name}")
    forms = [
        f'<form method="post" action="/sim/phones/{escape(phone.number)}/{verb}">'
        f'<button class="{look}" aria-label="{text}: {who}">{text}</button></form>'
        for verb, text, look in buttons
    ]
    return f'<div class="buttons">{"".join(forms)}</div>'


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def event_list(events: Sequence[Delivery]) -> HtmlText:
    """The newest first."""
    if not events:
        return HtmlText(
            '<div id="events"><p class="none">Nothing yet. Place a call, and see what the PBX tells.</p></div>'
        )
    rows = "".join(_event(event) for event in reversed(events))
    return HtmlText(f'<div id="events"><ol class="events">{rows}</ol></div>')


def _event(event: Delivery) -> str:
    if event.is_delivered:
        told, look = "delivered", "good"
    elif event.done.is_set():
        told, look = f"given up after {event.tries} tries: {event.answer}", "bad"
    elif event.tries:
        told, look = f"tried {event.tries} times: {event.answer}", "bad"
    else:
        told, look = "on its way", ""
    return (
        f'<li><span class="at">{event.sent_on:%H:%M:%S}</span> <b>{escape(event.kind)}</b> '
        f'<span class="about">{escape(event.about)}</span> <span class="told {look}">{escape(told)}</span></li>'
    )


def number_list() -> HtmlText:
    rows = [("any other number", BEHAVIOURS["answers"].says)]
    rows += [(f"030 {ending[:5]} {ending[5:]}", BEHAVIOURS[behaviour].says) for ending, behaviour in ENDINGS.items()]
    return _definitions(rows)


def inside_list(office: Office) -> HtmlText:
    rows = [(number, f"IVR “{name}”: answers at once") for number, name in office.ivrs.items()]
    for says, groups in (
        ("Ring group{}: {}", office.ring_groups),
        ("Queue{}: {}", office.queues),
        ("Paging group{}, heard at once on {}", office.paging_groups),
    ):
        rows += [(number, says.format(_called(number, office), _and(members))) for number, members in groups.items()]
    rows += [(number, "Conference room") for number in office.conferences]
    if office.parking_slots:
        rows.append((f"{office.parking_slots[0]} to {office.parking_slots[-1]}", "Parking slots"))
    return _definitions(rows)


def _called(number: str, office: Office) -> str:
    return f" “{office.names[number]}”" if number in office.names else ""


def _and(members: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(members[:-1]), members[-1] if members else ""])) or "nobody"


def _definitions(rows: Iterable[tuple[str, str]]) -> HtmlText:
    return HtmlText("".join(f"<div><dt>{escape(term)}</dt><dd>{escape(says)}</dd></div>" for term, says in rows))
