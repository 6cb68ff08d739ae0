"""Wagtail's search in the database, but for a typed quotation mark: SQLite took it for the end of a phrase."""

from typing import Any

from django.db import connection
from modelsearch.backends.database import SearchBackend as of_database

QUOTE, NO_QUOTE = '"', "”"  # neither is part of a word that is searched for


def SearchBackend(params: dict[str, Any]) -> Any:
    """Return the backend of this database; the name and the call are Wagtail's."""
    backend = of_database(params)
    if connection.vendor != "sqlite":
        return backend
    return type("WithoutQuotes", (_WithoutQuotes, type(backend)), {})(params)


class _WithoutQuotes:
    """A backend that hands on what is searched for without quotation marks."""

    def search(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().search(without_quotes(query), *args, **kwargs)  # type: ignore[misc]

    def autocomplete(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return super().autocomplete(without_quotes(query), *args, **kwargs)  # type: ignore[misc]


def without_quotes(query: Any) -> Any:
    """Return a query, typed or taken apart, in which no quotation mark is left; parts are changed in place."""
    if query is None:
        return None
    if isinstance(query, str):
        return query.replace(QUOTE, NO_QUOTE)
    if hasattr(query, "query_string"):
        query.query_string = query.query_string.replace(QUOTE, NO_QUOTE)
    for name in ("subquery", "subquery_a", "subquery_b"):
        without_quotes(getattr(query, name, None))
    for part in getattr(query, "subqueries", ()):
        without_quotes(part)
    return query
