"""Weights as a file has them: in marks. Other formats, and the bank, have some of them in shares of the whole."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from lms.exams.interchange.drafts import DraftItem, Kind, Scoring
from lms.exams.interchange.qti.values import decimal_of
from lms.exams.interchange.weighing import ROUNDING


def in_marks(item: DraftItem) -> DraftItem:
    """Return an item whose weights add up to its marks, or are capped by them, as rules of QTI count them."""
    whole = _whole(item)
    if not whole or abs(whole - item.marks) <= ROUNDING * item.marks:
        return item
    factor = Fraction(item.marks) / Fraction(whole)
    return replace(
        item, weights={name: decimal_of(Fraction(weight) * factor) for name, weight in item.weights.items()}
    )


def _whole(item: DraftItem) -> Decimal:
    """Return the weights that earn all marks; 0 where nothing is weighed."""
    gains = [weight for weight in item.weights.values() if weight > 0]
    if item.scoring is not Scoring.MAPPED or not gains:
        return Decimal(0)
    if item.kind is Kind.SINGLE:
        return max(gains)
    total = sum(gains, Decimal(0))
    is_capped = item.kind in (Kind.MULTIPLE, Kind.HOTSPOT) and item.marks < total
    return item.marks if is_capped and abs(total - 1) > ROUNDING else total
