"""Worlds that many tests begin with: made once in a process, from then on put back by the same writes (ADR 0195).

Making the same few worlds through dozens of use cases was two fifths of the processor time of the tests on SQLite.
A world is put back only where making it would give the same: at the beginning of a test or after another world, in
tables as the migrations left them, with the real clock and settings and nothing patched. Elsewhere it is made as ever.
"""

from __future__ import annotations

import functools
import pickle
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import pytest
from django.conf import UserSettingsHolder, settings
from django.core.cache import caches
from django.db import connections
from django.utils import timezone
from django.utils.translation import get_language

Made = TypeVar("Made")
NOW = timezone.now
READS = ("SELECT", "SAVEPOINT", "RELEASE")
WRITES = ("INSERT", "UPDATE", "DELETE")
# What says all by its value.
PLAIN = (str, int, bool, date, type(None))


@dataclass(frozen=True)
class World:
    """What a factory wrote and returned: statements with their values, the object, and how many rows that changed."""

    writes: list[tuple[str, Any, bool]]
    returned: bytes
    changes: tuple[int, int]


@dataclass
class Tables:
    """What is known of the tables in the present test."""

    at: tuple[Any, int] = (None, 0)
    holds: tuple[Hashable, ...] = ()
    is_patched: bool = False
    others: int = 0
    is_making: bool = False
    kept: dict[Hashable, World | None] = field(default_factory=dict)


TABLES = Tables()


def changed() -> tuple[Any, int]:
    """Return the connection and how many rows were changed over it."""
    raw = connections["default"].connection
    return raw, raw.total_changes if isinstance(raw, sqlite3.Connection) else 0


def begin_test() -> None:
    """Note that all tables are as the migrations left them, unless a module keeps rows."""
    TABLES.at, TABLES.holds, TABLES.is_patched, TABLES.is_making = changed(), (), False, False


@contextmanager
def patches_noticed() -> Iterator[None]:
    """Notice in which tests something was replaced: a world made then may be another."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("setattr", "setitem", "delattr", "delitem"):
            patch.setattr(pytest.MonkeyPatch, name, noticed(getattr(pytest.MonkeyPatch, name)))
        yield


def noticed(replace: Callable[..., None]) -> Callable[..., None]:
    """Return what replaces and says so."""

    @functools.wraps(replace)
    def and_said(*arguments: Any, **options: Any) -> None:
        TABLES.is_patched = True
        replace(*arguments, **options)

    return and_said


@contextmanager
def other_rows() -> Iterator[None]:
    """Say that inside this block the tables hold more than the migrations left."""
    TABLES.others += 1
    try:
        yield
    finally:
        TABLES.others -= 1


def is_as_migrated() -> bool:
    """Return whether nothing but worlds was written in this test, and nothing is replaced that they depend on."""
    raw, rows = changed()
    known, before = TABLES.at
    return (
        isinstance(raw, sqlite3.Connection)
        and rows == before
        and known in (raw, None)
        and connections["default"].in_atomic_block
        and not (TABLES.is_patched or TABLES.others or TABLES.is_making)
        and timezone.now is NOW
        and not isinstance(settings._wrapped, UserSettingsHolder)
    )


def made_once(make: Callable[..., Made]) -> Callable[..., Made]:
    """Let a factory's world be put back from its second time on."""

    @functools.wraps(make)
    def make_or_put_back(*given: Any, **options: Any) -> Made:
        values = [*given, *options.values()]
        if not all(isinstance(value, PLAIN) for value in values) or not is_as_migrated():
            return make(*given, **options)
        key = (make, given, tuple(sorted(options.items())), get_language())
        held = (*TABLES.holds, key)
        if held not in TABLES.kept:
            returned, TABLES.kept[held] = keeping(lambda: make(*given, **options))
        elif (world := TABLES.kept[held]) is None:
            return make(*given, **options)
        else:
            returned = put_back(world)
        TABLES.at, TABLES.holds = changed(), held
        return returned

    return make_or_put_back


def keeping(make: Callable[[], Made]) -> tuple[Made, World | None]:
    """Make a world and return it with what puts it back, or with None where it cannot be put back."""
    writes: list[tuple[str, Any, bool]] = []
    others: list[str] = []
    before = changes()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        params = list(params) if many else params
        if sql.startswith(WRITES) and isinstance(params, tuple | list):
            writes.append((context["cursor"].cursor.convert_query(sql), params, many))
        elif not sql.startswith(READS):
            others.append(sql)  # above all, something was undone
        return execute(sql, params, many, context)

    TABLES.is_making = True
    try:
        with connections["default"].execute_wrapper(note):
            returned = make()
    finally:
        TABLES.is_making = False
    if others or TABLES.is_patched:
        return returned, None
    try:
        return returned, World(writes, pickle.dumps(returned), since(before))
    except (pickle.PicklingError, TypeError, AttributeError):
        return returned, None


def put_back(world: World) -> Any:
    """Write what the factory wrote, and return a copy of what it returned.

    :raises AssertionError: when other rows were changed than at the first time.
    """
    for cache in caches.all():
        cache.clear()  # limits and the like are kept under the keys of people, who come again
    raw, before = connections["default"].connection, changes()
    for sql, params, many in world.writes:
        if many:
            raw.executemany(sql, params)
        else:
            raw.execute(sql, params).fetchall()
    assert since(before) == world.changes, "the tables were not as the migrations left them"
    return pickle.loads(world.returned)  # noqa: S301 (this process made it)


def changes() -> int:
    """Return how many rows were changed."""
    return int(changed()[1])


def since(before: int) -> tuple[int, int]:
    """Return how many rows were changed since then, and the key of the last new one."""
    (key,) = connections["default"].connection.execute("SELECT last_insert_rowid()").fetchone()
    return changes() - before, key
