"""What people type, and which number it is.

Countries without numbers set aside for fiction use the sample numbers that libphonenumber's metadata publish.
"""

from __future__ import annotations

import time

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clicktocall.numbering.parsing import NotANumber, Number, parse

REGIONS = [
    "DE",
    "AT",
    "CH",
    "US",
    "CA",
    "GB",
    "FR",
    "IT",
    "ES",
    "NL",
    "PL",
    "SE",
    "BR",
    "MX",
    "AR",
    "RU",
    "JP",
    "AU",
    "IN",
]

PUBLIC = {
    "plus and spaces": ("+49 30 23125000", "DE", "+493023125000", ""),
    "plus without spaces": ("+493023125000", "DE", "+493023125000", ""),
    "trunk zero": ("030 23125000", "DE", "+493023125000", ""),
    "slash and pairs": ("030 / 23 12 50 00", "DE", "+493023125000", ""),
    "dashes and dots": ("030-2312.50-00", "DE", "+493023125000", ""),
    "area code in brackets": ("(030) 23125000", "DE", "+493023125000", ""),
    "square brackets": ("[030] 23125000", "DE", "+493023125000", ""),
    "direct dialling zero behind a dash": ("030 23125-0", "DE", "+4930231250", ""),
    "bracketed trunk zero": ("+49 (0)171 39200 00", "DE", "+491713920000", ""),
    "bracketed trunk zero after 00": ("0049 (0)171 3920000", "DE", "+491713920000", ""),
    "bracketed trunk zero after 00 in America": ("0049 (0)171 3920000", "US", "+491713920000", ""),
    "trunk zero kept without brackets": ("+49 030 23125000", "DE", "+493023125000", ""),
    "bracketed zero alone": ("(0)171 3920000", "DE", "+491713920000", ""),
    "bracketed zero in a country without one": ("+34 (0)810 12 34 56", "DE", "+34810123456", ""),
    "bracketed zero that belongs to the number": ("+39 (0)2 1234 5678", "DE", "+390212345678", ""),
    "plus in brackets": ("(+49) 30 23125000", "DE", "+493023125000", ""),
    "double zero": ("0049 30 23125000", "DE", "+493023125000", ""),
    "double zero in a country that dials 011": ("0049 30 23125000", "US", "+493023125000", ""),
    "double zero in a country that dials 0011": ("0049 30 23125000", "AU", "+493023125000", ""),
    "double zero in a country that dials 001": ("0033 1 99 00 12 34", "SG", "+33199001234", ""),
    "own international prefix of America": ("011 49 30 23125000", "US", "+493023125000", ""),
    "own international prefix of Australia": ("0011 49 30 23125000", "AU", "+493023125000", ""),
    "own international prefix of Russia": ("8~10 49 30 23125000", "RU", "+493023125000", ""),
    "carrier code of Brazil, abroad": ("0021 49 30 23125000", "BR", "+493023125000", ""),
    "country code without plus": ("49 30 23125000", "DE", "+493023125000", ""),
    "trunk zero lost in a spreadsheet": ("3023125000", "DE", "+493023125000", ""),
    "trunk zero lost, mobile": ("171 3920000", "DE", "+491713920000", ""),
    "trunk zero lost in France": ("1 99 00 12 34", "FR", "+33199001234", ""),
    "no-break spaces": ("+49\u00a030\u202f23125000", "DE", "+493023125000", ""),
    "dashes of typographers": ("030–23125‑000", "DE", "+4930" + "23125000", ""),  # noqa: RUF001 -- the dash is the point
    "minus sign": ("030−23125000", "DE", "+493023125000", ""),  # noqa: RUF001 -- the minus is the point
    "marks without width around it": ("\u202a+49 30 23125000\u202c", "DE", "+493023125000", ""),
    "soft hyphen": ("030 2312\u00ad5000", "DE", "+493023125000", ""),
    "tab and line end from a spreadsheet": ("030\t23125000\r\n", "DE", "+493023125000", ""),
    "full-width digits and plus": ("＋４９ ３０ ２３１２５０００", "DE", "+493023125000", ""),  # noqa: RUF001 -- so typed on some keyboards
    "Arabic-Indic digits": ("٠٣٠ ٢٣١٢٥٠٠٠", "DE", "+493023125000", ""),
    "Persian digits": ("+۴۹ ۳۰ ۲۳۱۲۵۰۰۰", "DE", "+493023125000", ""),
    "Devanagari digits": ("०३० २३१२५०००", "DE", "+493023125000", ""),
    "a label in front": ("Tel.: 030 23125000", "DE", "+493023125000", ""),
    "a short label in front": ("T. +49 30 23125000", "DE", "+493023125000", ""),
    "a tel link": ("tel:+49-30-23125000;ext=9", "DE", "+493023125000", "9"),
    "vanity letters": ("1-800-FLOWERS", "US", "+18003569377", ""),
    "vanity letters with an extension": ("1-800-FLOWERS x 9", "US", "+18003569377", "9"),
    "vanity letters after an area code": ("(202) 555-ANNA", "US", "+12025552662", ""),
    "x": ("202 555 0123 x 9", "US", "+12025550123", "9"),
    "x without a space": ("202-555-0123x9", "US", "+12025550123", "9"),
    "a number no metadata know": ("555 555 5555 x 9", "US", "+15555555555", "9"),
    "ext": ("202 555 0123 ext. 9", "US", "+12025550123", "9"),
    "EXT in capitals": ("202 555 0123 EXT 99", "US", "+12025550123", "99"),
    "extension": ("+44 20 7946 0000, extension 12", "GB", "+442079460000", "12"),
    "RFC 3966 extension": ("+493023125000;ext=9", "DE", "+493023125000", "9"),
    "number sign": ("(202) 555-0123 #9", "US", "+12025550123", "9"),
    "closing number sign": ("030 23125000#", "DE", "+493023125000", ""),
    "Durchwahl": ("030 23125000 Durchwahl 12", "DE", "+493023125000", "12"),
    "Russian extension": ("8 (301) 123-45-67 доб. 12", "RU", "+73011234567", "12"),
    "one pause": ("030 23125000,9", "DE", "+493023125000", "9"),
    "pauses and the closing key": ("030 23125000,,9#", "DE", "+493023125000", "9"),
    "pauses with spaces": ("030 23125000, , 9", "DE", "+493023125000", "9"),
    "pause of old telephones": ("03023125000p9", "DE", "+493023125000", "9"),
    "wait of old telephones": ("03023125000;9", "DE", "+493023125000", "9"),
    "a conference with two entries": ("+49 30 23125000,,123456#,,1#", "DE", "+493023125000", "123456#1"),
    "America without a one": ("(202) 555-0123", "US", "+12025550123", ""),
    "America with a one": ("1 202 555 0123", "US", "+12025550123", ""),
    "Italy keeps its zero": ("02 1234 5678", "IT", "+390212345678", ""),
    "Mexico as dialled today": ("200 123 4567", "MX", "+522001234567", ""),
    "an Argentine mobile as dialled at home": ("011 15-2345-6789", "AR", "+5491123456789", ""),
    "Brazil with a carrier": ("0 15 11 96123-4567", "BR", "+5511961234567", ""),
    "Brazil without a carrier": ("(11) 96123-4567", "BR", "+5511961234567", ""),
    "Russia with its eight": ("8 (301) 123-45-67", "RU", "+73011234567", ""),
    "Hungary with its 06": ("06 1 234 5678", "HU", "+3612345678", ""),
    "Turkey from a German PBX": ("+90 212 345 67 89", "DE", "+902123456789", ""),
    "six digits are a whole number in Greenland": ("321000", "GL", "+299321000", ""),
    "lower-case region": ("030 23125000", "de", "+493023125000", ""),
}

