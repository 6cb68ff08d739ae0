"""The timers of the register: the daily checkpoint with its files, its time-stamp, and the monitor."""

import logging
from datetime import datetime

from certificates.issuing.errors import NotStamped
from certificates.issuing.register.anchoring import anchor_newest
from certificates.issuing.register.checking import monitor_register
from certificates.issuing.register.operations import make_due_checkpoint
from certificates.issuing.register.publishing import publish_anchors, publish_checkpoints
from lms.core import clock

logger = logging.getLogger(__name__)


def checkpoint(*, now: datetime | None = None) -> None:
    """Make the checkpoint that is due, and write the files that are not there yet."""
    make_due_checkpoint(now=now or clock.now())
    publish_checkpoints()


def anchor() -> None:
    """Have the newest checkpoint stamped where an authority is named; asked again each hour until it answers."""
    try:
        anchor_newest(now=clock.now())
    except NotStamped as error:
        logger.warning("The newest checkpoint is not stamped yet: %s", error)
    publish_anchors()


def monitor() -> None:
    """Look whether everything still agrees, and keep the answer for the desk."""
    monitor_register(now=clock.now())
