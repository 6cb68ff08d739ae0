"""What the pictures of a pack are called: in Chinese for whoever looks for one, by the pack's own name in a pack."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from courses.pages.models import Picture
from courses.pages.packs.sources import block_lists

LONGEST_TITLE = 255
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TITLE = re.compile(rb"<title[^>]*>([^<]*)</title>")
_FIGURE = re.compile(r"^图\s*\d+\s*")


@dataclass(frozen=True, slots=True)
class PictureWords:
    """Title and description of a picture; empty where the pack says nothing in Chinese."""

    title: str = ""
    description: str = ""


def words_of_pictures(drawings: Mapping[str, bytes], lessons: Iterable[Mapping]) -> dict[str, PictureWords]:
    """Return the Chinese words for each picture: its own title or its caption, and the text that stands for it."""
    blocks = {
        block["file"]: block
        for lesson in lessons
        for listed in reversed(block_lists(lesson))  # the Chinese ones have the last word
        for block in reversed(listed)
        if block["type"] == "drawing"
    }
    return {name: _words(content, blocks.get(name, {})) for name, content in drawings.items()}


def _words(content: bytes, block: Mapping) -> PictureWords:
    own = _TITLE.search(content)
    inside = own[1].decode("utf-8", "replace").partition(" / ")[0] if own else ""
    alt = _chinese(block.get("alt"))
    titles = (inside, _FIGURE.sub("", _chinese(block.get("caption"))), alt)
    title = next((text.strip() for text in titles if _HAN.search(text)), "")
    return PictureWords(title[:LONGEST_TITLE], alt[:LONGEST_TITLE])


def _chinese(value: Any) -> str:
    text = value.get("zh", "") if isinstance(value, Mapping) else value
    return text if isinstance(text, str) else ""


def file_name_for(name: str, digest: str) -> str:
    """Return how the file of a pack's picture is kept, so that `name_in_pack` reads its name again.

    Storage keeps Latin letters only: a picture with another name is kept by its content, and its title is the name.
    """
    path = PurePosixPath(name)
    return f"{path.stem}-{digest[:8]}{path.suffix}" if path.stem.isascii() else f"{digest}{path.suffix}"


def name_in_pack(picture: Picture) -> str:
    """Return the name that a pack gives a picture: the one that it came with, else its title."""
    stem, mark, _rest = PurePosixPath(picture.file.name).stem.partition(f"-{picture.file_hash[:8]}")
    return stem if mark and picture.file_hash else picture.title
