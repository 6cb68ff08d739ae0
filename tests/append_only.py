"""Lets a test put a table back to an earlier moment although the database lets it only grow."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

from lms.core.append_only import create_statements, drop_statements


@contextmanager
def changeable(model: type[models.Model], *, filled_once: str = "") -> Iterator[None]:
    """Take away the triggers of a table inside."""
    table, vendor = model._meta.db_table, connection.vendor
    with connection.cursor() as cursor:
        for statement in drop_statements(table, vendor):
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in create_statements(connection, table, filled_once):
                cursor.execute(statement)
