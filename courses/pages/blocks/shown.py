"""The lesson blocks whose templates get more than was written, for the style guide: samples as templates get them."""

from typing import Any

from courses.pages.blocks.circuits import CircuitBlock
from courses.pages.blocks.formulas import FormulaBlock
from courses.pages.blocks.handouts import HandoutBlock
from courses.pages.blocks.recipes import RecipeBlock
from courses.pages.blocks.recordings import RecordingBlock
from lms.core.styleguide.registry import Part

BLOCKS = (CircuitBlock, FormulaBlock, HandoutBlock, RecipeBlock, RecordingBlock)


def parts() -> list[Part]:
    """Return a part of the style guide for each block."""
    return [Part(block._meta_class.template, lambda block=block: [_context(block())]) for block in BLOCKS]


def _context(block: Any) -> dict[str, Any]:
    return block.get_context(block.get_preview_value())
