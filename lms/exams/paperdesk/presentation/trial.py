"""A dry run: what a blueprint would draw from the bank as it is, kept nowhere."""

from typing import Any

from lms.exams.bank.queries import examination_items, titles_of_topics
from lms.exams.paperdesk.presentation.blueprint import plain
from lms.exams.paperdesk.presentation.coverage import coverage_context
from lms.exams.paperdesk.presentation.proof import overlap_matrix, proof_context
from lms.exams.papers.rules import Blueprint, Known, Wanted, cells_of, conditions_of, draw_papers, prove


def trial_context(blueprint: Blueprint, *, forms: int, seed: str) -> dict[str, Any]:
    """Return what drawing so many papers would give, and what the bank lacks."""
    cells, conditions = cells_of(blueprint), conditions_of(blueprint)
    topics = {cell.topic for cell in cells}
    known, titles = Known(), titles_of_topics(topics)
    drawn = draw_papers(examination_items(topics), Wanted(cells, seed, conditions, forms, is_equal=forms > 1))
    found = {"seed": seed, "coverage": coverage_context(blueprint, forms=forms)}
    found["off_target"] = [plain(mean / 10) for mean in drawn.off_target]
    if drawn.papers:
        proof = prove(drawn.papers, cells, conditions, known)
        found["proof"] = proof_context(proof.as_json(), titles)
        found["matrix"] = overlap_matrix([{item.code for item, _cell in paper} for paper in drawn.papers])
    return found
