"""The files that the checks look at, as (path, text) pairs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("lms", "courses", "certificates")
OURS = (*PRODUCT, "tests", "scripts", "benchmarks")


class File(NamedTuple):
    """One file: its path below the root, with slashes, and its text."""

    path: str
    text: str


def python_files(*folders: str, migrations: bool = False) -> list[File]:
    """Return the Python files of these folders."""
    found = files("**/*.py", *folders)
    return [file for file in found if migrations or "/migrations/" not in file.path]


def templates() -> list[File]:
    """Return every page and mail template of ours."""
    return [*files("**/*.html", "templates"), *files("**/*.txt", "templates")]


def files(pattern: str, *folders: str) -> list[File]:
    """Return the files of these folders that match."""
    return sorted(File(path.relative_to(ROOT).as_posix(), read(path)) for path in paths(pattern, folders))


def paths(pattern: str, folders: tuple[str, ...]) -> Iterator[Path]:
    """Yield the paths that match, without what tools leave behind."""
    for folder in folders:
        for path in (ROOT / folder).glob(pattern):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def read(path: Path) -> str:
    """Return the text of a file, or nothing when it was removed a moment ago."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
