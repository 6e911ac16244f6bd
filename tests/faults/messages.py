"""Faults of the PBX's messages on their way to us: lost, doubled, late, out of order, garbled, forged, too many."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import requests

from clicktocall.calls.models import Call
from clicktocall.pbx.models import Notice
from tests.faults.in_process import Mangle, quick
from tests.faults.pbx_answers import ANSWERED, TALKED, number
from tests.faults.row import Row, Where
from tests.faults.scene import Scene

FLOOD = 1000


def changed(mangle: Mangle) -> Callable[[Scene], object]:
    """An ordinary call whose messages pass by `mangle`."""

    def produce(scene: Scene) -> None:
        quick(scene).between(mangle)
        scene.click()

    return produce


def doubled(body: bytes) -> list[bytes]:
    return [body, body]


def only(*kinds: str) -> Mangle:
    return lambda body: [body] if json.loads(body)["event"] in kinds else []


def numbers_as_integers(body: bytes) -> list[bytes]:
    return [re.sub(rb'"(number|talkduraction|callduraction|callid|to|from)": ?"([1-9][\d.]*)"', rb'"\1": \2', body)]


def with_unknown_members(body: bytes) -> list[bytes]:
    message = json.loads(body)
    if "members" in message:
        message["members"] += [{"robot": {"number": 7}}, "nobody", None, {"ext": None}]
    return [json.dumps({**message, "news": [{}]}).encode()]


def with_trailing_commas(body: bytes) -> list[bytes]:
    return [body.replace(b"}", b",}")]


def with_garbage(body: bytes) -> list[bytes]:
    return [b"\xff\xfe\x00garbage", b"", b"[]", b"{" * 5000, body]


def wrapped(body: bytes) -> list[bytes]:
    """Something on the way has put each into an object of its own, as text."""
    return [json.dumps({"type": 30011, "sn": "1", "msg": body.decode()}).encode()]


def in_latin_1(body: bytes) -> list[bytes]:
    """A trunk's name that is not UTF-8."""
    return [body.replace(b"siptrunk", "Büro".encode("latin-1"))]


def huge(body: bytes) -> list[bytes]:
    return [b'{"event": "CallStatus", "news": "' + b"x" * 300_000 + b'"}', body]


def old_format(body: bytes) -> list[bytes]:
    """As API 1.0 has it: the state is the action, members stand beside the callid, keys repeat."""
    message = json.loads(body)
    if message["event"] != "CallStatus":
        return [body]
    states: dict[str, list[str]] = {}
    for member in message["members"]:
        for kind, fields in member.items():
            state = fields.pop("memberstatus")
            states.setdefault(state, []).append(f'"{kind}": {json.dumps(fields)}')
    callid = message["callid"]
    return [
        f'{{"action": "{state}", "callid": "{callid}", {", ".join(parts)}}}'.encode() for state, parts in states.items()
    ]


def one_leg_says_goodbye(body: bytes) -> list[bytes]:
    """While they talk the caller's leg is said to be gone, and then to talk again: a transfer looks like that."""
    if b'"ANSWERED"' not in body:
        return [body]
    return [body, body.replace(b'"ANSWERED"', b'"BYE"'), body.replace(b'"ANSWERED"', b'"ANSWERED" ')]


def contradicting_record(body: bytes) -> list[bytes]:
    """A second record of an answered call says that nobody answered."""
    if b"NewCdr" not in body:
        return [body]
    return [body, body.replace(b'"ANSWERED"', b'"NO ANSWER"').replace(b'"callto"', b'"x"')]


def several_records(body: bytes) -> list[bytes]:
    """One for each group that was rung, the answered one last."""
    if b"NewCdr" not in body:
        return [body]
    return [body.replace(b'"ANSWERED"', b'"NO ANSWER"'), body.replace(b'"ANSWERED"', b'"BUSY"'), body]


def unknown_record(body: bytes) -> list[bytes]:
    return [re.sub(rb'"status": ?"\w+"', b'"status": "PICKED UP BY A CAT"', body) if b"NewCdr" in body else body]


def late(scene: Scene) -> None:
    """Everything that was said before the record comes after it."""
    kept: list[bytes] = []

    def mangle(body: bytes) -> list[bytes]:
        kept.append(body)
        return [body, *kept] if b"NewCdr" in body else []

    changed(mangle)(scene)


def held_back(scene: Scene) -> None:
    """The first message waits until another thread lets it go, half a second later."""
    gate = threading.Event()

    def mangle(body: bytes) -> list[bytes]:
        gate.wait(0.5)
        gate.set()
        return [body]

    changed(mangle)(scene)


def replayed_after_the_end(scene: Scene) -> None:
    """All messages of a call that is over come once more, while the next call rings."""
    said: list[bytes] = []

    def remember(body: bytes) -> list[bytes]:
        said.append(body)
        return [body]

    changed(remember)(scene)
    scene.live_through()
    scene.until(lambda: any(b"NewCdr" in body for body in list(said)))
    scene.click(key="next")
    for body in said:
        quick(scene).deliver(body)


