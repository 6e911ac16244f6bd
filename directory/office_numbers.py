"""The numbers of the office that a search means: asked for at each letter, so in one plain statement."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, connection

from clicktocall.pbx.models import Pbx
from clicktocall.prepared import fetch
from directory.folding import fold
from directory.models import OfficeNumber

SHOWN = 20
_READ = ("id", "pbx_id", "number", "name", "kind")


def office_numbers(query: str, *, pbxs: Iterable[Pbx]) -> list[OfficeNumber]:
    """The first of those on these PBXs that `OfficeNumber.objects.found_by(query)` means."""
    words, known = fold(query).split(), {pbx.pk: pbx for pbx in pbxs}
    if not words or not known:
        return []
    has = "instr(o.search_text, %s) > 0" if connection.vendor == "sqlite" else "strpos(o.search_text, %s) > 0"
    sql = (
        f"SELECT {', '.join(f'o.{name}' for name in _READ)} FROM directory_officenumber AS o"  # noqa: S608 -- columns of ours
        f" JOIN pbx_pbx AS p ON p.id = o.pbx_id WHERE o.pbx_id IN ({', '.join(['%s'] * len(known))})"
        f" AND {' AND '.join([has] * len(words))} ORDER BY p.name, o.number LIMIT {SHOWN}"
    )
    rows = fetch(sql, [*known, *(f" {word}" for word in words)])
    found = [OfficeNumber.from_db(DEFAULT_DB_ALIAS, _READ, row) for row in rows]
    for one in found:
        one.pbx = known[one.pbx_id]
    return found
