"""Pure decisions on papers: what a blueprint asks, drawing by it and a seed, proof, order per candidate. No Django.

Order comes from SHA-256 over seed and name: the same on every machine and every version of Python.
"""

from lms.exams.papers.rules.blueprint import (
    Band,
    Blueprint,
    Cell,
    Conditions,
    Drawable,
    cells_of,
    conditions_of,
    reasons_against_blueprint,
    rows_of,
    with_rows,
)
from lms.exams.papers.rules.coverage import MOST_PAPERS
from lms.exams.papers.rules.difficulty import ENOUGH_CANDIDATES, STATED, facility_of, mean_of
from lms.exams.papers.rules.drawing import Drawn, draw, draw_papers
from lms.exams.papers.rules.keys import is_usable_key, may_have_another_key
from lms.exams.papers.rules.order import order_for, printed_numbers, sha256_of
from lms.exams.papers.rules.pool import Known, Wanted, unit_of
from lms.exams.papers.rules.proof import CellProof, PaperProof, Proof, prove
from lms.exams.papers.rules.release import ALWAYS_BY_TWO, hash_of_scheme, reasons_against_release
from lms.exams.papers.rules.shortage import Shortage
from lms.exams.papers.rules.wording import is_translated

__all__ = [
    "ALWAYS_BY_TWO",
    "MOST_PAPERS",
    "ENOUGH_CANDIDATES",
    "STATED",
    "Band",
    "Blueprint",
    "Cell",
    "CellProof",
    "Conditions",
    "Drawable",
    "Drawn",
    "Known",
    "PaperProof",
    "Proof",
    "Shortage",
    "Wanted",
    "cells_of",
    "conditions_of",
    "draw",
    "draw_papers",
    "facility_of",
    "hash_of_scheme",
    "is_translated",
    "is_usable_key",
    "may_have_another_key",
    "mean_of",
    "order_for",
    "printed_numbers",
    "prove",
    "reasons_against_blueprint",
    "reasons_against_release",
    "rows_of",
    "sha256_of",
    "unit_of",
    "with_rows",
]
