"""Lets a test put a table back to an earlier moment although the database lets it only grow."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

from lms.core.append_only import _create_statements, _drop_statements


@contextmanager
def changeable(model: type[models.Model]) -> Iterator[None]:
    """Take away the triggers of a table inside."""
    table, vendor = model._meta.db_table, connection.vendor
    with connection.cursor() as cursor:
        for statement in _drop_statements(table, vendor):
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in _create_statements(table, vendor):
                cursor.execute(statement)
