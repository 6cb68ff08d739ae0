"""What records of other apps prove about a requirement, asked anew when an enrolment changes its version.

Evidence belongs to the requirements of one version. The records behind it (lessons learnt, results) do not, so each app
says once, when it starts, what its records prove for any version.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from courses.catalog.api import Requirement, RequirementKind
from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Proof:
    """One record and what it proves; without a source it says how far somebody is and is not kept as evidence.

    `counted` is what is done and what is asked for, where that can be counted; `learnt` are the keys of lessons. Of
    hours, the minutes that registers say and those that were accepted for learning in lessons are told apart.
    """

    percent: Decimal
    is_met: bool
    source_type: str = ""
    source_uuid: UUID | None = None
    counted: tuple[int, int] | None = None
    learnt: frozenset[int] = frozenset()
    from_registers: int = 0
    from_lessons: int = 0


# Given a requirement and enrolments, whatever their version: their proofs by the keys of the enrolments.
Prover = Callable[[Requirement, Sequence[Enrolment]], Mapping[int, Sequence[Proof]]]
# Given a requirement and one enrolment: the records one by one, each in words.
Telling = Callable[[Requirement, Enrolment], Sequence[str]]
_provers: dict[str, Prover] = {}
_tellings: dict[str, Telling] = {}
_pages: dict[str, str] = {}


def register_prover(
    kind: RequirementKind, prover: Prover, *, page: str = "", telling: Telling | None = None
) -> None:
    """Name who proves requirements of a kind; called once by the app that keeps the records, when it starts.

    `page` is the name of the address at which a registrar reads an enrolment's records of this kind one by one;
    `telling` gives those that have no page of their own, for the page of one enrolment.
    """
    if telling is not None:
        _tellings[kind] = telling
    _provers[kind] = prover
    _pages[kind] = page


def page_of_records(requirement: Requirement) -> str:
    """Return the name of the address at which the records behind a requirement are read, or ""."""
    return _pages.get(requirement.kind, "")


def told_records(requirement: Requirement, enrolment: Enrolment) -> Sequence[str]:
    """Return the records behind a requirement in words, where whoever keeps them tells them; asks the database."""
    telling = _tellings.get(requirement.kind)
    return telling(requirement, enrolment) if telling is not None else ()


def pages_of_other_records(kinds: Collection[str]) -> list[str]:
    """Return the names of the addresses of all kinds of requirements but these."""
    return [page for kind, page in _pages.items() if page and kind not in kinds]


def proofs_of(requirement: Requirement, enrolments: Sequence[Enrolment]) -> Mapping[int, Sequence[Proof]]:
    """Return the proofs of a requirement by enrolment; of a kind that nobody keeps records of there are none."""
    prover = _provers.get(requirement.kind)
    return prover(requirement, enrolments) if prover is not None else {}
