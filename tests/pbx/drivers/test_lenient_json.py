"""JSON as telephone systems write it."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.pbx.drivers.lenient_json import JsonObject, loads


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":"b"}', {"a": "b"}),
        ('{"a":"b",}', {"a": "b"}),
        ('{"a":[1,2,],}', {"a": ["1", "2"]}),
        ('{"a":",]",\n}', {"a": ",]"}),
        ('{"a":"say \\",}\\" twice",}', {"a": 'say ",}" twice'}),
        ("\ufeff{}", {}),
        (b'\xef\xbb\xbf{"a":"b"}', {"a": "b"}),
        (b'{"a":"b"}\0\0', {"a": "b"}),
        (b'{"a":"M\xc3\xbcller"}', {"a": "Müller"}),
        (b'{"a":"M\xfcller"}', {"a": "Müller"}),
        ('{"a":"two\nlines"}', {"a": "two\nlines"}),
        ('{"a":1571620483.180}', {"a": "1571620483.180"}),
        ('{"a":-0.10e5,"b":7,"c":1}', {"a": "-0.10e5", "b": "7", "c": "1"}),
        ('{"a":' + "9" * 5000 + "}", {"a": "9" * 5000}),
        ("[true,false,null,NaN]", [True, False, None, "NaN"]),
    ],
)
def test_what_can_be_read(text: str | bytes, value: object) -> None:
    assert loads(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "<html></html>",
        '{"a":}',
        "{,}}",
        '{"a":"',
        '"\\',
        b"\xff\xfe{\0}\0",
        "[" * 100_000,
        '{"a":' * 100_000,
        " " * 8_000_001,
    ],
    ids=[
        "empty",
        "open",
        "html",
        "no-value",
        "closed-twice",
        "open-string",
        "backslash",
        "utf-16",
        "deep",
        "deep-object",
        "long",
    ],
)
def test_what_cannot_be_read_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_a_repeated_key_is_not_lost() -> None:
    value = loads('{"callid":"1","ext":{"extid":"1000"},"ext":{"extid":"1002"}}')

    assert isinstance(value, JsonObject)
    assert value.pairs == (("callid", "1"), ("ext", {"extid": "1000"}), ("ext", {"extid": "1002"}))
    assert value["ext"] == {"extid": "1002"}


@pytest.mark.parametrize("hostile", ['"\\', '\\"', '"', ",", ", ", ",[", "[,", '",'])
def test_hostile_text_takes_no_longer_than_reading_it(hostile: str) -> None:
    start = time.monotonic()

    with pytest.raises(ValueError, match=r"."):
        loads("{" + hostile * 300_000)

    assert time.monotonic() - start < 5


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_proper_json_means_what_it_says(value: object) -> None:
    told = json.dumps(value).replace("\\u0000", "")

    assert loads(told) == json.loads(told)


@given(st.binary())
def test_any_bytes_are_read_or_a_value_error(body: bytes) -> None:
    with suppress(ValueError):
        loads(body)
