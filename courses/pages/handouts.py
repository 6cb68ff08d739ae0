"""Whether a file is a sheet that only shows something: PDF by its bytes, whole, readable, nothing that acts.

What it says of its author, a place or software is taken out.
A PDF reader looks at every object, in a child process under limits: what a hostile file costs is bounded.
"""

import base64
import json
import logging
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.utils.translation import gettext as _

from courses.pages.errors import SheetsBusy
from lms.core.circuits.process import Limits, run_child

MOST_BYTES = 10 * 1024 * 1024
READER = Path(__file__).with_name("sheet_reader.py")
# Readers at once in one process: each may take the memory that its limits allow. Who waits longer tries again.
READERS = BoundedSemaphore(1)
WAIT_SECONDS = 15.0
LIMITS = Limits(seconds=20.0, cpu_seconds=5, memory_bytes=1024 * 1024 * 1024)
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a sheet is refused: no_pdf, damaged, locked or active, and the name of what acts."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read: why it is refused, or its bytes without what programs noted in them."""

    fault: SheetFault | None
    content: bytes = b""


def read_sheet(content: bytes) -> Sheet:
    """Return what makes a file of MOST_BYTES or fewer unfit as a handout, or the sheet as it is to be kept.

    :raises SheetsBusy: others are being read; nothing is wrong with this one.
    """
    if not _HEAD.match(content):
        return Sheet(SheetFault("no_pdf"))
    if b"startxref" not in content[-2048:] or b"%%EOF" not in content[-1024:]:
        return Sheet(SheetFault("damaged"))
    code, name, emptied = _read(content)
    return Sheet(SheetFault(code, name)) if code else Sheet(None, emptied or content)


def _read(content: bytes) -> tuple[str, str, bytes]:
    """Return what the reader says; whatever it cannot finish is damaged."""
    if not READERS.acquire(timeout=WAIT_SECONDS):
        raise SheetsBusy(_("Other sheets are being checked just now. Please try again in a moment."))
    try:
        done = run_child(READER, base64.b64encode(content).decode(), LIMITS)
    except (subprocess.TimeoutExpired, OSError) as error:
        _log.warning("a sheet could not be read: %s", type(error).__name__)
        return "damaged", "", b""
    finally:
        READERS.release()
    if done.returncode != 0:
        _log.warning("a sheet could not be read: exit %s: %s", done.returncode, done.stderr[-500:])
        return "damaged", "", b""
    code, name, emptied = json.loads(done.stdout)
    return code, name, base64.b64decode(emptied)
