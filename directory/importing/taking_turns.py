"""Imports write by turns: what one batch has brought in, the next one finds, whoever brings it."""

from __future__ import annotations

from django.db import connection

_IMPORTS = 7_241_001
"""Names the lock among those of the database; nobody else of us asks for this number."""


def take_the_turn() -> None:
    """Wait until no other import is in the middle of a batch. Held until the transaction ends.

    Without it two files that name the same people without a UID find nobody, and both add them. SQLite needs nothing:
    there a transaction of ours holds the only right to write from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS])
