"""The demonstration, prepared once for each state of the code and then copied for every platform under test.

Preparing takes most of a minute, a copy a moment; the copies are kept in var/test-cache between sessions.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.processes import ROOT, platform_environment
from scripts.state import state_of_code
from tests.support.postgres import program

CACHE = ROOT / "var" / "test-cache"
KEPT_TEMPLATES = 2
TEMPLATE_BASE = "http://127.0.0.1:8000"
# A caller's own settings must not reach the platform under test.
FOREIGN = (
    "DATABASE_URL",
    "DATA_DIR",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "STORAGE_URL",
    "PUBLIC_BASE_URL",
    "PORT",
)


def clean_environment(**settings: str) -> dict[str, str]:
    """Return an environment with these settings and none of the caller's."""
    inherited = platform_environment()
    for name in FOREIGN:
        inherited.pop(name, None)
    return {**inherited, "DJANGO_SETTINGS_MODULE": "lms.settings.dev", **settings}


def fresh_data(data: Path, database_url: str) -> dict[str, Any]:
    """Fill a new data folder, and an empty PostgreSQL database if one is given, and return the facts."""
    template = prepared_template(database_url)
    shutil.copytree(template / "var", data, ignore=shutil.ignore_patterns("static", "log"))
    share_static_files(data)
    if database_url:
        restore(template / "database.dump", database_url)
    return dict(json.loads((template / "facts.json").read_text(encoding="utf-8")))


def prepared_template(database_url: str) -> Path:
    """Return the folder of the demonstration for the present code, preparing it when it is missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    kind = "postgres" if database_url else "sqlite"
    template = CACHE / f"demo-{kind}-{state_of_code()}"
    with (CACHE / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes must not prepare the same template
        if not (template / "facts.json").exists():
            shutil.rmtree(template, ignore_errors=True)
            make_template(template, database_url)
            forget_old_templates(kind)
    return template


def make_template(template: Path, database_url: str) -> None:
    """Prepare the demonstration in this folder; a PostgreSQL database is used for it and emptied again."""
    facts = prepare(template / "var", database_url)
    if database_url:
        dump(database_url, template / "database.dump")
    (template / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def prepare(data: Path, database_url: str) -> dict[str, Any]:
    """Migrate and load the demonstration as `make run` does, and return its facts."""
    share_static_files(data)
    start_from_tables(data, database_url)
    database = database_url or f"sqlite:///{data / 'platform.sqlite3'}"
    environment = clean_environment(DATA_DIR=str(data), DATABASE_URL=database, PUBLIC_BASE_URL=TEMPLATE_BASE)
    return load_demonstration(environment, "tests.support.loading_embedded")


def share_static_files(data: Path) -> None:
    """Let this data folder use the collected static files of all platforms: they depend on the code alone."""
    shared = CACHE / "static"
    for folder in (data, shared):
        folder.mkdir(parents=True, exist_ok=True)
    (data / "static").symlink_to(shared)


def migrated_tables(suffix: str) -> Path:
    """Return where the database without any demonstration is kept for the present migrations, if it is."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for package in ("lms", "courses", "certificates"):
        # What an app sets up after each migration stands in the tables too.
        for path in sorted(
            [*(ROOT / package).glob("**/migrations/*.py"), *(ROOT / package).glob("**/setup.py")]
        ):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return CACHE / f"tables-{digest.hexdigest()[:16]}.{suffix}"


def start_from_tables(data: Path, database_url: str) -> None:
    """Spare the migrations: on SQLite always, on PostgreSQL when an earlier run of the tests left the tables."""
    if not database_url:
        shutil.copyfile(tables_on_sqlite(), data / "platform.sqlite3")
    elif migrated_tables("dump").exists():
        restore(migrated_tables("dump"), database_url)


def tables_on_sqlite() -> Path:
    """Return an SQLite file with all tables and the rows that migrations make, preparing it when it is missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    tables = migrated_tables("sqlite3")
    with (CACHE / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # at the beginning of a session all processes ask at once
        if not tables.exists():
            migrate(tables)
    return tables


def migrate(tables: Path) -> None:
    """Migrate a new file and move it into place as one plain file without a journal beside it."""
    draft = draft_of(tables)
    draft.unlink(missing_ok=True)
    environment = clean_environment(DATABASE_URL=f"sqlite:///{draft}") | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.test"
    }
    run([sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity", "0"], environment)
    with contextlib.closing(sqlite3.connect(draft)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    draft.replace(tables)


def load_demonstration(environment: dict[str, str], loading_profile: str) -> dict[str, Any]:
    """Prepare the platform of this environment under the settings for loading, and return the facts.

    :raises RuntimeError: with the messages, when that fails.
    """
    profile = {"DJANGO_SETTINGS_MODULE": loading_profile, "PYTHONPATH": str(ROOT)}
    output = run([sys.executable, str(ROOT / "scripts" / "prepare.py")], {**environment, **profile})
    return dict(json.loads(output.strip().splitlines()[-1]))


def dump(database_url: str, target: Path) -> None:
    """Keep the content of a database in a file, which appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(target)
    run([program("pg_dump"), "--format=custom", "--no-owner", f"--file={draft}", f"--dbname={database_url}"])
    draft.replace(target)


def draft_of(target: Path) -> Path:
    """Return where this process writes a file before it is whole; other runs may be making the same one."""
    return target.with_name(f"{target.name}.{os.getpid()}.draft")


def restore(source: Path, database_url: str) -> None:
    """Bring a database to the content of the file, whatever was in it."""
    options = ["--no-owner", "--clean", "--if-exists", "--exit-on-error", f"--dbname={database_url}"]
    run([program("pg_restore"), *options, str(source)])


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Run a command and return what it prints.

    :raises RuntimeError: with its messages, when it fails.
    """
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def forget_old_templates(kind: str) -> None:
    """Remove all but the newest templates of this kind, and what belongs to migrations of weeks ago."""
    templates = sorted(CACHE.glob(f"demo-{kind}-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in templates[KEPT_TEMPLATES:]:
        shutil.rmtree(path, ignore_errors=True)
    tables = sorted(CACHE.glob("tables-*.*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in tables[2 * KEPT_TEMPLATES :]:
        path.unlink(missing_ok=True)


def at_base(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Return the demonstration's facts with addresses on this platform's port."""
    return dict(json.loads(json.dumps(facts).replace(TEMPLATE_BASE, base_url)))
