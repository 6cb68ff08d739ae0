"""Values beside the question itself: marks, years, numbers with tolerance and unit, ways of scoring."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from lms.exams.interchange.drafts import Number, Scoring
from lms.exams.interchange.tables.refusals import Refusal

_NUMBER = r"[-+]?\d{1,30}(?:\.\d{1,30})?(?:e[-+]?\d{1,2})?"
_VALUE = re.compile(rf"({_NUMBER})(?:±({_NUMBER})(%?))?([^\d\s±+\-.,]\S{{0,20}})?", re.IGNORECASE)
_TOLERANCE = re.compile(rf"±?({_NUMBER})(%?)", re.IGNORECASE)
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


_NARROW = str.maketrans("０１２３４５６７８９．＋－−％，", "0123456789.+--%,")


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


def numbers_of(answer: str, tolerance: str, unit: str) -> tuple[Number, ...]:
    """Return the numbers that are right, one a line: "12.5", "12.5±0.1", "12.5±2% V".

    :raises Refusal: one of them is no number, or unit and tolerance are said twice and differ.
    """
    lines = [line for line in answer.split("\n") if line.strip()]
    return tuple(_number(line, tolerance, unit) for line in lines)


def _number(line: str, tolerance: str, unit: str) -> Number:
    """Return one number."""
    given = re.sub(r"\s+", "", line.translate(_NARROW)).replace("+/-", "±")
    found = _VALUE.fullmatch(re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", given))
    if not found:
        raise Refusal("key_unusable", line)
    beside = _TOLERANCE.fullmatch(plain(tolerance)) if tolerance else None
    if tolerance and (not beside or found[2]):
        raise Refusal("value_unusable" if not beside else "ambiguous", tolerance)
    size, percent = (beside[1], beside[2]) if beside else (found[2] or "0", found[3] or "")
    own_unit = found[4] or ""
    if unit and own_unit and unit != own_unit:
        raise Refusal("ambiguous", f"{unit} / {own_unit}")
    share = _decimal(size) / 100 if percent else _decimal(size)
    if share < 0:
        raise Refusal("value_unusable", size)
    return Number(_decimal(found[1]), share, own_unit or unit, bool(percent))


def _decimal(text: str) -> Decimal:
    """Return a number."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refusal("key_unusable", text) from error
