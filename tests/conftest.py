"""Fixtures for every test below this folder, and what has to be right before the first one runs.

The kits live in tests/support; see docs/operations.md for how to run a part of the tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils.translation import trans_real

from scripts.compile_messages import compile_stale
from tests.support import seats
from tests.support.browser import browser, open_page, playwright, watch
from tests.support.database import django_db_modify_db_settings, django_db_setup
from tests.support.keys import quick_keys
from tests.support.old_database import lone_rows, old_database, on_postgres
from tests.support.postgres import ThrowAwayCluster, running_cluster
from tests.support.server import RunningPlatform, running_platform

__all__ = [
    "browser",
    "django_db_modify_db_settings",
    "django_db_setup",
    "lone_rows",
    "old_database",
    "on_postgres",
    "open_page",
    "playwright",
    "watch",
]

ROOT = Path(__file__).resolve().parent.parent
# How long an example takes says how busy the machine is, and nothing of the code. The same examples each time: a change
# is judged by what it changes. HYPOTHESIS_PROFILE=search looks for new ones.
calm = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", calm, derandomize=True)
hypothesis.settings.register_profile("search", calm)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure(config: pytest.Config) -> None:
    """Make once, before any worker, what `make run` makes on a fresh machine."""
    if not hasattr(config, "workerinput"):
        if compile_stale(ROOT / "locale"):
            trans_real._translations.clear()  # Django's start may have looked for them before they were there
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing


# The files that take longest in one piece, the longest first.
LONGEST = (
    "tests/walk/",
    "tests/security/test_permission_matrix_authoring.py",
    "tests/security/test_hostile_input.py",
    "tests/faults/",
    "tests/security/",
    "tests/pages/test_pack_commands.py",
    "tests/certificates/test_documents.py",
)


def place_of(item: pytest.Item) -> int:
    """Return where an item stands in the order of files."""
    return next((place for place, path in enumerate(LONGEST) if item.nodeid.startswith(path)), len(LONGEST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest; without a PostgreSQL server, skip its tests and say how to run them."""
    items.sort(key=place_of)
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    how = "needs PostgreSQL: python -m tests.support.postgres python -m pytest -m postgres"
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=how))


@pytest.fixture(scope="session", autouse=True)
def _keys_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep keys and published files of tests in folders that go with them, and make few of the slow keys."""
    settings.SIGNING_KEYS_DIR = str(tmp_path_factory.mktemp("keys"))
    settings.REGISTER_DIR = str(tmp_path_factory.mktemp("register"))
    with quick_keys():
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Rows of an undone test must not be taken for those of the next, which may have the same keys."""
    yield
    for name in ("screens", "default"):
        caches[name].clear()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[ThrowAwayCluster]:
    """A PostgreSQL server of this session's own; `create_database(name)` gives an address."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session", autouse=True)
def _seats_of_platforms() -> Iterator[None]:
    """What platforms of this session left to each other goes with the last of them."""
    yield
    seats.close_all()


@pytest.fixture(scope="session")
def platform() -> Iterator[RunningPlatform]:
    """One running platform with the demonstration, for all browser tests that do not break it."""
    with running_platform() as started:
        yield started
