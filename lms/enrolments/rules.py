"""Pure decisions on completion. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal


@dataclass(frozen=True, slots=True)
class RequirementState:
    """How one requirement stands: met or not, and the best percentage reached; 0 may be a result, or none."""

    requirement_id: int
    is_met: bool
    best_percent: Decimal
    has_proof: bool = True


def audit_completion(
    requirement_ids: Iterable[int], evidence: Iterable[tuple[int, Decimal, bool]]
) -> list[RequirementState]:
    """Return the state of every requirement, given (requirement, percent, is_met) rows.

    A requirement is met as soon as one row of evidence meets it: later, weaker rows take nothing away.
    """
    rows = list(evidence)
    states = []
    for requirement_id in requirement_ids:
        own = [(percent, met) for wanted, percent, met in rows if wanted == requirement_id]
        best = max((percent for percent, _met in own), default=Decimal(0))
        states.append(RequirementState(requirement_id, any(met for _percent, met in own), best, bool(own)))
    return states


def is_complete(states: Iterable[RequirementState]) -> bool:
    """Return whether there is at least one requirement and all are met."""
    listed = list(states)
    return bool(listed) and all(state.is_met for state in listed)


def share_percent(done: int, total: int) -> Decimal:
    """Return done/total as a percentage with two decimals, rounded down so that 100 means all."""
    if total == 0:
        return Decimal(0)
    return (Decimal(100 * done) / total).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
