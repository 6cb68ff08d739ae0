"""The block that shows a formula written in LaTeX."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.pages.blocks.samples import formula_sample
from lms.core.formulas import FormulaError, mathml_of


class TexBlock(blocks.CharBlock):
    """A line of LaTeX that can be shown."""

    def clean(self, value: str) -> str:
        cleaned = super().clean(value)
        if (
            self.is_deferred_validation
        ):  # a draft that somebody is still writing; the checks say what is wrong
            return cleaned
        try:
            mathml_of(cleaned)
        except FormulaError as error:
            raise ValidationError(error.message) from error
        return cleaned

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: text."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs


class SymbolBlock(blocks.StructBlock):
    tex = TexBlock(max_length=60, label=_("Symbol"))
    meaning = blocks.CharBlock(max_length=120, label=_("Meaning"))
    unit = blocks.CharBlock(max_length=30, required=False, label=_("Unit of measure"))

    class Meta:
        icon = "tag"
        label = _("Symbol")


class FormulaBlock(blocks.StructBlock):
    """A formula with the words in which it is read aloud."""

    tex = TexBlock(
        max_length=300,
        label=_("Formula"),
        help_text=_("LaTeX without words, for example: I = \\frac{U}{R}"),
    )
    spoken = blocks.CharBlock(
        max_length=200, label=_("How it is read aloud"), help_text=_("How somebody says the formula.")
    )
    symbols = blocks.ListBlock(SymbolBlock(), label=_("Symbols"), min_num=0)

    class Meta:
        icon = "formula"
        label = _("Formula")
        template = "pages/blocks/formula.html"
        description = _("Written in LaTeX, with what each symbol means.")
        preview_template = "pages/block_preview.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict[str, Any]:
        symbols = [
            {"math": shown(one["tex"], "inline"), "meaning": one["meaning"], "unit": one["unit"]}
            for one in value["symbols"]
        ]
        context = super().get_context(value, parent_context)
        return {**context, "math": shown(value["tex"]), "symbols": symbols}

    def get_preview_value(self) -> blocks.StructValue:
        return self.to_python(formula_sample())


def shown(tex: str, display: str = "block") -> str:
    """Return the formula for a page; what cannot be shown stands as it was written."""
    try:
        return mark_safe(mathml_of(tex, display))  # noqa: S308 - built from a list of elements and attributes
    except FormulaError:
        return tex
