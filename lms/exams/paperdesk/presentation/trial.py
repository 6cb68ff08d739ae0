"""A dry run: what a blueprint would draw from the bank as it is, kept nowhere."""

from typing import Any

from lms.exams.bank.queries import titles_of_topics
from lms.exams.paperdesk.presentation.coverage import coverage_context
from lms.exams.paperdesk.presentation.proof import proof_context
from lms.exams.paperdesk.proofs import kept_proof
from lms.exams.papers.queries import try_drawing
from lms.exams.papers.rules import Blueprint, cells_of


def trial_context(blueprint: Blueprint, *, forms: int, seed: str) -> dict[str, Any]:
    """Return what drawing so many papers would give, and what the bank lacks."""
    trial = try_drawing(blueprint, seed=seed, forms=forms)
    found: dict[str, Any] = {"coverage": coverage_context(blueprint, forms=forms)}
    if trial.proof is not None:
        titles = titles_of_topics({cell.topic for cell in cells_of(blueprint)})
        found["proof"] = proof_context(kept_proof(trial.proof), titles)
    return found
