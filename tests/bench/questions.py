"""What people type, by kind, made of the people that are there; and whether a page shows who was meant."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from itertools import islice

from directory.folding import fold
from tests.bench.people import Person, people

EACH = 60
NAMES = re.compile(r'class="person-name"[^>]*>\s*<strong>(.*?)</strong>', re.DOTALL)
KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`meant` is what one of the names on the first page must have in it; empty where nobody in particular is meant."""

    q: str
    meant: str = ""


def questions(count: int) -> dict[str, list[Question]]:
    """Sixty of each kind, about people spread over the first hundred thousand."""
    chance = random.Random(4)  # noqa: S311 -- made-up questions
    population = min(count, 100_000)
    chosen = list(islice(people(count), 0, population, population // (EACH * 4)))
    kinds: dict[str, Callable[[Person], Question | None]] = {
        **{f"first name, {length} letters": _first(length) for length in (1, 2, 3, 5)},
        **{f"family name, {length} letters": _family(length) for length in (2, 3, 5)},
        "family name": lambda person: Question(q=_names(person)[-1]),
        "middle of a family name": _middle,
        "whole name": lambda person: Question(q=person.name, meant=person.name),
        "names the other way round": lambda person: Question(q=" ".join(reversed(_names(person)))),
        "name and company, 20 signs": lambda person: Question(q=f"{person.name} {person.company}"[:20]),
        "word of a company": lambda person: Question(q=person.company.split()[0]) if person.company else None,
        "what all companies have": lambda person: Question(q=person.company.split()[2]) if person.company else None,
        "initials": lambda person: Question(q="".join(name[0] for name in _names(person))),
        "keys of a telephone": lambda person: Question(q=fold(person.name).split()[0].translate(KEYS)[:4]),
        "last 4 digits": lambda person: Question(q=person.numbers[0][-4:]),
        "5 digits from the middle": lambda person: Question(q=person.numbers[0][4:9]),
        "8 digits": lambda person: Question(q=person.numbers[1][-8:]),
        "+ and 5 digits": lambda person: Question(q=f"{person.numbers[1][:3]} {person.numbers[1][3:6]}"),
        "0049 and 5 digits": lambda person: Question(q=f"00{person.numbers[0][1:3]} {person.numbers[0][3:8]}"),
        "name and digits": lambda person: Question(q=f"{_names(person)[-1][:4]} {person.numbers[0][-4:]}"),
        "nobody": lambda person: Question(q=f"{_names(person)[-1][:3]}xq{_names(person)[0][:2]}"),
    }
    asked = {kind: [one for person in chosen if (one := make(person))] for kind, make in kinds.items()}
    asked |= _typing(chosen) | _slips(chosen, chance)
    return {kind: chance.sample(list(dict.fromkeys(some)), min(EACH, len(set(some)))) for kind, some in asked.items()}


def shows(page: bytes, meant: str) -> bool:
    return any(fold(meant) in fold(unescape(name)) for name in NAMES.findall(page.decode()))


def _names(person: Person) -> list[str]:
    return person.name.split()


def _first(length: int) -> Callable[[Person], Question]:
    return lambda person: Question(q=_names(person)[0][:length])


def _family(length: int) -> Callable[[Person], Question]:
    return lambda person: Question(q=_names(person)[-1][:length])


def _middle(person: Person) -> Question | None:
    family = _names(person)[-1]
    return Question(q=family[2:6]) if len(family) >= 7 else None


def _typing(chosen: list[Person]) -> dict[str, list[Question]]:
    """As somebody types name and company, letter by letter."""
    lengths = {"typing, 1 to 4 signs": range(1, 5), "typing, 5 to 20 signs": range(5, 21)}
    return {
        kind: [Question(q=f"{person.name} {person.company}"[:length]) for person in chosen for length in some]
        for kind, some in lengths.items()
    }


def _slips(chosen: list[Person], chance: random.Random) -> dict[str, list[Question]]:
    """One slip in a family name of six letters and more, with and without the first name."""
    slipped = [(person, family, _slip(family, chance)) for person in chosen if len(family := _names(person)[-1]) >= 6]
    return {
        "a slip in a family name": [Question(q=slip, meant=family) for _, family, slip in slipped],
        "a slip in a whole name": [
            Question(q=f"{_names(person)[0]} {slip}", meant=f"{_names(person)[0]} {family}")
            if len(_names(person)) == 2
            else Question(q=slip, meant=family)
            for person, family, slip in slipped
        ],
    }


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    slips = (
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )
    return chance.choice([slip for slip in slips if slip != word] or [slips[0]])
