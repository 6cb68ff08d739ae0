"""Lookups that ask the same of every database."""

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import StartsWith


class Begins(StartsWith):
    """Whether a text begins with another, capitals as they are: SQLite's LIKE takes "OLD/" and "old/" for the same."""

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compare the first characters instead."""
        column, column_params = self.process_lhs(compiler, connection)
        words = str(self.rhs)
        return f"SUBSTR({column}, 1, %s) = %s", (*column_params, len(words), words)


# `name__begins=...`; other databases compile it as what it inherits, under that name.
CharField.register_lookup(Begins, "begins")
