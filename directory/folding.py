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


def fold(text: str) -> str:
    """Lower case without accents, words with one space between: "Águila-Łoś, Zoë" is "aguila los zoe".

    Both sides of a comparison are folded. Folding twice changes nothing. Scripts other than Latin keep their letters.
    """
    return " ".join([folded for word in text.split() if (folded := _folded(word))])


def fold_spelled_out(text: str) -> str:
    """Folded as people write umlauts without the keys for them: "Jürgen Møller" is "juergen moeller"."""
    return " ".join([folded for word in text.split() if (folded := _folded_spelled_out(word))])


def fold_apart(text: str) -> str:
    """Folded with each sign of a script that has no spaces between words as a word; empty without such signs."""
    return " ".join(_UNSPACED.sub(r" \g<0> ", fold(text)).split()) if _UNSPACED.search(text) else ""


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    """What was written without a blank. Names are many, the words in them few; signs in between make several of one."""
    word = word.translate(_APOSTROPHES)
    if word.isascii():
        return _NOT_PLAIN.sub(" ", word.lower()).strip()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return " ".join("".join(map(_plain, folded)).split())


@lru_cache(maxsize=1024)
def _folded_spelled_out(word: str) -> str:
    return fold(unicodedata.normalize("NFC", word).casefold().translate(_TWO_LETTERS))


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
