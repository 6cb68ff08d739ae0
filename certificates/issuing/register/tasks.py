"""The timers of the register: the daily checkpoint with its files, and the monitor."""

from datetime import datetime

from certificates.issuing.register.checking import monitor_register
from certificates.issuing.register.operations import make_due_checkpoint
from certificates.issuing.register.publishing import publish_checkpoints
from lms.core import clock


def checkpoint(*, now: datetime | None = None) -> None:
    """Make the checkpoint that is due, and write the files that are not there yet."""
    make_due_checkpoint(now=now or clock.now())
    publish_checkpoints()


def monitor() -> None:
    """Look whether everything still agrees, and keep the answer for the desk."""
    monitor_register(now=clock.now())
