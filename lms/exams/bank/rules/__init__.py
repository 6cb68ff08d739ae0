"""Pure decisions on items: what a usable item is, which responses fit it, which are right. No Django.

A module for each family of kinds; `items` and `responses` ask the one that knows the kind.
"""

from lms.exams.bank.rules.arranging import MATCHING, ORDERING
from lms.exams.bank.rules.choices import KINDS as CHOICE_KINDS
from lms.exams.bank.rules.choices import (
    MULTIPLE,
    SINGLE,
    TRUE_FALSE,
    has_words,
    is_response,
    keeps_option_order,
)
from lms.exams.bank.rules.entering import FILL_IN, GAP, NUMERIC
from lms.exams.bank.rules.items import (
    DIFFICULTIES,
    KINDS,
    PRACTICE_KINDS,
    USES,
    in_bank,
    is_foreign,
    key_of,
    named_matches,
    named_options,
    option_ids,
    reasons_against_change,
    reasons_against_item,
    without_bank,
    written_key,
)
from lms.exams.bank.rules.normal import (
    content_hash,
    hash_of,
    normal_item,
    normal_line,
    normal_text,
    without_empty,
)
from lms.exams.bank.rules.order import displayed, shuffled
from lms.exams.bank.rules.responses import (
    Shape,
    fits,
    has_answer,
    is_correct,
    parts_right,
    read_response,
    shape_of,
)

__all__ = [
    "CHOICE_KINDS",
    "DIFFICULTIES",
    "FILL_IN",
    "GAP",
    "KINDS",
    "MATCHING",
    "MULTIPLE",
    "NUMERIC",
    "ORDERING",
    "PRACTICE_KINDS",
    "SINGLE",
    "TRUE_FALSE",
    "USES",
    "Shape",
    "content_hash",
    "displayed",
    "fits",
    "has_answer",
    "has_words",
    "hash_of",
    "in_bank",
    "is_correct",
    "is_foreign",
    "is_response",
    "keeps_option_order",
    "key_of",
    "named_matches",
    "named_options",
    "normal_item",
    "normal_line",
    "normal_text",
    "option_ids",
    "parts_right",
    "read_response",
    "reasons_against_change",
    "reasons_against_item",
    "shape_of",
    "shuffled",
    "without_bank",
    "without_empty",
    "written_key",
]
