"""Letters of printed tests: the same letters of the same typeface are cut out of its file once in a process.

A typeface of 65,000 characters is gone through twice for each document, which is a fifth of printing it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


def cut_once(cut: Callable[[Any, dict[int, str], bool], None]) -> Callable[[Any, dict[int, str], bool], None]:
    """Return what cuts letters out for WeasyPrint, and keeps what it has cut."""
    kept: dict[tuple[Any, ...], bytes] = {}

    def cut_or_kept(font: Any, letters: dict[int, str], hinting: bool) -> None:
        file = (font.name, font.index, len(font.file_content))
        key = (file, tuple(sorted(letters)), bool(font.missing), hinting)
        if key not in kept:
            cut(font, letters, hinting)
            kept[key] = font.file_content
        font.file_content = kept[key]

    return cut_or_kept


@contextmanager
def quick_letters() -> Iterator[None]:
    """Let what is printed inside share its letters, if any test has loaded the press."""
    fonts = sys.modules.get("weasyprint.pdf.fonts")
    with pytest.MonkeyPatch.context() as patch:
        if fonts is not None:
            patch.setattr(fonts.Font, "_harfbuzz_subset", cut_once(fonts.Font._harfbuzz_subset))
        yield
