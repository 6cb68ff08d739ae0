"""Fails when a lock file names a host or a machine's folder, carries a local version, or lacks a hash.

Covers the locks of Python and of npm; run by `make check`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK, TEST_LOCK, UV_LOCK = "requirements.txt", "requirements-test.txt", "requirements-uv.txt"
NPM_LOCKS = ("package-lock.json", "benchmarks/package-lock.json")

FOREIGN = re.compile(r"https?://|file:|--(?:extra-)?index-url|--find-links|@ +/|\"resolved\"", re.IGNORECASE)
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")
PUBLIC_VERSION = re.compile(r"^[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?$")


def foreign_lines(path: Path) -> list[str]:
    """Return a complaint for each line that points at a host or a folder."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.name}:{number}: names a source: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if FOREIGN.search(line)
    ]


def pin_complaints(path: Path) -> list[str]:
    """Return a complaint for each pin without a hash or with a version that is not a public one."""
    complaints = []
    text = path.read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        pin = PIN.match(block)
        if pin is None:
            continue
        if "--hash=sha256:" not in block:
            complaints.append(f"{path.name}: {pin['name']} has no hash")
        if not PUBLIC_VERSION.match(pin["version"]):
            complaints.append(f"{path.name}: {pin['name']} {pin['version']} is not a public version")
    return complaints


def floating(path: Path) -> list[str]:
    """Return a complaint for each package of an npm lock that is not pinned by a hash."""
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return [
        f"{path.name}: {name} has no hash"
        for name, one in packages.items()
        if name and not one.get("integrity")
    ]


def disagreements(runtime: Path, test: Path) -> list[str]:
    """Return a complaint for each runtime pin that the test lock does not repeat."""
    pins = [
        set(re.findall(r"^[A-Za-z0-9._-]+==[^ ;\\]+", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (runtime, test)
    ]
    return [f"{test.name} lacks {pin} of {runtime.name}" for pin in sorted(pins[0] - pins[1])]


def main() -> int:
    """Print every complaint and return the exit status."""
    complaints: list[str] = []
    for name in (RUNTIME_LOCK, TEST_LOCK, UV_LOCK):
        complaints += foreign_lines(ROOT / name) + pin_complaints(ROOT / name)
    complaints += disagreements(ROOT / RUNTIME_LOCK, ROOT / TEST_LOCK)
    for name in NPM_LOCKS:
        complaints += foreign_lines(ROOT / name) + floating(ROOT / name)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
