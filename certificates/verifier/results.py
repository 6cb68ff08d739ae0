"""What a check found, and the verdict over all of them: a check that could not be done is never passed over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


def gettext_noop(words: str) -> str:
    """Mark words for the platform's catalogue, which shows them in its reader's language; here they are English."""
    return words


class Outcome(StrEnum):
    """What became of one check."""

    OK = "ok"
    FAILED = "failed"
    UNCHECKED = "could not be checked"
    ABSENT = "not there"  # of what no certificate needs


class Verdict(StrEnum):
    """What all checks together say."""

    VALID = "valid"
    INVALID = "not valid"
    UNCLEAR = "not confirmed"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, what became of it, and a sentence for the reader, with named places for `values`."""

    name: str
    outcome: Outcome
    words: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole sentence in English."""
        return self.words % self.values if self.values else self.words

    def as_dict(self) -> dict[str, str]:
        """Return the parts for a reader's JSON."""
        return {"name": self.name, "outcome": str(self.outcome), "text": self.text}

    def to_wire(self) -> list[Any]:
        """Return the parts for another process of ours."""
        return [self.name, str(self.outcome), self.words, dict(self.values)]


def from_wire(parts: list[Any]) -> Check:
    """Return the check that another process of ours found.

    :raises ValueError: when these are not its parts.
    """
    name, outcome, words, values = parts
    return Check(name, Outcome(outcome), words, values)


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """Return "valid" only when there were checks and all of them were done and fine; what is not there is no check."""
    outcomes = [check.outcome for check in checks if check.outcome is not Outcome.ABSENT]
    if Outcome.FAILED in outcomes:
        return Verdict.INVALID
    return Verdict.VALID if outcomes and Outcome.UNCHECKED not in outcomes else Verdict.UNCLEAR
