"""Numbers in blocks: their limits are asked about when a lesson leaves its author's hands, not while it is a draft.

What a draft may not hold at all is what is no number; the checks and the form at submission say what is out of bounds.
"""

from typing import Any

from wagtail import blocks


class NumberBlock(blocks.IntegerBlock):
    """A whole number."""

    def clean(self, value: Any) -> Any:
        return self.field.to_python(value) if self.is_deferred_validation else super().clean(value)

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: a number."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.IntegerBlock", args, kwargs


class ShareBlock(blocks.DecimalBlock):
    """A number with decimals."""

    def clean(self, value: Any) -> Any:
        return self.field.to_python(value) if self.is_deferred_validation else super().clean(value)

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: a decimal."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.DecimalBlock", args, kwargs
