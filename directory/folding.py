"""Folds text, so that what people type meets what is written: no accents, no capitals, no punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans(dict.fromkeys("'`´‘’ʼʻʹ"))  # noqa: RUF001 -- all the signs that stand for one
_NOT_PLAIN = re.compile("[^a-z0-9]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Kana and ideographs. Folding takes Hangul apart into letters."""
_PLAIN_LETTERS = {
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ı": "i",  # noqa: RUF001 -- Turkish, without its dot
    "ĸ": "k",
    "ə": "e",
}
"""Letters that Unicode does not take apart into a plain one and a mark."""
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents, words with one space between: "Águila-Łoś, Zoë" is "aguila los zoe".

    Both sides of a comparison are folded. Folding twice changes nothing. Scripts other than Latin keep their letters.
    """
    text = text.translate(_APOSTROPHES)
    if text.isascii():
        return _NOT_PLAIN.sub(" ", text.lower()).strip()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(map(_plain, folded)).split())


def fold_spelled_out(text: str) -> str:
    """Folded as people write umlauts without the keys for them: "Jürgen Møller" is "juergen moeller"."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_TWO_LETTERS))


def fold_apart(text: str) -> str:
    """Folded with each sign of a script that has no spaces between words as a word; empty without such signs."""
    return " ".join(_UNSPACED.sub(r" \g<0> ", fold(text)).split()) if _UNSPACED.search(text) else ""


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """What stands for one decomposed character. Marks that are vowels (in Hindi, Thai) belong to the word and stay."""
    if character in _PLAIN_LETTERS:
        return _PLAIN_LETTERS[character]
    if unicodedata.category(character).startswith("M"):
        return "" if unicodedata.combining(character) else character
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    return character if character.isalnum() else " "
