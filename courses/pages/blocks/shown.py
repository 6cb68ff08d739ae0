"""Every lesson block for the style guide: samples as templates get them; nothing is asked of the database."""

from typing import Any

from courses.pages.blocks.lesson import LESSON_BLOCKS
from lms.core.styleguide.registry import Part


def parts() -> list[Part]:
    """Return a part of the style guide for each block."""
    return [
        Part(block.meta.template, lambda block=block: [_context(block)]) for _name, block in LESSON_BLOCKS
    ]


def _context(block: Any) -> dict[str, Any]:
    return block.get_context(block.get_preview_value())
