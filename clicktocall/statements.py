"""Querysets whose SQL is written once: for a wide row Django is longer at writing it than the database at answering."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet


class Given(Expression):
    """Stands in a queryset where a value comes that is known only when the statement is run."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002 -- as Django calls it
        return "%s", (self,)  # takes its own place among the parameters


Row = TypeVar("Row", bound=Model)


class Statement(Generic[Row]):
    """A queryset with places for values, written by Django once for each thread and run with other values each time.

    `make` is called once: what depends on the moment or the user has to be a `Given` in it. The rows are those that
    the queryset would give, with their related objects.
    """

    def __init__(self, make: Callable[[], QuerySet[Row]]) -> None:
        self._make = make
        self._here = threading.local()  # a compiler belongs to the connection of its thread

    def run(self, **values: object) -> list[Row]:
        """The rows for these values, one for each `Given`. Raises KeyError where one is missing."""
        if not hasattr(self._here, "rows"):
            self._write()
        self._here.values = values
        return list(self._here.rows.all())

    def one(self, **values: object) -> Row:
        """The only row. Raises its model's DoesNotExist."""
        rows = self.run(**values)
        if not rows:
            raise self._here.rows.model.DoesNotExist
        (row,) = rows
        return row

    def _write(self) -> None:
        rows = self._make()
        connection = connections[rows.db]
        compiler = rows.query.get_compiler(using=rows.db)
        sql, places = compiler.as_sql()
        here = self._here

        def as_sql(*_: object, **__: object) -> tuple[str, tuple[Any, ...]]:
            return sql, tuple(_bound(place, here.values, connection) for place in places)

        compiler.as_sql = as_sql
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]  # -- of this one queryset's only
        self._here.rows = rows


def _bound(place: object, values: dict[str, object], connection: Any) -> object:
    if not isinstance(place, Given):
        return place
    return place.output_field.get_db_prep_value(values[place.name], connection=connection, prepared=False)
