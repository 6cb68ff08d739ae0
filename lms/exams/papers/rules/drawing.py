"""Draws one paper or several at once by a blueprint and a seed: the same bank gives the same papers everywhere.

ADR 0088 says why the method is sound, and that it finds papers whenever there are any.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic

from lms.exams.papers.rules.blueprint import Cell
from lms.exams.papers.rules.difficulty import mean_of
from lms.exams.papers.rules.forms import Forms, draw_planned, plan
from lms.exams.papers.rules.levelling import level, sums_wanted
from lms.exams.papers.rules.pool import Candidate, Known, Pool, Wanted, pool_of, reasons_against_must
from lms.exams.papers.rules.proof import prove
from lms.exams.papers.rules.shortage import Shortage, shortages_of

Paper = list[tuple[Candidate, Cell]]
NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Drawn(Generic[Candidate]):
    """What came of a drawing: the papers, or what stands in their way.

    `unplaced`: (reason, code) of items that must be on the paper and cannot, or (reason, "") of all papers together:
    overlap, twins (which fit different rows), unproved (the papers found are not what was asked). `off_target`: the
    means in thousandths of papers that could not be brought to the wanted difficulty.
    """

    papers: list[Paper[Candidate]] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    off_target: list[int] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Return whether the papers are as they are wanted."""
        return bool(self.papers) and not (self.shortages or self.unplaced or self.off_target)


def draw_papers(items: Iterable[Candidate], wanted: Wanted, known: Known = NOTHING_KNOWN) -> Drawn[Candidate]:
    """Return the papers that a blueprint asks for, or what the bank lacks for them."""
    bank = list(items)
    unplaced = reasons_against_must(bank, wanted)
    if unplaced:
        return Drawn(unplaced=unplaced)
    pool = pool_of(wanted.cells, bank, wanted.conditions)
    forms = Forms(pool, wanted, known)
    if not all(forms.draw() for _number in range(wanted.forms)):
        planned = plan(Forms(pool, wanted, known))
        forms = Forms(pool, wanted, known)
        if not planned.is_full:
            return Drawn(shortages=shortages_of(forms, planned))
        if not draw_planned(forms, planned):
            return Drawn(unplaced=[(_reason_against(pool, wanted, known), "")])
    missing = _not_there(forms)
    if missing:
        return Drawn(unplaced=missing)
    sums = sums_wanted(forms)
    off = level(forms, sums) if sums else []
    papers = [[(item, wanted.cells[cell]) for item, cell in paper] for paper in forms.papers()]
    proof = prove(papers, wanted.cells, wanted.conditions, known, overlap=wanted.overlap)
    if not (off or proof.holds):
        return Drawn(unplaced=[("unproved", "")])
    return Drawn(papers, off_target=[mean_of(_facilities(forms, number)) for number in off])


def _reason_against(pool: Pool[Candidate], wanted: Wanted, known: Known) -> str:
    """Return what keeps a full plan from being split into papers: what they may share, or twins of different rows."""
    if wanted.overlap:
        forms = Forms(pool, replace(wanted, overlap=None), known)
        if draw_planned(forms, plan(Forms(pool, forms.wanted, known))):
            return "overlap"
    return "twins"


def _not_there(forms: Forms[Candidate]) -> list[tuple[str, str]]:
    """Return what must be on every paper and has no place beside the others that must."""
    units = {unit for form in forms.forms for unit in forms.pool.must if unit not in form.chosen}
    return [("no_room", forms.pool.members[unit][0].code) for unit in sorted(units)]


def _facilities(forms: Forms[Candidate], number: int) -> list[int]:
    return [forms.facility[item.code] for item in forms.forms[number].chosen.values()]


def draw(
    cells: Sequence[Cell], items: Iterable[Candidate], *, seed: str
) -> tuple[Paper[Candidate], list[Shortage]]:
    """Return as much of one paper as there is, in blueprint order, and the cells that lack items."""
    wanted = Wanted(cells, seed)
    forms = Forms(pool_of(cells, items, wanted.conditions), wanted, NOTHING_KNOWN)
    forms.draw()
    paper = [(item, cells[cell]) for item, cell in forms.papers()[0]]
    return paper, shortages_of(forms, forms.forms[0].filling)
