"""Places where a fault test ends the process as a power cut would, or holds it; inert unless the settings allow it."""

import os
import signal

from django.conf import settings

STEPS = ("reserved", "drawn", "signed", "rendered", "stored", "published")
RESERVED, DRAWN, SIGNED, RENDERED, STORED, PUBLISHED = STEPS
# Passed only where one takes the place of another: that one has ended, and nothing is committed yet.
REPLACED = "replaced"
STEPS_OF_A_SUCCESSOR = (*STEPS, REPLACED)
# Of the web server while a batch is approved: nothing is committed yet; all is committed, and nobody was told.
APPROVING, APPROVED = "approving", "approved"


def reach(step: str) -> None:
    """Send this process a signal, SIGKILL unless told otherwise, when the environment names this step.

    FAILPOINT_SIGNAL=SIGSTOP holds it there: meanwhile the database may be ended.
    """
    if getattr(settings, "FAILPOINTS_ALLOWED", False) and os.environ.get("FAILPOINT") == step:
        os.kill(os.getpid(), signal.Signals[os.environ.get("FAILPOINT_SIGNAL", "SIGKILL")])
