"""Statements that the ORM writes once for a connection and that are then sent many times with other values.

For the few requests that a whole room makes at once: to write the text of a query takes several times as long as the
database takes to answer it (ADR 0116). Tables, columns and conversions stay those of the models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=models.Model)


class Slot(Expression):
    """The place of a value that is named now and comes when the statement is sent."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, *_compiler_and_connection: Any, **_more: Any) -> tuple[str, list[Any]]:
        """Return the placeholder, and this slot as the parameter that is to be filled."""
        return "%s", [self]


def slot(model: type[models.Model], field: str) -> Slot:
    """Return the place of a value of this field, by the field's own name."""
    return Slot(field, model._meta.get_field(field))


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as one connection sends it."""

    sql: str
    params: Sequence[Any]
    compiler: SQLCompiler
    shape: _Shape | None = None
    converters: Mapping[int, Any] | None = None
    locks: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns of an answer belong to the row, to rows beside it (select_related), and to annotations."""

    own: slice
    names: Sequence[str]
    beside: Sequence[Any]
    extra: Mapping[str, int]


def _shape_of(compiler: SQLCompiler) -> _Shape | None:
    """Return the shape of rows of a model, as `ModelIterable` takes it; None where only values are asked for."""
    if compiler.klass_info is None:
        return None
    places = compiler.klass_info["select_fields"]
    own = slice(places[0], places[-1] + 1)
    names = [expression.target.attname for expression, *_rest in compiler.select[own]]
    beside = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
    return _Shape(own, names, beside, compiler.annotation_col_map or {})


class _Statement:
    def _sent(self, values: Mapping[str, Any]) -> tuple[_Written, Any]:
        """Send the statement and return it with the open cursor."""
        connection = connections[DEFAULT_DB_ALIAS]
        # With the connection, whose converters it uses: it lives and ends with the thread.
        kept = vars(connection).setdefault("prepared_statements", {})
        written = kept.get(self) or kept.setdefault(self, self._write(connection))
        if written.locks and connection.get_autocommit():
            raise TransactionManagementError("This statement locks rows: it has to stand in a transaction.")
        cursor = connection.cursor()
        cursor.execute(written.sql, [_filled(param, values, connection) for param in written.params])
        return written, cursor

    def _write(self, connection: BaseDatabaseWrapper) -> _Written:
        raise NotImplementedError


