"""Lets tests run as if they had begun at another instant: who reads the day twice, or takes a year for 365 days, falls.

`TURNED_CLOCK=2026-12-31T23:59:50+08:00 python -m pytest -p tests.support.turned_clock FILES`; time goes on from there.
Tests that travel with time_machine turn another clock: what falls of them under this one says nothing.
"""

import os
from datetime import datetime

from django.utils import timezone


def pytest_configure() -> None:
    """Turn the clock that the platform reads, once, before anything is collected."""
    begins, read = datetime.fromisoformat(os.environ["TURNED_CLOCK"]), timezone.now
    started = read()
    timezone.now = lambda: begins + (read() - started)
