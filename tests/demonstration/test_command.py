"""What the command of the demonstration prints is read by other programs, which may stop reading."""

import os
import subprocess
import sys

from django.conf import settings

PRINTS = """
import django
django.setup()
from django.core.management import call_command
from lms.demonstration.management.commands import demo
demo.build = lambda **given: {"sign_ins": ["x" * 100] * 5000}
call_command("demo", "--json")
"""


def test_a_reader_that_stops_reading_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", PRINTS],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
            timeout=120,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
