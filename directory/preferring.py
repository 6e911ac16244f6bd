"""Whom a user prefers: favourites, and whom other apps know of, come first in a search.

The directory knows nothing of calls. An app that does adds a source when it starts (`AppConfig.ready`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from clicktocall.accounts.models import User
from directory.finding.statements import ask

MOST = 20
"""They all fit on the first page."""

Source: TypeAlias = str
"""SQL for the contacts that a user prefers: their ids, each with a time, a few of the latest. One parameter, the user.

Asked at each search, all of them in one statement: a QuerySet takes longer to build than to answer.
"""

_FAVOURITES: Source = (
    f"SELECT contact_id, added_at FROM directory_favourite WHERE user_id = %s ORDER BY added_at DESC LIMIT {MOST}"  # noqa: S608 -- nothing but a number of ours
)
_GROUPS = "group_id, NULL FROM accounts_user_groups WHERE user_id = %s"
_sources: list[Source] = [_FAVOURITES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a search has to know of a user: preferred contacts, dearest first, and the groups whose shelves they see."""

    preferred: list[int]
    groups: list[int]


def add_source(source: Source) -> None:
    """Added twice it is asked once. Sources that were added earlier come first."""
    if source not in _sources:
        _sources.append(source)


def known_of(user: User) -> Known:
    """Favourites, then what the sources say, each contact once, and the groups; in one query."""
    every = [f"SELECT {place}, s.* FROM ({source}) AS s" for place, source in enumerate(_sources)]  # noqa: S608 -- sources are our own
    sql = f"{' UNION ALL '.join(every)} UNION ALL SELECT {len(_sources)}, {_GROUPS} ORDER BY 1, 3 DESC, 2"
    rows = ask(sql, [user.pk] * (len(_sources) + 1))
    preferred = (pk for place, pk, _at in rows if place < len(_sources) and pk is not None)
    return Known(
        preferred=list(islice(dict.fromkeys(preferred), MOST)),
        groups=[pk for place, pk, _at in rows if place == len(_sources)],
    )
