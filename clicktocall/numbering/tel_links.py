"""Reads and writes links that carry a number: tel:, callto:, sip:, phone: and their misspellings."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import phonenumbers
from phonenumbers import NumberParseException

from clicktocall.numbering.spelling import LABEL, NotANumber, gettext_noop, spell

_LONGEST_LINK = 512
_SCHEME = re.compile(r"\s*(?P<scheme>[a-z][a-z0-9+.-]*):(?://)?", re.IGNORECASE)
_SCHEMES = frozenset({"tel", "callto", "sip", "sips", "phone"})
_ENCODINGS_UNDONE = 3  # a browser, a mail program and a web form may each have encoded it once


def number_from_link(value: str) -> str:
    """The typed number in a link or in the query value of one, to be given to `parse`.

    A space in front of a country code was a + that form decoding ate. Of the parameters only the extension is kept.
    Raises NotANumber for other kinds of links, names and nonsense.
    """
    if len(value) > _LONGEST_LINK:
        raise NotANumber(gettext_noop("This link is too long for a phone number. Type the number."))
    text = _decoded(value)
    found = _SCHEME.match(text)
    scheme = found["scheme"].lower() if found else ""
    if found and scheme in _SCHEMES:
        text = _number_part(text[found.end() :].partition("@")[0], is_sip=scheme.startswith("sip"))
    elif found and not LABEL.match(text.strip().lower()):  # selected text may begin with "Telefon: "
        raise NotANumber(
            gettext_noop("This link is not a phone number. Use one that begins with tel: or type the number.")
        )
    elif not found:
        text = _number_part(text, is_sip=False)
    text = _with_lost_plus(text)
    spell(text)
    return text.strip()


def tel_link(e164: str, extension: str = "") -> str:
    """A `tel:` link for a number or, without +, for an internal one.

    Source: RFC 3966: no spaces, the extension as a parameter; # is not allowed raw in a URI.
    """
    number = quote(re.sub("[^0-9*#+]", "", e164), safe="+*")
    digits = quote(re.sub("[^0-9*#]", "", extension), safe="*")
    return f"tel:{number};ext={digits}" if digits else f"tel:{number}"


def _decoded(value: str) -> str:
    for _ in range(_ENCODINGS_UNDONE):
        if "%" not in value:
            break
        value = unquote(value)
    return value


def _number_part(text: str, *, is_sip: bool) -> str:
    """Without headers and parameters; `;ext=` and pauses (`;9`) stay."""
    user = text.partition("?")[0]
    if is_sip:
        user = user.partition(":")[0]  # a password, or a port
    number, *parameters = user.split(";")
    kept = [parameter for parameter in parameters if re.match(r"\s*(?:ext\s*=|[0-9])", parameter, re.IGNORECASE)]
    return ";".join([number, *kept])


def _with_lost_plus(text: str) -> str:
    if not text.startswith(" "):
        return text
    digits = spell(text).main
    if not digits.isdigit():
        return text
    try:
        has_country_code = phonenumbers.is_possible_number(phonenumbers.parse("+" + digits, None))
    except NumberParseException:
        return text
    return "+" + text.lstrip() if has_country_code else text
