"""Whom a user prefers: favourites, and whom other apps know of, come first in a search.

The directory knows nothing of calls. An app that does adds a source when it starts (`AppConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, islice
from typing import TypeAlias

from clicktocall.accounts.models import User
from directory.finding.statements import latest_of

MOST = 20
"""They all fit on the first page."""

Source: TypeAlias = Callable[[User], Iterable[int]]
"""The ids of contacts that a user prefers, dearest first. Asked at each search, so one query at most."""

_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Added twice it is asked once. Sources that were added earlier come first."""
    if source not in _sources:
        _sources.append(source)


def preferred_by(user: User) -> list[int]:
    """Favourites, then what the sources say, each contact once."""
    favourites = latest_of("directory_favourite", "contact_id", user=user, by="added_at", limit=MOST)
    others = (pk for source in _sources for pk in source(user))
    return list(islice(dict.fromkeys(chain(favourites, others)), MOST))
