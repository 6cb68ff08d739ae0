"""The lesson blocks that are worked out from their source, for the style guide: samples as their templates get them."""

from typing import Any

from courses.pages.blocks.circuits import CircuitBlock
from courses.pages.blocks.formulas import FormulaBlock
from courses.pages.blocks.recipes import RecipeBlock
from lms.core.styleguide.registry import Part

BLOCKS = (CircuitBlock, FormulaBlock, RecipeBlock)


def parts() -> list[Part]:
    """Return a part of the style guide for each block."""
    return [Part(block._meta_class.template, lambda block=block: [_context(block())]) for block in BLOCKS]


def _context(block: Any) -> dict[str, Any]:
    return block.get_context(block.get_preview_value())
