"""Compiles the translation catalogues that changed, without needing gettext on the machine.

Called by `make run` and by the tests; the compiled files are not committed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_stale(folder: Path) -> int:
    """Compile each catalogue below the folder that is newer than its compiled form; return how many."""
    stale = [path for path in sorted(folder.glob("**/LC_MESSAGES/*.po")) if is_stale(path)]
    for path in stale:
        compile_one(path)
    return len(stale)


def is_stale(source: Path) -> bool:
    """Say whether the compiled file is missing or older than its source."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_one(source: Path) -> None:
    """Write the compiled file in one move, so that a running server never reads half of it."""
    compiled = source.with_suffix(".mo")
    draft = compiled.with_suffix(f".{os.getpid()}.tmp")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(compiled)


if __name__ == "__main__":
    print(f"{compile_stale(ROOT / 'locale')} catalogue(s) compiled")
    sys.exit(0)