AS_TYPED = {
    "an extension": ("1000", "DE", "1000"),
    "an extension in America": ("1000", "US", "1000"),
    "a digit": ("9", "DE", "9"),
    "six digits": ("123456", "DE", "123456"),
    "four digits in Austria, where numbers may be that short": ("1000", "AT", "1000"),
    "an emergency number": ("112", "DE", "112"),
    "an emergency number with dashes": ("9-1-1", "US", "911"),
    "an emergency number in full-width digits": ("１１２", "DE", "112"),  # noqa: RUF001 -- full-width is the point
    "a short code": ("116117", "DE", "116117"),
    "a long short code": ("1250123", "AU", "1250123"),
    "the relay service": ("711", "US", "711"),
    "a feature code": ("*72", "DE", "*72"),
    "a feature code with a number": ("*21*03023125000#", "DE", "*21*03023125000#"),
    "a feature code of number signs": ("##002#", "DE", "##002#"),
    "an extension with a space in front": (" 1000", "DE", "1000"),
}

REFUSED = {
    "nothing": ("", "DE"),
    "blanks": (" \t ", "DE"),
    "only marks without width": ("\u200b\u200b", "DE"),
    "too long": ("0" * 65, "DE"),
    "too many digits": ("1" * 64, "DE"),
    "a name": ("Anna", "DE"),
    "a name behind an extension": ("1000 Anna", "DE"),
    "a name behind an extension in France": ("1000 Alice", "FR"),
    "a name behind a number": ("030 23125000 Anna", "DE"),
    "a name behind a toll-free number": ("0800 1234567 Anna", "DE"),
    "two numbers": ("030 23125000 +49 30 23125001", "DE"),
    "two lines": ("030 23125000\n030 23125001", "DE"),
    "only an extension": ("x 9", "DE"),
    "only pauses": (",,9#", "DE"),
    "only a plus": ("+", "DE"),
    "only a star": ("*", "DE"),
    "a plus and a star": ("+*72", "DE"),
    "a country that does not exist": ("+999 1234567", "DE"),
    "a country code alone": ("+49", "DE"),
    "a local number of Berlin": ("23125000", "DE"),
    "a local number of America": ("555-0123", "US"),
    "zeros": ("0000000", "DE"),
    "no such region": ("030 23125000", "XX"),
    "no region": ("030 23125000", ""),
    "script": ("javascript:alert(1)", "DE"),
    "a fraction": ("030 2312½000", "DE"),
    "superscript": ("030 23125000²", "DE"),
    "a null character": ("030\x0023125000", "DE"),
    "half a character": ("\ud83d", "DE"),
    "one pictogram": ("\N{TELEPHONE RECEIVER}030 23125000", "DE"),
}


