"""Writes the columns in which a search looks: the folded name, and all that a contact is found by."""

from __future__ import annotations

from collections.abc import Iterable

import phonenumbers

from clicktocall.numbering import plans, quick
from directory.finding.slips import learn
from directory.folding import fold, fold_apart, fold_spelled_out
from directory.keypad import MARK, keypad_name
from directory.models import NAME_KEY_LENGTH, Contact, PhoneNumber


def keep_search_text(*contacts: Contact) -> None:
    """Write the search columns of contacts as their names, numbers and tags stand in the database.

    To be called by whatever saves a contact, its numbers or its tags. As many queries whatever the number of contacts.
    """
    kept = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
    fresh = list(kept.with_numbers().prefetch_related("tags"))
    for contact in fresh:
        describe(contact, contact.numbers.all(), tags=[tag.name for tag in contact.tags.all()])
    Contact.objects.bulk_update(fresh, ["name_key", "search_text"], batch_size=200)
    learn(contact.search_text for contact in fresh)


def describe(contact: Contact, numbers: Iterable[PhoneNumber], *, tags: Iterable[str] = ()) -> None:
    """Fill in the search columns of a contact that has these numbers and tags. Saves nothing.

    For many contacts at once: describe each, write them all, then `directory.finding.slips.learn` their search texts.

    Each thing that can be found stands on a line of its own: words after a space each, international numbers after a
    `+`, other forms of a number after a `=`, the keys of a keypad after a `~`, initials after a `^`. What is not
    written like a word or number is in capitals, which folded text has none of. A blank line stands before the numbers.
    """
    folded = fold(contact.name)
    lines = _as_words(contact.name)
    for text in (contact.phonetic_name, contact.company, *tags):
        if text:
            lines += _as_words(text)
    words = folded.split()
    lines.append("".join([f"~{keys}" for keys in map(keypad_name, words) if keys]))
    if len(words) > 1:
        lines += _initials(words)
    reached: list[str] = []
    for number in numbers:
        reached.append(number.e164)
        reached += _other_forms(number)
    contact.name_key = folded[:NAME_KEY_LENGTH]
    contact.search_text = f"{_lines(lines)}\n{_lines(reached)}\n"


def name_key(name: str) -> str:
    return fold(name)[:NAME_KEY_LENGTH]


def _as_words(text: str) -> list[str]:
    """The lines of a text, folded in all ways; plain letters have one."""
    ways = (fold(text),) if text.isascii() else (fold(text), fold_spelled_out(text), fold_apart(text))
    return [f" {line}" for line in ways if line]


def _lines(lines: Iterable[str]) -> str:
    return "".join([f"\n{line}" for line in dict.fromkeys(lines) if line])


def _initials(words: list[str]) -> tuple[str, str]:
    """AMR and AR for Anna Maria Rossi."""
    letters = "".join([word[0] for word in words]).upper()
    return f"^{MARK}{letters}", f"^{MARK}{letters[0]}{letters[-1]}"


def _other_forms(number: PhoneNumber) -> list[str]:
    """The digits people use for it at home, unless they are the end of the international ones anyway."""
    e164 = number.e164
    if not e164:
        return [f"={number.digits}"] if number.digits else []
    forms = quick.forms_at_home(e164) or _forms_at_home(e164)
    return [f"={form}" for form in sorted(set(forms)) if not e164.endswith(form)]


def _forms_at_home(e164: str) -> set[str]:
    public = phonenumbers.parse(e164, None)
    significant = phonenumbers.national_significant_number(public)
    home = phonenumbers.region_code_for_country_code(public.country_code or 0)
    return {plans.national_digits(public), plans.trunk_prefix(home) + significant}
