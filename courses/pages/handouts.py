"""Whether a file is a sheet that only shows something: PDF by its bytes, whole, readable, nothing that acts.

A PDF reader looks at every object, in a child process under limits: what a hostile file costs is bounded.
"""

import base64
import json
import logging
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from courses.pages.circuits.process import Limits, run_child

MOST_BYTES = 10 * 1024 * 1024
READER = Path(__file__).with_name("sheet_reader.py")
LIMITS = Limits(seconds=20.0, cpu_seconds=5, memory_bytes=1024 * 1024 * 1024)
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a sheet is refused: no_pdf, damaged, locked or active, and the name of what acts."""

    code: str
    name: str = ""


def find_sheet_fault(content: bytes) -> SheetFault | None:
    """Return what makes a file of MOST_BYTES or fewer unfit as a handout, or None."""
    if not _HEAD.match(content):
        return SheetFault("no_pdf")
    if b"startxref" not in content[-2048:] or b"%%EOF" not in content[-1024:]:
        return SheetFault("damaged")
    code, name = _read(content)
    return SheetFault(code, name) if code else None


def _read(content: bytes) -> tuple[str, str]:
    """Return what the reader says; whatever it cannot finish is damaged."""
    try:
        done = run_child(READER, base64.b64encode(content).decode(), LIMITS)
    except (subprocess.TimeoutExpired, OSError) as error:
        _log.warning("a sheet could not be read: %s", type(error).__name__)
        return "damaged", ""
    if done.returncode != 0:
        _log.warning("a sheet could not be read: exit %s: %s", done.returncode, done.stderr[-500:])
        return "damaged", ""
    code, name = json.loads(done.stdout)
    return code, name
