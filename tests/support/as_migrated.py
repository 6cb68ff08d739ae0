"""A PostgreSQL database as the migrations left it, brought back after each test with real commits.

Only what a test wrote is undone: making the whole database anew writes more than a thousand files each time. A test
that changed tables, triggers or functions costs the whole.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

TABLES = "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
# The catalogues that hold what a database is made of; each row's xmin names the transaction that wrote it last.
MADE_OF = ("pg_attribute", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_type")
FORM = " UNION ALL ".join(
    f"SELECT '{name}', count(*), sum(xmin::text::bigint) FROM {name}"  # noqa: S608 (our own constants)
    for name in MADE_OF
)
ELSEWHERE = """
SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def twin_of(name: str) -> str:
    """Return the name of the database that nobody writes to, from which that of a process is brought back."""
    return f"{name}_twin"


def copy_database(connection: BaseDatabaseWrapper, *, new: str, old: str) -> None:
    """Make one database from another, whoever is still connected."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:  # Django's own way to the server without a database
        quoted = [connection.ops.quote_name(part) for part in (new, old)]
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted[0]} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {quoted[0]} TEMPLATE {quoted[1]}")


class AsMigrated:
    """Knows the rows of the migrations, and undoes what was written since."""

    def __init__(self, connection: BaseDatabaseWrapper, url: str) -> None:
        self.connection, self.url = connection, url
        self.name = connection.settings_dict["NAME"]
        self.twin = twin_of(self.name)

    def __enter__(self) -> Self:
        copy_database(self.connection, new=self.twin, old=self.name)
        self.remember()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.line.close()

    def remember(self) -> None:
        """Note what there is: how it is made, which tables have which rows, where the sequences stand."""
        self.line = psycopg.connect(self.url, autocommit=True)
        # Neither keys nor triggers: append-only tables refuse to be emptied.
        self.line.execute("SET session_replication_role = replica")
        self.form = self.line.execute(FORM).fetchall()
        self.tables = [name for (name,) in self.line.execute(TABLES)]
        self.rows = {name: self.written(name) for name in self.with_rows(self.tables)}
        self.sequences = dict(self.line.execute(SEQUENCES).fetchall())

    def bring_back(self) -> None:
        """Undo what was written since."""
        connections.close_all()
        self.line.execute(ELSEWHERE)
        if self.line.execute(FORM).fetchall() != self.form:
            self.line.close()
            copy_database(self.connection, new=self.name, old=self.twin)
            self.remember()
            return
        with self.line.transaction():
            for name in self.with_rows(self.tables):
                self.line.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, rows in self.rows.items():
                with self.line.cursor().copy(
                    sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                ) as copy:
                    copy.write(rows)
            for name, value in self.line.execute(SEQUENCES).fetchall():
                if value != self.sequences[name]:
                    first = self.sequences[name] is None
                    self.line.execute(
                        "SELECT setval(%s::regclass, %s, %s)",
                        [f'public."{name}"', self.sequences[name] or 1, not first],
                    )

    def with_rows(self, tables: list[str]) -> list[str]:
        """Return those of the tables that hold anything."""
        looks = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in tables
        )
        return [name for (name,) in self.line.execute(looks)]

    def written(self, table: str) -> bytes:
        """Return a table's rows as PostgreSQL copies them out."""
        with self.line.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
            return b"".join(bytes(part) for part in copy)
