"""Places where a fault test ends the process as a power cut would; inert unless the settings allow it."""

import os
import signal

from django.conf import settings

STEPS = ("reserved", "drawn", "signed", "rendered", "stored", "published")
RESERVED, DRAWN, SIGNED, RENDERED, STORED, PUBLISHED = STEPS
# Passed only where one takes the place of another: that one has ended, and nothing is committed yet.
REPLACED = "replaced"
STEPS_OF_A_SUCCESSOR = (*STEPS, REPLACED)


def reach(step: str) -> None:
    """End this process with SIGKILL when the environment names this step and the settings allow it."""
    if getattr(settings, "FAILPOINTS_ALLOWED", False) and os.environ.get("FAILPOINT") == step:
        os.kill(os.getpid(), signal.SIGKILL)
