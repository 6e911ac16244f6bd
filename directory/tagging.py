"""Tags: the same word is the same tag, however it is capitalised or accented."""

from __future__ import annotations

from collections.abc import Iterable

from directory.folding import fold
from directory.models import Contact, Tag

LONGEST_TAG = 50
MOST_TAGS = 100
"""As many as an import brings."""


def tag_key(name: str) -> str:
    """What tags are compared by. A tag of signs alone keeps them."""
    return (fold(name) or name.strip())[:100]


def tag_names(text: str) -> list[str]:
    """The tags of a line such as "VIP, supplier; Rome": each once, in the order in which they were written."""
    names = (" ".join(name.split())[:LONGEST_TAG] for name in text.replace(";", ",").split(","))
    by_key = {tag_key(name): name for name in reversed([name for name in names if name])}
    return list(reversed(by_key.values()))[:MOST_TAGS]


def tags_called(names: Iterable[str]) -> list[Tag]:
    """The tags of these names; those that nobody has used yet are made. Three queries however many."""
    by_key = {tag_key(name): name for name in names}
    Tag.objects.bulk_create([Tag(name=name, key=key) for key, name in by_key.items()], ignore_conflicts=True)
    return list(Tag.objects.filter(key__in=by_key))


def tag(contact: Contact, names: Iterable[str]) -> None:
    """Give a contact these tags and no others."""
    contact.tags.set(tags_called(names))
