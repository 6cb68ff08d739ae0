"""Threads that accompany a web process and do something every few seconds.

They start with the process's first request. Not from the import: a process that imports the application only to fork
others would work for servers that are gone, and hand its open database on to them.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections

logger = logging.getLogger(__name__)
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Companion:
    """What is done every so many seconds, and what comes once before, in the request's own thread."""

    name: str
    seconds: float
    work: Callable[[], object]
    first: Callable[[], object] = lambda: None


def accompanied(application: Application, companions: Sequence[Companion]) -> Application:
    """Return the application whose process starts its companions with the first request."""
    lock = threading.Lock()
    started = 0  # in the process of this number

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        nonlocal started
        if started != os.getpid():
            with lock:
                if started != os.getpid():
                    for companion in companions:
                        companion.first()
                    for companion in companions:
                        _start(companion)
                    # Last: where a first step fails, the next request tries again.
                    started = os.getpid()
        return application(environ, start_response)

    return serve


def _start(companion: Companion) -> None:
    threading.Thread(target=_for_ever, args=(companion,), name=companion.name, daemon=True).start()


def _for_ever(companion: Companion) -> None:
    while True:
        try:
            companion.work()
        except Exception:
            logger.warning(
                "%s failed; tried again in %s seconds.", companion.name, companion.seconds, exc_info=True
            )
        close_old_connections()
        time.sleep(companion.seconds)
