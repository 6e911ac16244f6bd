"""Asks for the rows whose column holds one of many values: one parameter, however many they are.

Django writes a mark for each value and looks at each of them several times, which takes longer than the query.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup[Any]):
    """`filter(Among("e164", numbers))`. For columns of text, whole numbers and UUIDs."""

    lookup_name = "among"

    def __init__(self, column: str | Any, values: Iterable[str | int | UUID]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, list(values))

    def get_prep_lookup(self) -> list[Any]:
        return list(self.rhs)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Whole numbers get the type of the column: smaller ones share no hash with it, and each would be compared."""
        column, parameters = self.process_lhs(compiler, connection)
        kind = f"::{self.lhs.output_field.db_type(connection)}[]" if self.rhs and isinstance(self.rhs[0], int) else ""
        return f"{column} = ANY(%s{kind})", [*parameters, self.rhs]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        values = [value.hex if isinstance(value, UUID) else value for value in self.rhs]
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(values)]  # noqa: S608 -- a column of ours
