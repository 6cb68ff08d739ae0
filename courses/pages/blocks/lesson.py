"""Everything that a lesson can be written in, in the order in which the chooser offers it."""

from django.utils.translation import gettext_lazy as _

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
