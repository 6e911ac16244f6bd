"""Reads files of contacts for tests, and writes cards in a form that can stand in a file beside them."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path

from directory.importing.cards import Card
from directory.importing.faults import Fault, Unreadable
from directory.importing.opening import open_book

SAMPLES = Path(__file__).parent / "samples"


def cards_of(path: Path, *, region: str = "") -> list[Card | Fault]:
    with open_book(path, region=region) as book:
        return list(book.cards)


def names(path: Path, *, region: str = "") -> list[str]:
    return [card.name if isinstance(card, Card) else card.sentence for card in cards_of(path, region=region)]


def outcome(path: Path) -> list[Card | Fault] | str:
    """The contacts and faults of a file, or the sentence that refuses it."""
    try:
        return cards_of(path)
    except Unreadable as refusal:
        return str(refusal)


def told(path: Path) -> dict[str, object]:
    """What a file says, as it stands in the file beside it."""
    with open_book(path) as book:
        return {"format": book.format, "ignored": list(book.ignored), "contacts": [_plain(card) for card in book.cards]}


def _plain(card: Card | Fault) -> dict[str, object]:
    if isinstance(card, Fault):
        return {"row": card.row, "rejected": card.sentence}
    said: dict[str, object] = {"row": card.row}
    for field in fields(card):
        value = getattr(card, field.name)
        if field.name in {"row", "source"} or (field.default is not MISSING and value == field.default):
            continue
        said[field.name] = value if isinstance(value, str) else str(value)
    said |= {"phones": [f"{phone.label}: {phone.typed}{' *' * phone.is_default}" for phone in card.phones]}
    said |= {"emails": [f"{email.label}: {email.address}" for email in card.emails], "tags": list(card.tags)}
    return {name: value for name, value in said.items() if value}
