"""Everything that a lesson can be written in, in the order in which the chooser offers it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.pages.authoring.choosers import named_at_once
from courses.pages.blocks.circuits import CircuitBlock
from courses.pages.blocks.formulas import FormulaBlock
from courses.pages.blocks.handouts import HandoutBlock
from courses.pages.blocks.pictures import DrawingBlock
from courses.pages.blocks.practice import ExaminationBlock, PracticeBlock, TaskBlock
from courses.pages.blocks.recipes import RecipeBlock
from courses.pages.blocks.recordings import RecordingBlock
from courses.pages.blocks.words import (
    CompareBlock,
    HazardBlock,
    HeadingBlock,
    StepsBlock,
    TableBlock,
    TextBlock,
    VocabularyBlock,
)


class LessonStream(blocks.StreamBlock):
    """The body of a lesson; the editor asks for all of its practice items at once."""

    def get_form_state(self, value: Any) -> Any:
        chosen = (child.value["items"] for child in value or () if child.block_type == "practice")
        with named_at_once(code for codes in chosen for code in codes if code):
            return super().get_form_state(value)


TEXT_FEATURES = ["bold", "italic", "ul", "ol"]

LESSON_BLOCKS = [
    ("heading", HeadingBlock(icon="title", label=_("Heading"), template="pages/blocks/heading.html")),
    (
        "text",
        TextBlock(features=TEXT_FEATURES, label=_("Text"), template="pages/blocks/text.html"),
    ),
    ("drawing", DrawingBlock()),
    ("recording", RecordingBlock()),
    ("hazard", HazardBlock()),
    ("steps", StepsBlock()),
    ("compare", CompareBlock()),
    ("table", TableBlock()),
    ("formula", FormulaBlock()),
    ("circuit", CircuitBlock()),
    ("recipe", RecipeBlock()),
    ("vocabulary", VocabularyBlock()),
    ("handout", HandoutBlock()),
    ("task", TaskBlock()),
    ("practice", PracticeBlock()),
    ("examination", ExaminationBlock()),
]
