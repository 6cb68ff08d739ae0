"""The embedded profile for measurements: the same settings, one address more, a quiet log."""

from lms.settings.dev import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
