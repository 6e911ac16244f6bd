"""JSON objects are found in a stream, however it is cut, and whatever stands between and in them."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.pbx.drivers.framing import LONGEST_LINE, Framer

KEYS = ("event", "action")
LARGEST = 400


def frames_of(*pieces: bytes, largest: int = LARGEST) -> list[bytes]:
    framer = Framer(largest=largest, keys=KEYS)
    return [frame for piece in pieces for frame in framer.feed(piece)] + framer.end()


def event(**more: object) -> bytes:
    return json.dumps({"event": "CallStatus", **more}).encode()


texts = st.text(st.sampled_from('ab"\\{}[],:\n\0é'), max_size=12)
values = st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
events = st.dictionaries(texts, values, max_size=3).map(lambda more: {"event": "CallStatus"} | more)
gaps = st.sampled_from([b"", b"\r\n", b"\r\n\r\n", b"\0", b" \n,", b"Response: Success\r\n\r\n", b'"', b"}\n", b"]"])
noise = st.binary(max_size=60) | st.lists(st.sampled_from([*b'{}"\\:aev', 0]), max_size=60).map(bytes)


@given(st.lists(st.tuples(gaps, events), max_size=6), st.data())
def test_any_cutting_gives_the_events_that_were_sent(
    sent: list[tuple[bytes, dict[str, object]]], data: st.DataObject
) -> None:
    stream = b"".join(gap + json.dumps(message).encode() for gap, message in sent)

    got = [frame for frame in frames_of(*cut(stream, data), largest=100_000) if frame.startswith(b"{")]

    assert [json.loads(frame) for frame in got] == [message for _gap, message in sent]


@given(st.lists(noise | events.map(lambda message: json.dumps(message).encode()), max_size=5), st.data())
def test_any_cutting_of_anything_gives_the_same_frames(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)

    assert frames_of(*cut(stream, data)) == frames_of(stream)


@given(noise)
def test_after_anything_that_was_no_message_the_next_one_is_found(before: bytes) -> None:
    escapes_the_brace = before.endswith(b"\\")

    assert frames_of(before, b"\n" if escapes_the_brace else b"", event(callid="1"))[-1:] == [event(callid="1")]


def cut(stream: bytes, data: st.DataObject) -> list[bytes]:
    places = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    return [stream[start:end] for start, end in pairwise([0, *places, len(stream)])]


def test_lines_of_text_are_frames_too_and_blank_ones_are_not() -> None:
    stream = b"Response: Success\r\nMessage: hello\r\n\r\n \0\r\n" + event() + b"\r\nbye"

    assert frames_of(stream) == [b"Response: Success", b"Message: hello", event(), b"bye"]


def test_several_messages_in_one_packet_are_told_apart() -> None:
    assert frames_of(event(a="1") + event(b="2") + b"," + event(c="3")) == [event(a="1"), event(b="2"), event(c="3")]


@pytest.mark.parametrize("text", ["}", "{", '"', "\\", '\\"}', "{\\", 'say "event": now', '{"event":'])
def test_braces_and_quotes_in_a_text_are_no_braces_and_quotes(text: str) -> None:
    stream = event(prompt=text) + event(callid="2")

    assert frames_of(stream) == [event(prompt=text), event(callid="2")]


def test_faulty_json_is_handed_on_as_it_is() -> None:
    stream = b'{"event":"CallFailed","members":[{"ext":{"number":"1000",}}],}'

    assert frames_of(stream) == [stream]


def test_a_message_that_is_cut_off_costs_no_other_one() -> None:
    framer = Framer(largest=LARGEST, keys=KEYS)

    frames = framer.feed(b'{"event":"NewCdr","callid":"1571' + event(callid="2") + b"\r\n" + event(callid="3"))

    assert (frames, framer.dropped) == ([event(callid="2"), event(callid="3")], 1)


def test_a_message_in_an_envelope_is_taken_out_of_it() -> None:
    assert frames_of(b'{"no": 1, "message": ' + event() + b"}")[:1] == [event()]


def test_a_message_that_is_too_large_is_dropped_and_the_next_one_found() -> None:
    framer = Framer(largest=LARGEST, keys=KEYS)

    frames = framer.feed(event(prompt="x" * LARGEST) + event(callid="2"))

    assert (frames, framer.dropped) == ([event(callid="2")], 1)


def test_a_message_as_large_as_allowed_is_taken() -> None:
    fits = event(prompt="x" * (LARGEST - len(event(prompt=""))))

    assert frames_of(fits) == [fits]
    assert frames_of(fits, largest=LARGEST - 1) == []


@pytest.mark.parametrize("endless", [b"x", b"{", b'{"', b'{"event":', b"[", b"\\", b'{"a": "\\'])
def test_what_never_ends_takes_no_memory(endless: bytes) -> None:
    framer = Framer(largest=LARGEST, keys=KEYS)

    for _ in range(300):
        framer.feed(endless * 100)

    assert len(framer._line) <= LONGEST_LINE
    assert len(framer._object) <= LARGEST
    assert framer.feed(b"\n" + event(callid="2"))[-1:] == [event(callid="2")]
