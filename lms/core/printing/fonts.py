"""The fonts of documents: an own fontconfig, what they can print, and how wide a text is.

fontconfig reads its environment when the first text is laid out, once per process.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from unicodedata import name
from xml.etree import ElementTree

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Serif CJK SC"
FILE_PATTERN = "**/NotoSerifCJK*"
# Stands in for the Han characters that the first typeface lacks (ADR 0243).
RARE_FAMILY = "HanaMin"
RARE_PATTERN = "**/HanaMin[AB].*"
CONFIGURATION = Path(settings.BASE_DIR) / "assets" / "fontconfig" / "fonts.conf"
PLAIN_SPACE = {" ", "\u00a0", "\u3000"}

# WeasyPrint's account of every step would fill the log.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


def use_own_fontconfig() -> None:
    """Let everything that is laid out in this process from now on use the documents' typefaces only."""
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)


def folders() -> list[Path]:
    """Return the folders that the fontconfig file names."""
    tree = ElementTree.parse(CONFIGURATION)  # noqa: S314 - our own file
    data_home = os.environ.get("XDG_DATA_HOME", str(Path("~/.local/share").expanduser()))
    found = []
    for entry in tree.iter("dir"):
        base = Path(data_home) if entry.get("prefix") == "xdg" else Path()
        found.append(base / Path(entry.text or "").expanduser())
    return found


def font_file() -> Path | None:
    """Return the file of the bold serif face (the widest that is used), if the system has it."""
    files = _files(FILE_PATTERN)
    bold = [path for path in files if "Bold" in path.name]
    return next(iter(bold or files), None)


def has_rare_typeface() -> bool:
    """Return whether the system has the typeface that stands in for rare characters."""
    return bool(_files(RARE_PATTERN))


def _files(pattern: str) -> list[Path]:
    return sorted(path for folder in folders() if folder.is_dir() for path in folder.glob(pattern))


@lru_cache(maxsize=1)
def _advances() -> dict[int, float]:
    """Return how wide each character is, in em; read once per process, then the file is closed."""
    path = font_file()
    if path is None:
        raise LookupError(f"No file of {FAMILY} in {', '.join(map(str, folders()))}.")
    with _opened(path) as face:
        metrics, em = face["hmtx"].metrics, face["head"].unitsPerEm
        return {mark: metrics[glyph][0] / em for mark, glyph in face.getBestCmap().items()}


@lru_cache(maxsize=1)
def _of_rare_typeface() -> frozenset[int]:
    """Return the Han characters of the second typeface, each an em wide; none where the system lacks it.

    What else it has would stand out in a line of the first typeface.
    """
    found: set[int] = set()
    for path in _files(RARE_PATTERN):
        with _opened(path) as face:
            found.update(mark for mark in face.getBestCmap() if name(chr(mark), "").startswith("CJK "))
    return frozenset(found)


@contextmanager
def _opened(path: Path) -> Iterator[TTFont]:
    with path.open("rb") as file:
        yield _face(file, is_collection=path.suffix.lower() in {".ttc", ".otc"})


def _face(file: BinaryIO, *, is_collection: bool) -> TTFont:
    if not is_collection:
        return TTFont(file, lazy=True)
    faces = TTCollection(file, lazy=True).fonts
    return next((face for face in faces if face["name"].getDebugName(1) == FAMILY), faces[0])


@lru_cache(maxsize=2)
def face_of(weight: str) -> tuple[Path, int]:
    """Return the file of the face "Regular" or "Bold", and which face of the file it is.

    :raises LookupError: when the system has no such file.
    """
    for path in _files(FILE_PATTERN):
        if path.stem.endswith(f"-{weight}"):
            return path, _number_in(path)
    raise LookupError(f"No {weight} file of {FAMILY} in {', '.join(map(str, folders()))}.")


def _number_in(path: Path) -> int:
    if path.suffix.lower() not in {".ttc", ".otc"}:
        return 0
    with path.open("rb") as file:
        names = [face["name"].getDebugName(1) for face in TTCollection(file, lazy=True).fonts]
    return next((number for number, name in enumerate(names) if str(name).startswith(FAMILY)), 0)


def missing_characters(text: str) -> list[str]:
    """Return the characters of a text that no typeface of the documents has a glyph for."""
    return sorted(mark for mark in rare_characters(text) if ord(mark) not in _of_rare_typeface())


def rare_characters(text: str) -> set[str]:
    """Return the characters that the first typeface lacks, whether the second one has them or not."""
    known = _advances()
    return {mark for mark in text if ord(mark) not in known and mark not in PLAIN_SPACE}


def width_in_em(text: str) -> float:
    """Return how wide a text runs, in units of its own type size."""
    known = _advances()
    return sum(known.get(ord(character), 1.0) for character in text)


def printable(html: str) -> str:
    """Name characters that the typeface lacks by their numbers: what somebody wrote is printed all the same."""
    for mark in missing_characters(html.replace("\n", "")):
        html = html.replace(mark, f"[U+{ord(mark):04X}]")
    return html
