"""From a matrix of marks over wordings of a bank to everything that a set of figures keeps. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import fsum, sqrt
from typing import Any

from lms.exams.statistics.rules import Choices, Row, form_figures, item_figures, mean, variance

BINS = 10


@dataclass(frozen=True, slots=True)
class Matrix:
    """Marks of candidates by wordings (their numbers in the database), and what was chosen where it is known."""

    versions: Sequence[int]
    rows: Sequence[Row]
    maxima: Sequence[float]
    choices: Mapping[int, Choices] = field(default_factory=dict)


def reckon(matrix: Matrix) -> dict[str, Any]:
    """Return the columns of a set of figures and, as `item_figures`, those of its items."""
    form = form_figures(matrix.rows, matrix.maxima)
    shares = shares_of(matrix)
    spread = variance(shares)
    return {
        "n": form.n,
        "items": form.items,
        "is_one_form": form.is_one_form,
        "maximum": fsum(matrix.maxima) if form.is_one_form else None,
        "mean_share": mean(shares) if shares else None,
        "deviation_share": sqrt(spread) if spread is not None else None,
        "alpha": form.alpha,
        "kr20": form.kr20,
        "sem": form.sem,
        "bins": bins_of(shares),
        "item_figures": _items(matrix),
    }


def _items(matrix: Matrix) -> list[dict[str, Any]]:
    choices = {str(version): given for version, given in matrix.choices.items()}
    found = item_figures(
        [str(version) for version in matrix.versions], matrix.rows, matrix.maxima, choices=choices
    )
    rows = []
    for version, figures in zip(matrix.versions, found, strict=True):
        values = asdict(figures)
        del values["name"]
        rows.append({**values, "version_id": version, "flags": list(figures.flags)})
    # An item that nobody was asked says nothing of itself.
    return [{**row, "options": list(row["options"])} for row in rows if row["n"]]


def shares_of(matrix: Matrix) -> list[float]:
    """Return what share each candidate earned of the marks that could be had; who was asked nothing is left out."""
    shares = []
    for row in matrix.rows:
        pairs = [
            (mark, most) for mark, most in zip(row, matrix.maxima, strict=True) if mark is not None and most
        ]
        if pairs:
            shares.append(fsum(mark for mark, _most in pairs) / fsum(most for _mark, most in pairs))
    return shares


def bins_of(shares: Sequence[float]) -> list[int]:
    """Return how many candidates stand in each tenth; who earned everything stands in the last one."""
    counts = [0] * BINS
    for share in shares:
        # 0.3 of ten marks is kept a hair below three tenths.
        counts[min(BINS - 1, int(share * BINS + 1e-9))] += 1
    return counts
