"""A test can move the clock of a platform that it starts itself; nobody else's."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lms.core.management.commands.make_keys import new_keys
from tests.support.moved_clock import FILE, NAME, Clock
from tests.support.templates import ROOT, clean_environment, run

LATER = timedelta(days=90)
ASK = "from lms.core.clock import now; print(now().isoformat())"
PLATFORM = ("lms", "courses", "certificates", "scripts", "manage.py")

PRODUCTION = {
    **new_keys(),
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "DATABASE_URL": "postgres://lms:secret@127.0.0.1/lms",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "ALLOWED_HOSTS": "learn.example.cn",
    "PUBLIC_BASE_URL": "https://learn.example.cn/",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "office@example.cn",
}


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """A clock that was put three months ahead."""
    clock = Clock(tmp_path / "clock")
    clock.put(datetime.now(UTC) + LATER)
    return clock


def asked(clock: Clock, code: str, **settings: str) -> datetime:
    """Return what a process of its own, started with the variable of this clock, takes for the present instant.

    :raises RuntimeError: with what it says, when it fails.
    """
    environment = clean_environment(**{FILE: str(clock.file), "DATA_DIR": str(clock.file.parent)}) | settings
    return datetime.fromisoformat(run([sys.executable, "-c", code], environment).strip())


def test_who_imports_it_first_reads_the_moved_clock(clock: Clock) -> None:
    assert asked(clock, f"import {NAME}; {ASK}") - datetime.now(UTC) > LATER - timedelta(minutes=5)


def test_without_that_no_variable_and_no_file_moves_it(clock: Clock) -> None:
    for settings in ({}, PRODUCTION):
        assert abs(asked(clock, ASK, **settings) - datetime.now(UTC)) < timedelta(minutes=5)


def test_in_production_not_even_that_moves_it(clock: Clock) -> None:
    with pytest.raises(RuntimeError, match=r"under lms\.settings\.dev only"):
        asked(clock, f"import {NAME}; {ASK}", **PRODUCTION)


def test_the_platform_does_not_know_of_it() -> None:
    files = [ROOT / name for name in PLATFORM]
    sources = [path for top in files for path in (top.rglob("*.py") if top.is_dir() else [top])]
    assert len(sources) > 100
    for path in sources:
        text = path.read_text("utf-8")
        assert FILE not in text, path
        assert "moved_clock" not in text, path


def test_it_goes_on_and_never_back(clock: Clock) -> None:
    assert clock.now() < clock.now()
    with pytest.raises(ValueError, match="is before"):
        clock.put(datetime.now(UTC))