def flood(scene: Scene) -> None:
    """A burst from eight connections at once while the phone rings."""
    scene.click()
    scene.ring()
    bodies = [b'{"event": "ExtensionStatus", "extension": "%d", "status": "Busy"}' % place for place in range(FLOOD)]
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(quick(scene).deliver, bodies))
    assert (answers, Notice.objects.filter(kind="extension_status", subject__lt="999999").count() >= FLOOD) == (
        {200},
        True,
    )


def forged(scene: Scene) -> None:
    """Somebody who does not know the secret says that the call has ended."""
    scene.click()
    scene.ring()
    body = json.dumps({"event": "NewCdr", "callid": scene.call().callid, "status": "BUSY"}).encode()
    assert quick(scene).deliver(body, path="/pbx/office/events/wrong/") == 404
    assert scene.call().is_live


def asked_by_get(scene: Scene) -> None:
    scene.click()
    scene.ring()
    url = quick(scene).web + scene.pbx().events_path
    assert requests.get(url, timeout=5).status_code == 405
    assert scene.call().is_live


def of_a_stranger(scene: Scene) -> None:
    """Messages about calls that nobody has placed here, with our phone among them: they end no call of ours."""
    scene.click()
    scene.ring()
    member = '{"ext": {"number": "1000", "channelid": "PJSIP/1000-9", "memberstatus": "BYE"}}'
    for place in range(20):
        body = f'{{"event": "CallStatus", "callid": "77.{place}", "members": [{member}]}}'
        quick(scene).deliver(body.encode())
        quick(scene).deliver(b'{"event": "NewCdr", "callid": "78.%d", "status": "BUSY", "callfrom": "1000"}' % place)
    assert scene.call().status == Call.Status.RINGING_CALLER


row = partial(Row, where=Where.WEBHOOK)
ROWS: tuple[Row, ...] = (
    row(what="Every message twice (the PBX says it twice)", produced=number("922"), outcomes=ANSWERED, sentence=TALKED),
    row(
        what="Every message twice (the network says it twice)",
        produced=changed(doubled),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(what="Messages in the wrong order", produced=number("921"), outcomes=ANSWERED, sentence=TALKED),
    row(what="All messages lost", produced=number("931"), outcomes=ANSWERED, sentence=TALKED),
    row(what="The record (CDR) lost", produced=number("923"), outcomes=ANSWERED, sentence=TALKED),
    row(what="All but the record lost", produced=changed(only("NewCdr")), outcomes=ANSWERED, sentence=TALKED),
    row(
        what="All but the states of the phones lost",
        produced=changed(only("ExtensionStatus")),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(what="The first message before the PBX's answer", produced=number("924"), outcomes=ANSWERED, sentence=TALKED),
    row(what="All messages late, after the record", produced=late, outcomes=ANSWERED, sentence=TALKED),
    row(what="Messages held back for half a second", produced=held_back, outcomes=ANSWERED, sentence=TALKED),
    row(
        what="The messages of the last call again, while the next one rings",
        produced=replayed_after_the_end,
        dials=2,
        outcomes=("answered", "answered"),
        sentence=TALKED,
    ),
    row(
        what="In the format of API 1.0, with repeated keys",
        produced=changed(old_format),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="With a comma too many",
        produced=number("932"),
        outcomes=("busy",),
        sentence="The line of Clara Winter is busy.",
    ),
    row(
        what="With commas too many everywhere",
        produced=changed(with_trailing_commas),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="Numbers and callids as JSON numbers",
        produced=changed(numbers_as_integers),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="With members that nobody has documented",
        produced=changed(with_unknown_members),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="Garbage between them: no UTF-8, nothing, a list, 5,000 braces",
        produced=changed(with_garbage),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(what="Each comes inside another object", produced=changed(wrapped), outcomes=ANSWERED, sentence=TALKED),
    row(what="A name in Latin-1 in every message", produced=changed(in_latin_1), outcomes=ANSWERED, sentence=TALKED),
    row(what="A message of 300,000 bytes before each", produced=changed(huge), outcomes=ANSWERED, sentence=TALKED),
    row(
        what="One leg is said to have hung up, and goes on",
        produced=changed(one_leg_says_goodbye),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="A second record contradicts the first",
        produced=changed(contradicting_record),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="Several records, the answered one last",
        produced=changed(several_records),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="A record with a status that nobody has documented",
        produced=changed(unknown_record),
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(what="1,000 messages in a burst", produced=flood, speed=3, outcomes=ANSWERED, sentence=TALKED),
    row(what="A message with a wrong secret", produced=forged, outcomes=ANSWERED, sentence=TALKED),
    row(what="A message by GET", produced=asked_by_get, outcomes=ANSWERED, sentence=TALKED),
    row(what="Messages about calls that are not ours", produced=of_a_stranger, outcomes=ANSWERED, sentence=TALKED),
)
