"""What a check found, and the verdict over all of them: a check that could not be done is never passed over."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one check."""

    OK = "ok"
    FAILED = "failed"
    UNCHECKED = "could not be checked"


class Verdict(StrEnum):
    """What all checks together say."""

    VALID = "valid"
    INVALID = "not valid"
    UNCLEAR = "not confirmed"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, what became of it, and a sentence for the reader."""

    name: str
    outcome: Outcome
    text: str

    def as_dict(self) -> dict[str, str]:
        """Return the parts for JSON."""
        return {name: str(value) for name, value in asdict(self).items()}


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """Return "valid" only when there were checks and all of them were done and fine."""
    outcomes = [check.outcome for check in checks]
    if Outcome.FAILED in outcomes:
        return Verdict.INVALID
    return Verdict.VALID if outcomes and Outcome.UNCHECKED not in outcomes else Verdict.UNCLEAR
