"""What the examination page needs of JavaScript: every module that it loads, compressed, at most 60 kB."""

import gzip
import re
from pathlib import Path

import pytest

from scripts.processes import ROOT

MOST_BYTES = 60_000
IMPORT = re.compile(r"""^import\b[^"']*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)
ENTRIES = ("runner.js", "leftovers.js")
BESIDE = ("exam/emergency.js", "shell.js")


def modules_of(entry: Path) -> set[Path]:
    """Return a module and all that it imports, types aside."""
    found, waiting = set(), [entry]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += [path.parent / name for name in IMPORT.findall(path.read_text())]
    return found


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_modules_of_the_examination_weigh_at_most_60_kilobytes(entry: str) -> None:
    modules = modules_of(ROOT / "static/js/exam" / entry)
    for beside in BESIDE:
        modules |= modules_of(ROOT / "static/js" / beside)
    assert len(modules) > 3
    assert sum(len(gzip.compress(path.read_bytes())) for path in modules) <= MOST_BYTES


def test_every_import_of_the_modules_is_followed() -> None:
    """An import written otherwise than the pattern expects would not be weighed."""
    for path in modules_of(ROOT / "static/js/exam/runner.js"):
        assert len(re.findall(r"^import\b", path.read_text(), re.MULTILINE)) == len(
            IMPORT.findall(path.read_text())
        )