@pytest.mark.parametrize(("typed", "region", "e164", "extension"), PUBLIC.values(), ids=PUBLIC.keys())
def test_every_spelling_of_a_number_is_that_number(typed: str, region: str, e164: str, extension: str) -> None:
    number = parse(typed, region=region)

    assert (number.e164, number.extension, number.digits) == (e164, extension, e164[1:])


@pytest.mark.parametrize(("typed", "region", "digits"), AS_TYPED.values(), ids=AS_TYPED.keys())
def test_short_numbers_and_codes_stay_as_they_are(typed: str, region: str, digits: str) -> None:
    number = parse(typed, region=region)

    assert number == Number(typed=typed.strip(), e164="", extension="", digits=digits, region="")


@pytest.mark.parametrize(("typed", "region"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_number_is_refused_with_a_sentence(typed: str, region: str) -> None:
    with pytest.raises(NotANumber) as refused:
        parse(typed, region=region)

    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert 20 < len(sentence) < 130


def test_a_local_number_is_not_dialled_into_another_town() -> None:
    with pytest.raises(NotANumber, match="may lack its area code"):
        parse("23125000", region="DE")


@pytest.mark.parametrize(
    ("typed", "region", "belongs_to"),
    [
        ("+49 30 23125000", "US", "DE"),
        ("+1 202 555 0123", "CA", "US"),
        ("+1 416 555 0123", "US", "CA"),
        ("+1 800 356 9377", "US", "US"),
        ("+1 800 356 9377", "CA", "CA"),
        ("+1 555 555 5555", "US", ""),
        ("+800 1234 5678", "DE", ""),
        ("1000", "DE", ""),
    ],
)
def test_a_number_knows_its_region(typed: str, region: str, belongs_to: str) -> None:
    assert parse(typed, region=region).region == belongs_to


def test_what_was_typed_is_kept() -> None:
    assert parse(" 030/23125000 x9 ", region="DE").typed == "030/23125000 x9"


@given(typed=st.text(max_size=80), region=st.sampled_from([*REGIONS, "XX", ""]))
@example(typed="İ" * 64, region="DE")
@example(typed="+" * 64, region="DE")
def test_any_text_is_a_number_or_refused(typed: str, region: str) -> None:
    try:
        number = parse(typed, region=region)
    except NotANumber:
        return

    assert set(number.digits) <= set("0123456789*#")
    assert number.e164 in {"", "+" + number.digits}
    assert set(number.extension) <= set("0123456789*#")


@given(
    typed=st.text(alphabet="0123456789+*#xpw,;=().-/ eEtTaA:@\u00a0\u0663\uff11", min_size=1, max_size=64),
    region=st.sampled_from(REGIONS),
)
def test_anything_close_to_a_number_is_one_or_refused(typed: str, region: str) -> None:
    try:
        number = parse(typed, region=region)
    except NotANumber:
        return

    assert number.digits
    assert number.e164 in {"", "+" + number.digits}
    assert set(number.digits + number.extension) <= set("0123456789*#")


@pytest.mark.parametrize("unit", [",", ";ext=", "1p", "1a", "#1", "x ", ", ", "(0)", "tel:", "ext", "1,", "*", "aaa1"])
def test_repetition_costs_no_time(unit: str) -> None:
    hostile = (unit * 64)[:63]
    started = time.process_time()

    for _ in range(20):
        with pytest.raises(NotANumber):
            parse(hostile + "!", region="DE")
        try:
            parse(hostile, region="DE")
        except NotANumber:
            continue

    assert time.process_time() - started < 20 * 0.010


def test_every_example_number_of_the_metadata_is_read_in_its_own_country() -> None:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        sample = phonenumbers.example_number(region)
        assert sample is not None
        e164 = phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.E164)

        assert parse(e164, region=region).e164 == e164
