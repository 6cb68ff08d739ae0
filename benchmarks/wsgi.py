"""The platform with two bare Django views more, without middleware: one UPDATE, one query (the floors)."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from benchmarks.floor import BARE

platform = get_wsgi_application()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Send the floors' addresses past every middleware, and the rest through the platform."""
    handler = bare if environ.get("PATH_INFO") in BARE else platform
    return handler(environ, start_response)
