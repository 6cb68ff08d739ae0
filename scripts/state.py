"""A digest of the files that decide what the database of the demonstration holds.

Whoever prepares something costly from the code asks here whether the code changed since.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Templates are read while serving, so their change prepares nothing anew.
INGREDIENTS = ("lms", "courses", "certificates", "static", "locale", "requirements.txt")
MADE_BY_RUNNING = {".pyc", ".mo", ".tmp"}


def state_of_code() -> str:
    """Return a digest over name, size and time of every file that the platform is made of."""
    digest = hashlib.sha256()
    for path in ingredients():
        facts = path.stat()
        digest.update(f"{path.relative_to(ROOT)}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def ingredients() -> list[Path]:
    """List these files."""
    files: list[Path] = []
    for name in INGREDIENTS:
        top = ROOT / name
        files += [top] if top.is_file() else files_below(top)
    return sorted(path for path in files if path.suffix not in MADE_BY_RUNNING)


def files_below(folder: Path) -> list[Path]:
    """List all files below the folder."""
    return [Path(place) / name for place, _, names in os.walk(folder) for name in names]
