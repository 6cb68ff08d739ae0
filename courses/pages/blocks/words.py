"""Blocks of words: safety messages, procedures, right and wrong, tables, vocabulary."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.pages.blocks.numbers import NumberBlock
from courses.pages.blocks.plain_samples import (
    compare_sample,
    hazard_sample,
    heading_sample,
    steps_sample,
    table_sample,
    text_sample,
    vocabulary_sample,
)
from courses.pages.reading import MOST_MINUTES


class HeadingBlock(blocks.CharBlock):
    """The heading of a part."""

    class Meta:
        icon = "title"
        template = "pages/blocks/heading.html"
        description = _("Begins a part of the lesson; each part is one screen for who wants it so.")
        preview_value = staticmethod(heading_sample)
        preview_template = "pages/block_preview.html"

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: text."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs


class TextBlock(blocks.RichTextBlock):
    """Sentences and lists."""

    class Meta:
        template = "pages/blocks/text.html"
        description = _(
            "Sentences, lists, bold and italic words. What is pasted from Word loses everything else."
        )
        preview_value = staticmethod(text_sample)
        preview_template = "pages/block_preview.html"

    def deconstruct(self) -> tuple:
        """Stand in migrations as what is stored: rich text."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs


class HazardLevel:
    DANGER = "danger"
    CHOICES = (
        ("danger", _("Danger to life")),
        ("warning", _("Warning")),
        ("must", _("You must")),
        ("info", _("Good to know")),
    )


class HazardBlock(blocks.StructBlock):
    """A safety message that cannot be overlooked; shape and words, not colour alone."""

    level = blocks.ChoiceBlock(choices=HazardLevel.CHOICES, label=_("Level of danger"))
    title = blocks.CharBlock(max_length=100, label=_("Title"))
    body = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Safety message")
        template = "pages/blocks/hazard.html"
        description = _("A danger or a rule that nobody may overlook.")
        preview_value = staticmethod(hazard_sample)
        preview_template = "pages/block_preview.html"


class StepBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What to do"))
    warning = blocks.TextBlock(required=False, label=_("Warning of this step"))

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """A procedure, one step after another, with the tools it needs."""

    title = blocks.CharBlock(max_length=100, label=_("Title"))
    minutes = NumberBlock(
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        label=_("Minutes"),
        help_text=_("How long it takes."),
    )
    warning = blocks.TextBlock(
        required=False,
        label=_("Safety warning"),
        help_text=_("What everybody must know before the first step. It is shown first and large."),
    )
    tools = blocks.ListBlock(blocks.CharBlock(max_length=100, label=_("Tool")), label=_("Tools"), min_num=0)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Procedure")
        template = "pages/blocks/steps.html"
        description = _("A procedure: safety warning, tools, time, one step after another.")
        preview_value = staticmethod(steps_sample)
        preview_template = "pages/block_preview.html"


class CompareBlock(blocks.StructBlock):
    """Right beside wrong."""

    right = blocks.TextBlock(label=_("Right way"))
    wrong = blocks.TextBlock(label=_("Wrong way"))

    class Meta:
        icon = "check"
        label = _("Right and wrong")
        template = "pages/blocks/compare.html"
        description = _("The right way beside the wrong one.")
        preview_value = staticmethod(compare_sample)
        preview_template = "pages/block_preview.html"


class TableBlock(blocks.StructBlock):
    """A small table of plain text."""

    caption = blocks.CharBlock(max_length=200, label=_("Caption"))
    header = blocks.ListBlock(
        blocks.CharBlock(max_length=100, label=_("Column head")), label=_("Column heads"), min_num=1
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(max_length=300, required=False, label=_("Cell")), label=_("Row")),
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "pages/blocks/table.html"
        description = _("A small table of words and numbers.")
        preview_value = staticmethod(table_sample)
        preview_template = "pages/block_preview.html"


class VocabularyEntryBlock(blocks.StructBlock):
    term = blocks.CharBlock(max_length=60, label=_("Chinese term"))
    pinyin = blocks.CharBlock(max_length=120, label=_("Pinyin"))
    english = blocks.CharBlock(max_length=120, label=_("English term"))
    meaning = blocks.TextBlock(required=False, label=_("Meaning"))

    class Meta:
        icon = "openquote"
        label = _("Term")


class VocabularyBlock(blocks.StructBlock):
    """The terms of the trade that this lesson brings."""

    entries = blocks.ListBlock(VocabularyEntryBlock(), label=_("Terms"), min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Vocabulary")
        template = "pages/blocks/vocabulary.html"
        description = _("Terms of the trade with pinyin and English; marked wherever they occur.")
        preview_value = staticmethod(vocabulary_sample)
        preview_template = "pages/block_preview.html"
