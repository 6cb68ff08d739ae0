"""The platform with one address more: a bare Django view, without middleware, that commits one UPDATE (the floor)."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from benchmarks.floor import FLOOR

platform = get_wsgi_application()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Send the floor's address past every middleware, and the rest through the platform."""
    handler = bare if environ.get("PATH_INFO") == FLOOR else platform
    return handler(environ, start_response)
