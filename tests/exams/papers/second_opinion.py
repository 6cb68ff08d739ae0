"""A second opinion on what can be drawn from a bank: an integer programme over item, cell and paper."""

from collections import defaultdict

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

from lms.exams.papers import rules
from lms.exams.papers.rules import difficulty


class Programme:
    """Rows of zeros and ones over the columns (item, cell, paper), each between two bounds."""

    def __init__(self, bank, wanted):
        self.wanted = wanted
        self.columns = [
            (item, at, paper)
            for item in bank
            for at, cell in enumerate(wanted.cells)
            for paper in range(wanted.forms)
            if cell.takes(item) and item.code not in wanted.conditions.must_exclude
        ]
        self.rows, self.low, self.high = [], [], []

    def add(self, lowest, highest, weigh):
        self.rows.append([weigh(*column) for column in self.columns])
        self.low.append(lowest)
        self.high.append(highest)

    def has_solution(self):
        count = len(self.columns)
        limits = LinearConstraint(numpy.array(self.rows, dtype=float), self.low, self.high)
        return bool(
            milp(
                numpy.zeros(count), constraints=limits, bounds=Bounds(0, 1), integrality=numpy.ones(count)
            ).success
        )


def can_be_drawn(bank, wanted, known=None):
    """Return whether there are such papers."""
    programme = Programme(bank, wanted)
    if not programme.columns:
        return False
    for paper in range(wanted.forms):
        _paper(programme, paper, known or rules.Known())
    conditions = wanted.conditions
    limit = 1 if wanted.overlap == 0 else conditions.exposure_limit or wanted.forms
    uses = defaultdict(int)
    for item, _at, _paper_number in programme.columns:
        uses[item.code] += 1
    for code in uses:
        if code not in conditions.must_include:
            programme.add(0, limit, lambda item, _at, _on, code=code: item.code == code)
    return programme.has_solution()


def _paper(programme, paper, known):
    wanted = programme.wanted
    for at, cell in enumerate(wanted.cells):
        programme.add(cell.count, cell.count, lambda _item, place, on, at=at: (place, on) == (at, paper))
    for unit in {rules.unit_of(item) for item, _at, _on in programme.columns}:
        programme.add(0, 1, lambda item, _at, on, unit=unit: (rules.unit_of(item), on) == (unit, paper))
    for code in wanted.conditions.must_include:
        programme.add(1, 1, lambda item, _at, on, code=code: (item.code, on) == (code, paper))
    if wanted.conditions.difficulty:
        sums = difficulty.sums_in(wanted.conditions.difficulty, wanted.size)
        programme.add(
            *sums, lambda item, _at, on: (on == paper) * difficulty.facility_of(item, known.facilities)
        )
