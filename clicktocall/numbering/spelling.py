"""Reads the characters people type: digits of any script, separators, vanity letters, an extension at the end."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_INPUT = 64
"""Characters. The longest sensible spelling (a number, an extension, brackets and words) stays well below."""


class NotANumber(ValueError):
    """What was typed is no phone number. Its text is a sentence for the person who typed it."""


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for translation. Named as Django names it, so that makemessages finds the sentences here."""
    return sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A typed number without its decoration; which country it belongs to is not decided yet."""

    main: str
    """`0-9*#`, after at most one leading `+`."""
    extension: str
    without_trunk_zero: str
    """`main` without a bracketed zero, as in +34 (0)91; empty when there is none."""
    is_vanity: bool


def spell(typed: str) -> Spelling:
    """Take a typed number apart. Raises NotANumber when it has characters or a shape no phone number has."""
    if len(typed) > LONGEST_INPUT:
        raise NotANumber(gettext_noop("This is longer than any phone number. Type one number only."))
    text = _plain(typed).strip()
    if not text:
        raise NotANumber(gettext_noop("There is no number to call. Type one."))
    if _ONLY_DIGITS_AND_SEPARATORS.fullmatch(text):
        main, extension = text, ""
    else:
        main, extension = _split(LABEL.sub("", text.lower(), count=1))
    dialable = main.translate(_NO_SEPARATORS)
    if is_vanity := bool(_VANITY.fullmatch(dialable)):
        dialable = dialable.translate(_KEYPAD)
    if not _MAIN.fullmatch(dialable):
        raise NotANumber(_what_is_wrong_with(dialable))
    return Spelling(
        main=dialable,
        extension=extension,
        without_trunk_zero=main.replace("(0)", "", 1).translate(_NO_SEPARATORS) if "(0)" in main else "",
        is_vanity=is_vanity,
    )


def _plain(typed: str) -> str:
    return typed if typed.isascii() else "".join(map(_plain_character, typed))


def _plain_character(character: str) -> str:
    """The ASCII character a person means; invisible ones vanish, unknown ones stay and are refused later."""
    if character.isascii():
        return character
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    if "！" <= character <= "～":  # noqa: RUF001 -- the full-width twins of ASCII
        return chr(ord(character) - ord("！") + ord("!"))  # noqa: RUF001 -- the same
    if character in _OTHER_SEPARATORS:
        return _OTHER_SEPARATORS[character]
    return _BY_CATEGORY.get(unicodedata.category(character), character)


def _split(text: str) -> tuple[str, str]:
    """The number and what to type once it has answered. The closing `#` of a pause list is a key to press, not data."""
    if found := _EXTENSION.search(text):
        return text[: found.start()], re.sub("[^0-9*#]", "", found["digits"]).removesuffix("#")
    if found := _NUMBER_SIGN.fullmatch(text):
        return found["main"], found["digits"]
    return text, ""


def _what_is_wrong_with(dialable: str) -> str:
    if not any("0" <= character <= "9" for character in dialable):
        return gettext_noop("This has no digits. Type a phone number.")
    if "+" in dialable[1:]:
        return gettext_noop("A + can only stand in front of a number. Type one number at a time.")
    return gettext_noop("This is not a phone number. Use digits only, with + and the country code for another country.")


_ONLY_DIGITS_AND_SEPARATORS = re.compile(r"\+?[0-9 ().\-/]+")
_MAIN = re.compile(r"\+?[0-9]+|(?=[*#]*[0-9])[0-9*#]+")
_NO_SEPARATORS = {ord(separator): None for separator in " \t-./()[]~_"}
_OTHER_SEPARATORS = {"·": ".", "•": ".", "−": "-", "ー": "-"}  # noqa: RUF001 -- dots, minus, Japanese long mark
_BY_CATEGORY = {"Zs": " ", "Pd": "-", "Cf": ""}  # spaces, dashes, marks without width as pasted from web pages

LABEL = re.compile(r"^(?:tele(?:ph|f)one?|tel|phone|fon[eo]?|mobile?|handy|[tmp])(?:\.?\s*:|\.)\s*")
"""What people leave in front of a number when they copy it, in lower case."""

_VANITY = re.compile(r"(?=(?:[^a-z]*[a-z]){3})\+?[0-9]{2,7}[a-z][a-z0-9]*")
"""Letters on the keypad: three or more after the first two to seven digits. A name behind a number is not one."""

_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")

_EXTENSION = re.compile(
    r"""(?: ;\s*ext(?:ension)?\s*=\s*
          | (?:,\s*)?(?<![^\W\d_])(?:ext(?:ension|ensión|n)?|x|dw|durchwahl|nst|nebenstelle
              |app(?:arat)?|klappe|poste|int(?:erno)?|anexo|ramal|toestel|wew|доб)[.:]?\s*
          | (?: [,;] | (?<![^\W\d_])[pw](?=[,;pw0-9]) )[,;pw\s]*  # pauses, as telephones store them
        )
        (?P<digits>[0-9*][0-9*\#\s,;pw-]{0,30})$""",
    re.VERBOSE,
)
_NUMBER_SIGN = re.compile(r"(?P<main>\+?(?:[^*#0-9]*[0-9]){7}[^*#]*)#\s*(?P<digits>[0-9]{0,15})")
