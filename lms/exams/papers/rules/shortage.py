"""Which cells the bank cannot fill, how many items they lack, and what keeps items of the bank away from them."""

from dataclasses import dataclass

from lms.exams.papers.rules.blueprint import Cell
from lms.exams.papers.rules.forms import Forms
from lms.exams.papers.rules.matching import Filling
from lms.exams.papers.rules.pool import Candidate, unit_of


@dataclass(frozen=True, slots=True)
class Shortage:
    """A cell that the bank cannot fill: how many further items it needs, and where those of the bank are.

    `in_bank` items fit it; of these, `excluded` must not be used, `twins` stand behind a twin, `elsewhere` are needed
    by other cells. `limited`: on how many papers an item may be, where that is what makes them too few.
    """

    cell: Cell
    lacking: int
    in_bank: int = 0
    excluded: int = 0
    twins: int = 0
    elsewhere: int = 0
    limited: int | None = None


def shortages_of(forms: Forms[Candidate], planned: Filling) -> list[Shortage]:
    """Return the cells that a plan of all papers leaves open."""
    return [_shortage(forms, planned, cell) for cell, room in enumerate(planned.room) if room]


def _shortage(forms: Forms[Candidate], planned: Filling, cell: int) -> Shortage:
    fitting = forms.pool.fitting[cell]
    excluded = set(forms.wanted.conditions.must_exclude)
    allowed = [item for item in fitting if item.code not in excluded]
    units = {unit_of(item) for item in allowed}
    here = planned.held[cell]
    # A further item can be used as often as the limit lets it.
    each = 1 if forms.wanted.overlap == 0 else min(forms.limit, forms.wanted.forms)
    enough_for_one = len(units) >= forms.counts[cell]
    return Shortage(
        cell=forms.wanted.cells[cell],
        lacking=-(-planned.room[cell] // each),
        in_bank=len(fitting),
        excluded=len(fitting) - len(allowed),
        twins=len(allowed) - len(units),
        elsewhere=sum(1 for unit in units if unit not in here),
        limited=each if each < forms.wanted.forms and enough_for_one else None,
    )
