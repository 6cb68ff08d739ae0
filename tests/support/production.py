"""The production profile on loopback: PostgreSQL, Redis, gunicorn with two processes, two Celery workers.

Settings come by environment variables only, with fresh keys; the demonstration is loaded with the same keys.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.processes import Child, web, worker
from tests.support.postgres import free_port
from tests.support.server import RunningPlatform
from tests.support.templates import (
    clean_environment,
    load_demonstration,
    run,
    share_static_files,
    start_from_tables,
)

PROFILE = "lms.settings.production"


@contextlib.contextmanager
def running_production(*, database_url: str) -> Iterator[RunningPlatform]:
    """Provide the started production profile over an empty PostgreSQL database, with the demonstration in it."""
    with tempfile.TemporaryDirectory(prefix="lms-production-", ignore_cleanup_errors=True) as folder:
        platform = assembled(Path(folder), database_url)
        share_static_files(platform.data_dir)
        redis = platform.further[0]
        redis.start()
        start_from_tables(platform.data_dir, database_url)
        try:
            platform.facts.update(
                load_demonstration(platform.environment, "tests.support.loading_production")
            )
            redis.stop()
            platform.start()
            yield platform
        finally:
            platform.stop()


def assembled(folder: Path, database_url: str) -> RunningPlatform:
    """Return the platform, not yet started."""
    port, redis_port = free_port(), free_port()
    environment = production_environment(folder, database_url, port=port, redis_port=redis_port)
    log = folder / "log"
    return RunningPlatform(
        base_url=environment["PUBLIC_BASE_URL"],
        data_dir=folder,
        database_url=database_url,
        facts={},
        environment=environment,
        web=web(host="127.0.0.1", port=port, environment=environment, log=log / "web.log", workers=2),
        worker=worker(environment=environment, log=log / "worker.log"),
        further=[
            redis_server(folder, redis_port),
            worker(environment=environment, log=log / "second.log", scheduler=False, name="second"),
        ],
    )


def production_environment(folder: Path, database_url: str, *, port: int, redis_port: int) -> dict[str, str]:
    """Return what an installation's environment file would hold."""
    return clean_environment(
        DJANGO_SETTINGS_MODULE=PROFILE,
        DATABASE_URL=database_url,
        DATA_DIR=str(folder),
        CELERY_BROKER_URL=f"redis://127.0.0.1:{redis_port}/0",
        CACHE_URL=f"redis://127.0.0.1:{redis_port}/1",
        PUBLIC_BASE_URL=f"http://127.0.0.1:{port}",
        ALLOWED_HOSTS="127.0.0.1",
        EMAIL_URL="consolemail://",
        DEFAULT_FROM_EMAIL="platform@example.invalid",
        **fresh_keys(),
    )


def fresh_keys() -> dict[str, str]:
    """Return keys as an administrator makes them."""
    lines = run([sys.executable, "manage.py", "make_keys"], clean_environment()).splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def redis_server(folder: Path, port: int) -> Child:
    """Return a Redis server that keeps nothing, not yet started."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return Child("redis", [*command, "--dir", str(folder)], clean_environment(), folder / "log" / "redis.log")
