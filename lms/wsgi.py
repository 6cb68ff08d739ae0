"""WSGI entry point (gunicorn). The service names its settings: nobody serves the demonstration by accident."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    raise ImproperlyConfigured(
        "Set DJANGO_SETTINGS_MODULE: lms.settings.production, or lms.settings.dev for the demonstration."
    )

platform = get_wsgi_application()

from lms.core.companions import accompanied  # noqa: E402 - after the applications are ready
from lms.exams.api import COMPANIONS  # noqa: E402

application = accompanied(platform, COMPANIONS)