def _filled(param: Any, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
    if isinstance(param, Slot):
        return param.output_field.get_db_prep_value(values[param.name], connection, prepared=False)
    return param


class Question(_Statement, Generic[Row]):
    """A query for rows of one model; its queryset may hold slots wherever an expression may stand."""

    def __init__(self, make: Callable[[], models.QuerySet[Row]]) -> None:
        self.make = make

    def rows(self, **values: Any) -> list[Row]:
        """Return the rows for these values. Fields that the queryset leaves out are read when they are asked for."""
        return self._read(*self._sent(values))

    def asked(self, **values: Any) -> Asked[Row]:
        """Return the question with its values, to be sent together with others by `answers`."""
        return Asked(self, values)

    def _read(self, written: _Written, cursor: Any) -> list[Row]:
        with cursor:
            found: Iterable[Sequence[Any]] = cursor.fetchall()
        if written.converters:
            found = written.compiler.apply_converters(found, written.converters)
        return [self._row(written, row) for row in found]

    def first(self, **values: Any) -> Row | None:
        """Return the first row, or None when there is none."""
        return next(iter(self.rows(**values)), None)

    def _row(self, written: _Written, values: Sequence[Any]) -> Row:
        shape = written.shape
        row: Row = written.compiler.query.model.from_db(DEFAULT_DB_ALIAS, shape.names, values[shape.own])  # type: ignore[union-attr]
        for populator in shape.beside:
            populator.populate(values, row)
        for name, place in shape.extra.items():
            setattr(row, name, values[place])
        return row

    def _write(self, connection: BaseDatabaseWrapper) -> _Written:
        compiler = self.make().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [expression for expression, *_rest in compiler.select]
        locks = compiler.query.select_for_update
        return _Written(sql, params, compiler, _shape_of(compiler), compiler.get_converters(columns), locks)


class Columns(Question[Any]):
    """A query of which only the selected columns are wanted: of rows the key first, or what `values_list` names."""

    def _row(self, written: _Written, values: Sequence[Any]) -> Sequence[Any]:
        return values


@dataclass(frozen=True, slots=True)
class Asked(Generic[Row]):
    """A question with its values."""

    question: Question[Row]
    values: Mapping[str, Any]


def answers(*asked: Asked[Any]) -> list[list[Any]]:
    """Ask several questions, of which none needs another's answer, and return the rows of each."""
    if len(asked) == 1:
        return [asked[0].question.rows(**asked[0].values)]
    with together():
        sent = [one.question._sent(one.values) for one in asked]
    return [one.question._read(*parts) for one, parts in zip(asked, sent, strict=True)]


@contextmanager
def together(*, and_commit: bool = False) -> Iterator[None]:
    """Send the statements inside without waiting for the answer of each; an error shows when the block ends.

    PostgreSQL works on them in their order, each with a look of its own at what is committed. To SQLite, which is in
    this process, there is no way to save. `and_commit`: nothing follows in the transaction, and its COMMIT goes along;
    when the block has ended it is committed, and where a statement failed the server passes the COMMIT over. A further
    statement in the transaction is then an error: it would stand in one of its own.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    # Inside another transaction it is for that one to end.
    is_end = and_commit and len(connection.atomic_blocks) == 1
    if connection.vendor != "postgresql":
        yield
        if is_end:
            _refuse_what_follows(connection)
        return
    connection.close_if_health_check_failed()  # its question would go unanswered inside
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
        if is_end:  # Django finds nothing left to commit
            with connection.cursor() as cursor:
                cursor.execute("COMMIT")
            _refuse_what_follows(connection)


def _refuse_what_follows(connection: BaseDatabaseWrapper) -> None:
    """Refuse statements until the transaction ends: Django forgets what waits for a commit with it, however it ends."""

    def ended() -> None:
        if refuse in connection.execute_wrappers:
            connection.execute_wrappers.remove(refuse)

    def refuse(execute: Callable[..., Any], *statement: Any) -> Any:
        if any(waits is ended for _savepoints, waits, _robust in connection.run_on_commit):
            raise TransactionManagementError("This transaction is committed: nothing may follow in it.")
        ended()
        return execute(*statement)

    connection.execute_wrappers.append(refuse)
    transaction.on_commit(ended)


def check_references() -> None:
    """Let PostgreSQL look at every foreign key written so far, and from here on at once instead of at the commit.

    Such a look locks the row that is pointed at: it has to come before whatever an operation locks last.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Change(_Statement):
    """An UPDATE of the rows of a queryset; slots may stand in the queryset and for the new values."""

    def __init__(self, make: Callable[[], models.QuerySet[Any]], **new: Slot) -> None:
        self.make, self.new = make, new

    def send(self, **values: Any) -> None:
        """Change the rows for these values."""
        _written, cursor = self._sent(values)
        cursor.close()

    def _write(self, connection: BaseDatabaseWrapper) -> _Written:
        query = self.make().query.chain(UpdateQuery)
        query.add_update_values(self.new)
        compiler = query.get_compiler(connection=connection)
        return _Written(*compiler.as_sql(), compiler)


@dataclass(frozen=True, slots=True)
class Upsert:
    """What happens to a row that is there already: it is replaced by one that is newer by these fields, in order."""

    unique: tuple[str, ...]
    newer: tuple[str, ...]


def insert_rows(rows: Sequence[models.Model], upsert: Upsert | None = None) -> None:
    """Insert rows of one model as they are, without reading their keys back."""
    connection = connections[DEFAULT_DB_ALIAS]
    kept = vars(connection).setdefault("prepared_statements", {})
    key = (type(rows[0]), upsert)
    sql, fields = kept.get(key) or kept.setdefault(key, _insert(connection, rows[0], upsert))
    params = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows
    ]
    with connection.cursor() as cursor:
        if len(params) == 1:
            cursor.execute(sql, params[0])
        else:
            cursor.executemany(sql, params)


def _insert(
    connection: BaseDatabaseWrapper, row: models.Model, upsert: Upsert | None
) -> tuple[str, Sequence[Any]]:
    """Return the statement, and the fields whose values it takes."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]

    def names(chosen: Sequence[Any], prefix: str = "") -> str:
        return ", ".join(prefix + connection.ops.quote_name(field.column) for field in chosen)

    table = connection.ops.quote_name(row._meta.db_table)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({names(fields)}) VALUES ({places})"  # noqa: S608 - names of the models only
    if upsert is None:
        return sql, fields
    unique, newer = (
        [row._meta.get_field(name) for name in chosen] for chosen in (upsert.unique, upsert.newer)
    )
    changed = ", ".join(
        f"{names([field])} = excluded.{names([field])}" for field in fields if field not in unique
    )
    sql = (
        f"{sql} ON CONFLICT ({names(unique)}) DO UPDATE SET {changed} "
        f"WHERE ({names(newer, 'excluded.')}) > ({names(newer, table + '.')})"
    )
    return sql, fields
