"""The database of the tests: migrated once per state of the migrations, then copied for each process.

Replaying some two hundred migrations takes longer than most test runs; the copy takes a moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker

from scripts.processes import ROOT

CACHE = ROOT / "var" / "test-cache"
PACKAGES = ("lms", "courses", "certificates")
KEPT_TEMPLATES = 2


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Give each process a SQLite file of its own; PostgreSQL gets a name from pytest-django."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Provide the migrated database for this process."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        with django_db_blocker.unblock():
            use_copy_of_template()
        yield
        return
    with django_db_blocker.unblock():
        # Each session has a cluster of its own, so whatever stands under this name is a leftover.
        configuration = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(configuration, verbosity=0)


def use_copy_of_template() -> None:
    """Point Django at a copy of the template."""
    connection = connections["default"]
    target = Path(settings.DATABASES["default"]["TEST"]["NAME"])
    shutil.copyfile(migrated_template(), target)
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = str(target)
    # Nobody pulls the plug on a test's copy; the fault tests start the real platform with its real settings.
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


def migrated_template() -> Path:
    """Return an SQLite file with all tables and the rows that migrations make, preparing it when needed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    template = CACHE / f"tables-{state_of_migrations()}.sqlite3"
    with (CACHE / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            make_template(template)
            forget_old_templates()
    return template


def make_template(template: Path) -> None:
    """Migrate a new file and move it into place as one plain file without a journal beside it."""
    draft = template.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = str(draft)
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    with sqlite3.connect(draft) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    draft.replace(template)


def state_of_migrations() -> str:
    """Return a digest over all migrations of this project and the versions of the packages."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("**/migrations/*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def forget_old_templates() -> None:
    """Remove all but the newest templates."""
    for path in sorted(CACHE.glob("tables-*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)[
        KEPT_TEMPLATES:
    ]:
        path.unlink(missing_ok=True)
