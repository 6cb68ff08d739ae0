"""Values beside the question itself: marks, years, ways of scoring."""

import re
import unicodedata
from decimal import Decimal

from lms.exams.interchange.drafts import Scoring

_MARKS = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)(?:分|points?|marks?)?", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年.{0,8}|[-/.].{0,16}|\.0)?")
_SCORINGS = {
    Scoring.EXACT: "exact 全对得分 全对",
    Scoring.PER_PART: "per_part perpart 逐项得分 逐项",
    Scoring.MAPPED: "mapped 按权重 权重",
    Scoring.BY_HAND: "by_hand byhand 人工评分 人工",
    Scoring.UNSCORED: "unscored 不计分",
}
_SCORING_OF = {word: scoring for scoring, line in _SCORINGS.items() for word in line.split()}


def plain(text: str) -> str:
    """Return a value in one width without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def marks_of(text: str) -> Decimal | None:
    """Return the marks that a cell names, None if it names none that can be used."""
    found = _MARKS.fullmatch(plain(text))
    value = Decimal(found[1]) if found else Decimal(0)
    return value if value > 0 else None


def year_of(text: str) -> int | None:
    """Return the year that a cell names."""
    found = _YEAR.fullmatch(plain(text))
    return int(found[1]) if found else None


def scoring_of(text: str) -> Scoring | None:
    """Return the way of scoring that a cell names."""
    return _SCORING_OF.get(plain(text).casefold())
