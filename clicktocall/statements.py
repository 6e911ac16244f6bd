"""SQL that Django writes once: for a wide row it is longer at writing than the database at answering.

It is kept ready at the database as well, see `prepared`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections, router, transaction
from django.db.models import AutoField, Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

from clicktocall.prepared import cursor_of, fetch_from


class Given(Expression):
    """Stands in a queryset where a value comes that is known only when the statement is run."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002 -- as Django calls it
        return "%s", (self,)  # takes its own place among the parameters


def givens(model: type[Model], names: Iterable[str]) -> dict[str, Given]:
    """A place for each of these columns, by its name."""
    return {name: Given(name, cast("Field[Any, Any]", model._meta.get_field(name))) for name in names}  # noqa: SLF001 -- Django documents it


Row = TypeVar("Row", bound=Model)


class Change(Generic[Row]):
    """An UPDATE of the rows of a queryset with places for values, written once in the same way."""

    def __init__(self, make: Callable[[], QuerySet[Row]], **values: object) -> None:
        self._make = make
        self._values = values
        self._here = threading.local()

    def run(self, **values: object) -> int:
        """How many rows were changed."""
        if not hasattr(self._here, "sql"):
            self._write()
        if not self._here.sql:
            return 0
        with cursor_of(connections[self._here.db]) as cursor:
            cursor.execute(self._here.sql, [_bound(place, values, cursor.db) for place in self._here.places])
            return int(cursor.rowcount)

    def _write(self) -> None:
        rows = self._make()
        query = cast("UpdateQuery", rows.query.chain(UpdateQuery))
        query.add_update_values(self._values)
        self._here.db = router.db_for_write(rows.model)
        try:
            sql, places = query.get_compiler(using=self._here.db).as_sql()
        except EmptyResultSet:  # no row can be meant
            sql, places = "", ()
        self._here.sql, self._here.places = _with_constants(sql, places, connection=connections[self._here.db])


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
        if not hasattr(self._here, "read"):
            self._write()
        found: list[Row] = self._here.read(values)
        return found

    def one(self, **values: object) -> Row:
        """The only row. Raises its model's DoesNotExist."""
        rows = self.run(**values)
        if not rows:
            raise self._here.model.DoesNotExist
        (row,) = rows
        return row

    def _write(self) -> None:
        rows = self._make()
        connection = connections[rows.db]
        compiler = rows.query.get_compiler(using=rows.db)
        sql, places = _with_constants(*compiler.as_sql(), connection=connection)
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        row_of = _reader(compiler, rows.db)

        def read(values: dict[str, object]) -> list[Row]:
            found = fetch_from(connection, sql, [_bound(place, values, connection) for place in places])
            return [row_of(one) for one in (compiler.apply_converters(found, converters) if converters else found)]

        self._here.model, self._here.read = rows.model, read


def _reader(compiler: Any, db: str) -> Callable[[Sequence[Any]], Any]:
    """What a queryset makes of each of its rows, with what is the same for all of them found out once."""
    about, select = compiler.klass_info, compiler.select
    columns = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
    names = [column.target.attname for column, *_ in select[columns]]
    related = get_related_populators(about, select, db)  # type: ignore[call-arg]  # -- the stubs are those of Django 6

    def row_of(found: Sequence[Any]) -> Any:
        row = about["model"].from_db(db, names, found[columns])
        for one in related:
            one.populate(found, row)
        for name, place in compiler.annotation_col_map.items():
            setattr(row, name, found[place])
        return row

    return row_of


def insert(*rows: Model) -> None:
    """Add new rows whose keys nobody has to know, as `save(force_insert=True)` does, without signals: all or none.

    Raises IntegrityError.
    """
    db = router.db_for_write(type(rows[0]))
    kept = [_values(row, connections[db]) for row in rows]
    statements = _insertions(tuple((type(row), _empty(values)) for row, values in zip(rows, kept, strict=True)), db)
    given = [[value for value in values if value is not None] for values in kept]
    if len(statements) == 1:
        given = [[value for values in given for value in values]]
    as_one = transaction.atomic(db, savepoint=False) if len(statements) > 1 else nullcontext()
    with as_one, cursor_of(connections[db]) as cursor:
        for sql, values in zip(statements, given, strict=True):
            cursor.execute(sql, values)


def _values(row: Model, connection: Any) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in _kept_fields(type(row))]


def _empty(values: Sequence[Any]) -> tuple[int, ...]:
    """At which places there is nothing: NULL stands in the statement itself, which is short for a row that is new."""
    return tuple(place for place, value in enumerate(values) if value is None)


@cache
def _kept_fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]  # noqa: SLF001 -- Django documents it


@cache
def _insertions(shapes: tuple[tuple[type[Model], tuple[int, ...]], ...], db: str) -> list[str]:
    """One INSERT for each, and on PostgreSQL one statement that does them all."""
    each = [_insertion(model, empty, db) for model, empty in shapes]
    if len(each) == 1 or connections[db].vendor != "postgresql":
        return each
    before = ", ".join(f"row{place} AS ({sql})" for place, sql in enumerate(each[:-1]))
    return [f"WITH {before} {each[-1]}"]


def _insertion(model: type[Model], empty: Container[int], db: str) -> str:
    quoted = connections[db].ops.quote_name
    fields = _kept_fields(model)
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join("NULL" if place in empty else "%s" for place in range(len(fields)))
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608, SLF001 -- as above


def _with_constants(sql: str, places: Sequence[object], *, connection: Any) -> tuple[str, Sequence[object]]:
    """The statement with nothing but its Givens left open. PostgreSQL has to see what is always the same: an index that
    holds live calls only is of no use to a plan that is to serve every status.
    """
    if connection.vendor != "postgresql":
        return sql, places
    pieces = sql.split("%s")
    written = [pieces[0]]
    for place, piece in zip(places, pieces[1:], strict=True):
        is_open = isinstance(place, Given)
        written += ["%s" if is_open else connection.ops.compose_sql("%s", [place]).replace("%", "%%"), piece]
    return "".join(written), [place for place in places if isinstance(place, Given)]


def _bound(place: object, values: dict[str, object], connection: Any) -> Any:
    if not isinstance(place, Given):
        return place
    return place.output_field.get_db_prep_value(values[place.name], connection=connection, prepared=False)
