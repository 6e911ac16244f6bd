"""Whom a user has called of late: the directory shows them before others."""

from __future__ import annotations

LOOKED_AT = 30
CONTACTS = f"SELECT contact_id, placed_at FROM calls_call WHERE user_id = %s ORDER BY placed_at DESC LIMIT {LOOKED_AT}"  # noqa: S608 -- nothing but a number of ours
"""The contacts of the last calls, newest first, by the index call_history. A `directory.preferring.Source`."""
