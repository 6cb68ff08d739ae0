"""Proof that papers are what their blueprint asks: counted again from the papers alone, not from the drawing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from lms.exams.papers.rules.blueprint import Band, Cell, Conditions, Drawable
from lms.exams.papers.rules.difficulty import STATED, facility_of, mean_of, sums_in
from lms.exams.papers.rules.pool import Known, unit_of

ProvedPaper = Sequence[tuple[Drawable, Cell]]


@dataclass(frozen=True, slots=True)
class CellProof:
    """One cell of one paper: how many items it wants and how many stand there that fit it."""

    topic: str
    kind: str
    depth: str
    difficulty: str
    marks: str
    wanted: int
    drawn: int


@dataclass(frozen=True, slots=True)
class PaperProof:
    """One paper. `expected` is the mean facility in percent, of which so many items were measured or guessed.

    `missing` must be there and is not, `forbidden` must not be there and is; `twins` have company.
    """

    cells: tuple[CellProof, ...]
    items: int
    marks: str
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    twins: tuple[str, ...]
    expected: float
    measured: int
    unstated: int
    is_in_band: bool

    @property
    def holds(self) -> bool:
        """Return whether the paper is what was asked for."""
        is_covered = all(cell.drawn == cell.wanted for cell in self.cells)
        return is_covered and self.is_in_band and not (self.missing or self.forbidden or self.twins)


@dataclass(frozen=True, slots=True)
class Proof:
    """All papers of one drawing. `exposure` says how many items stand on how many papers; `shared` the most units that
    two papers have in common beside those that all must have, `overlap` how many they may; `spread` how far apart they
    are in percent.
    """

    papers: tuple[PaperProof, ...]
    must_include: tuple[str, ...]
    band: tuple[float, float] | None
    exposure_limit: int | None
    overlap: int | None
    exposure: Mapping[int, int]
    most_exposed: int
    shared: int
    spread: float

    @property
    def holds(self) -> bool:
        """Return whether every paper, and all together, are what was asked for."""
        limit, overlap = self.exposure_limit, self.overlap
        is_spread = limit is None or self.most_exposed <= limit
        is_apart = overlap is None or self.shared <= overlap
        return all(paper.holds for paper in self.papers) and is_spread and is_apart

    def as_json(self) -> dict[str, Any]:
        """Return the proof as plain values."""
        plain = asdict(self)
        plain["exposure"] = {str(papers): items for papers, items in sorted(self.exposure.items())}
        for row, paper in zip(plain["papers"], self.papers, strict=True):
            row["holds"] = paper.holds
        return plain | {"holds": self.holds}


def prove(
    papers: Sequence[ProvedPaper],
    cells: Sequence[Cell],
    conditions: Conditions,
    known: Known,
    *,
    overlap: int | None = None,
) -> Proof:
    """Return what papers hold, held against what was asked of them.

    `overlap`: how many units two papers may share, beside those that every paper must have; None: any number.
    """
    proofs = tuple(_of_paper(paper, cells, conditions, known) for paper in papers)
    must = set(conditions.must_include)
    free = [[item for item, _cell in paper if item.code not in must] for paper in papers]
    uses = Counter(item.code for items in free for item in items)
    expected = [proof.expected for proof in proofs]
    band = conditions.difficulty
    return Proof(
        papers=proofs,
        must_include=conditions.must_include,
        band=(float(band.lowest), float(band.highest)) if band else None,
        exposure_limit=conditions.exposure_limit,
        overlap=overlap,
        exposure=Counter(uses.values()),
        most_exposed=max(uses.values(), default=0),
        shared=_most_shared([{unit_of(item) for item in items} for items in free]),
        spread=round(max(expected) - min(expected), 1) if expected else 0.0,
    )


def _most_shared(papers: Sequence[set[str]]) -> int:
    return max((len(one & other) for one, other in combinations(papers, 2)), default=0)


def _of_paper(paper: ProvedPaper, cells: Sequence[Cell], conditions: Conditions, known: Known) -> PaperProof:
    items = [item for item, _cell in paper]
    codes = {item.code for item in items}
    facilities = [facility_of(item, known.facilities) for item in items]
    units = Counter(unit_of(item) for item in items)
    unmeasured = [item for item in items if item.code not in known.facilities]
    return PaperProof(
        cells=tuple(_of_cell(paper, cell) for cell in cells),
        items=len(items),
        marks=str(sum((cell.marks for _item, cell in paper), Decimal(0))),
        missing=tuple(sorted(set(conditions.must_include) - codes)),
        forbidden=tuple(sorted(set(conditions.must_exclude) & codes)),
        twins=tuple(sorted(item.code for item in items if units[unit_of(item)] > 1)),
        expected=round(mean_of(facilities) / 10, 1),
        measured=len(items) - len(unmeasured),
        unstated=sum(1 for item in unmeasured if item.difficulty not in STATED),
        is_in_band=_is_in(conditions.difficulty, facilities),
    )


def _of_cell(paper: ProvedPaper, cell: Cell) -> CellProof:
    drawn = sum(1 for item, place in paper if place == cell and cell.takes(item))
    return CellProof(cell.topic, cell.kind, cell.depth, cell.difficulty, str(cell.marks), cell.count, drawn)


def _is_in(band: Band | None, facilities: Sequence[int]) -> bool:
    if band is None:
        return True
    lowest, highest = sums_in(band, len(facilities))
    return lowest <= sum(facilities) <= highest
