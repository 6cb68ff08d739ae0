"""A file of questions says of each that it cannot hold why that is."""

from dataclasses import replace

import pytest

from lms.exams.intake.outgoing import Going, Left, write_items
from lms.exams.interchange.drafts import DraftItem, Kind, Option, Scoring

STEPS = tuple(Option(name, {"zh": words}) for name, words in (("a", "断电"), ("b", "验电"), ("c", "接地")))
ORDER = DraftItem(Kind.ORDERING, {"zh": "按顺序"}, ("a", "b", "c"), options=STEPS, code="order")
TASK = DraftItem(Kind.PRACTICAL_TASK, {"zh": "接线"}, None, scoring=Scoring.BY_HAND, code="task")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (replace(ORDER, scoring=Scoring.PER_PART), "scoring_not_held"),
        (replace(ORDER, key=None), "key_not_held"),
        (TASK, "kind_not_held"),
    ],
)
def test_what_a_package_leaves_out_is_said_with_its_own_reason(item, reason):
    made = write_items([Going(ORDER), Going(item)], "qti3")

    assert (made.written, made.left_out) == (1, (Left(2, item.code, reason, item.stem["zh"]),))
