"""Links that carry a number, as programs and people write them."""

from __future__ import annotations

from urllib.parse import parse_qs, quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.numbering.parsing import NotANumber, parse
from clicktocall.numbering.tel_links import number_from_link, tel_link

LINKS = {
    "tel": ("tel:+493023125000", "+493023125000"),
    "tel with slashes": ("tel://+493023125000", "+493023125000"),
    "TEL": ("TEL:+493023125000", "+493023125000"),
    "callto": ("callto:+493023125000", "+493023125000"),
    "callto with slashes": ("callto://+493023125000", "+493023125000"),
    "Skype's callto": ("callto:+493023125000?call", "+493023125000"),
    "phone": ("phone:03023125000", "03023125000"),
    "bare": ("+493023125000", "+493023125000"),
    "bare national": ("030 23125000", "030 23125000"),
    "separators": ("tel:+49-30-231.25(000)", "+49-30-231.25(000)"),
    "spaces": ("tel:+49 30 23125000", "+49 30 23125000"),
    "encoded spaces": ("tel:+49%2030%2023125000", "+49 30 23125000"),
    "encoded plus": ("tel:%2B493023125000", "+493023125000"),
    "encoded twice": ("tel%253A%252B4930%252023125000", "+4930 23125000"),
    "encoded three times": ("tel:%25252B493023125000", "+493023125000"),
    "surrounding blanks": (" tel:+493023125000 ", "+493023125000"),
    "an internal number": ("tel:1000", "1000"),
    "an internal number with context": ("tel:1000;phone-context=office.example", "1000"),
    "a context that is a number": ("tel:1000;phone-context=+4930", "1000"),
    "an extension": ("tel:+493023125000;ext=9", "+493023125000;ext=9"),
    "an extension between others": ("tel:+493023125000;isub=1;EXT=9;foo=bar", "+493023125000;EXT=9"),
    "a subaddress": ("tel:+493023125000;isub=12345", "+493023125000"),
    "pauses": ("tel:+493023125000,,9#", "+493023125000,,9#"),
    "a wait": ("tel:+493023125000;9", "+493023125000;9"),
    "bare with a parameter": ("+493023125000;phone-context=office.example", "+493023125000"),
    "a feature code": ("tel:*72", "*72"),
    "a feature code with an encoded number sign": ("tel:%2321%23", "#21#"),
    "vanity letters": ("tel:1-800-FLOWERS", "1-800-FLOWERS"),
    "selected text": ("Telefon: 030 23125000", "Telefon: 030 23125000"),
    "sip": ("sip:1000@pbx.example", "1000"),
    "sips in capitals": ("SIPS:+493023125000@pbx.example:5061;transport=tls?subject=x", "+493023125000"),
    "sip with user parameters": ("sip:+493023125000;phone-context=x@pbx.example;user=phone", "+493023125000"),
    "sip with an extension": ("sip:+493023125000;ext=9@pbx.example", "+493023125000;ext=9"),
    "sip with a password": ("sip:1000:secret@pbx.example", "1000"),
    "sip without a host": ("sip:1000;user=phone", "1000"),
    "sip with slashes": ("sip://1000@pbx.example", "1000"),
    "a lost plus": ("tel: 493023125000", "+493023125000"),
    "a lost plus without a scheme": (" 493023125000", "+493023125000"),
    "a lost plus with spaces": ("tel: 49 30 23125000", "+49 30 23125000"),
    "a lost plus, encoded": ("tel:%20493023125000", "+493023125000"),
    "a lost plus and an extension": ("tel: 493023125000;ext=9", "+493023125000;ext=9"),
    "a lost plus in a sip address": ("sip: 493023125000@pbx.example", "+493023125000"),
    "a space before a plus": ("tel: +49 30 23125000", "+49 30 23125000"),
    "a space that was only a space": (" 030 23125000", "030 23125000"),
    "a space before an extension": ("tel: 1000", "1000"),
    "a space before a national number": (" 171 3920000", "171 3920000"),
}

RUBBISH = {
    "nothing": "",
    "blanks": "   ",
    "a scheme alone": "tel:",
    "a scheme and slashes": "tel://",
    "script": "javascript:alert(1)",
    "script in capitals, encoded": "JaVaScRiPt%3Aalert(1)",
    "a page": "https://office.example/2000",
    "a mail address": "mailto:anna@office.example",
    "a bare mail address": "123@office.example",
    "data": "data:text/html,1000",
    "a name": "sip:anna@pbx.example",
    "too long": "tel:" + "1" * 600,
    "too many digits": "tel:" + "1" * 70,
    "a broken encoding": "tel:+49%zz30",
    "markup": "tel:<b>1000</b>",
    "a link in a link": "tel:javascript:1000",
    "encoded without end": "tel:%252525252B49",
    "a null character": "tel:1000%00",
}


@pytest.mark.parametrize(("value", "typed"), LINKS.values(), ids=LINKS.keys())
def test_a_link_gives_the_number_in_it(value: str, typed: str) -> None:
    assert number_from_link(value) == typed


@pytest.mark.parametrize("value", RUBBISH.values(), ids=RUBBISH.keys())
def test_what_is_no_number_is_refused_with_a_sentence(value: str) -> None:
    with pytest.raises(NotANumber, match=r"^[A-Z].{18,128}\.$"):
        number_from_link(value)


def test_a_plus_that_a_form_decoded_comes_back() -> None:
    decoded = parse_qs("to=tel:+493023125000")["to"][0]

    assert parse(number_from_link(decoded), region="US").e164 == "+493023125000"


@pytest.mark.parametrize(
    ("e164", "extension", "link"),
    [
        ("+493023125000", "", "tel:+493023125000"),
        ("+493023125000", "9", "tel:+493023125000;ext=9"),
        ("+49 30 23125000", " 9 ", "tel:+493023125000;ext=9"),
        ("1000", "", "tel:1000"),
        ("*21#", "", "tel:*21%23"),
        ("+493023125000", "123#1", "tel:+493023125000;ext=123%231"),
    ],
)
def test_a_link_is_written_without_spaces(e164: str, extension: str, link: str) -> None:
    assert tel_link(e164, extension) == link


@given(
    line=st.integers(0, 999),
    extension=st.from_regex(r"([0-9]{1,8})?", fullmatch=True),
    encodings=st.integers(0, 3),
)
def test_a_written_link_is_read_again(line: int, extension: str, encodings: int) -> None:
    link = tel_link(f"+493023125{line:03d}", extension)
    for _ in range(encodings):
        link = quote(link, safe="")

    number = parse(number_from_link(link), region="US")

    assert (number.e164, number.extension) == (f"+493023125{line:03d}", extension)


@given(value=st.one_of(st.text(max_size=90), st.text(alphabet="telsip:/+%20;=ext@?#* 149", max_size=90)))
def test_any_value_is_a_number_or_refused(value: str) -> None:
    try:
        typed = number_from_link(value)
    except NotANumber:
        return

    assert typed == typed.strip()
    assert 0 < len(typed) <= 64
