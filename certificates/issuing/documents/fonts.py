"""The fonts of documents: an own fontconfig, what they can print, and how wide a text is.

fontconfig reads its environment when the first text is laid out, once per process.
"""

import logging
import os
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Serif CJK SC"
FILE_PATTERN = "**/NotoSerifCJK*"
CONFIGURATION = Path(settings.BASE_DIR) / "assets" / "fontconfig" / "fonts.conf"
PLAIN_SPACE = {" ", "\u00a0", "\u3000"}

# WeasyPrint's account of every step would fill the log.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


def use_own_fontconfig() -> None:
    """Let everything that is laid out in this process from now on use the document's typeface only."""
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
    files = sorted(path for folder in folders() if folder.is_dir() for path in folder.glob(FILE_PATTERN))
    bold = [path for path in files if "Bold" in path.name]
    return next(iter(bold or files), None)


@lru_cache(maxsize=1)
def _face() -> TTFont:
    path = font_file()
    if path is None:
        raise LookupError(f"No file of {FAMILY} in {', '.join(map(str, folders()))}.")
    if path.suffix.lower() not in {".ttc", ".otc"}:
        return TTFont(path, lazy=True)
    faces = TTCollection(path, lazy=True).fonts
    return next((face for face in faces if face["name"].getDebugName(1) == FAMILY), faces[0])


@lru_cache(maxsize=1)
def _glyphs() -> dict[int, str]:
    return dict(_face().getBestCmap())


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    face = _face()
    glyph = _glyphs().get(ord(character))
    return float(face["hmtx"].metrics[glyph][0] / face["head"].unitsPerEm) if glyph else 1.0


def missing_characters(text: str) -> list[str]:
    """Return the characters of a text that the document's font has no glyph for."""
    glyphs = _glyphs()
    return sorted({mark for mark in text if ord(mark) not in glyphs and mark not in PLAIN_SPACE})


def width_in_em(text: str) -> float:
    """Return how wide a text runs, in units of its own type size."""
    return sum(_advance(character) for character in text)
