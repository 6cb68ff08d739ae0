"""What is counted at any moment, whatever evidence says: credits, electives, certificates held, hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses.catalog.api import Requirement, RequirementKind
from lms.enrolments.completion.holdings import issued_here
from lms.enrolments.completion.rules import RECKONED
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.credits.queries import catalogue_kind, entries_of, list_credits
from lms.enrolments.credits.rules import earned
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import certificates_by_person, counts_on
from lms.enrolments.external.rules import comparable, is_valid_on
from lms.enrolments.models import Enrolment, Evidence, Interruption
from lms.enrolments.moving.proofs import proofs_of
from lms.enrolments.rules import RequirementState, share_percent
from lms.enrolments.target.rules import Held, family_of

COUNTED_HERE = (
    RequirementKind.CREDITS_EARNED,
    RequirementKind.ELECTIVES_EARNED,
    RequirementKind.CERTIFICATES_HELD,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read once for all requirements."""

    enrolment: Enrolment
    today: date
    ledger: list[CreditRow]
    certificates: list[ExternalCertificate]
    evidence: dict[int, list[Evidence]]
    issued: list[Held]
    # Interruptions: first day without training, first day back if there is one.
    rests: list[tuple[date, date | None]]


def facts_of(enrolments: Sequence[Enrolment], today: date) -> dict[int, Facts]:
    """Return by enrolment what its audit rests on; the queries do not grow with enrolments or their records."""
    evidence: dict[int, dict[int, list[Evidence]]] = {row.pk: {} for row in enrolments}
    for kept in Evidence.objects.filter(enrolment__in=list(evidence)).order_by("recorded_at", "pk"):
        evidence[kept.enrolment_id].setdefault(kept.requirement_id, []).append(kept)
    rests: dict[int, list[tuple[date, date | None]]] = {row.pk: [] for row in enrolments}
    resting = Interruption.objects.filter(enrolment__in=list(rests)).order_by("began_on", "pk")
    for key, *rest in resting.values_list("enrolment_id", "began_on", "ended_on"):
        rests[key].append(tuple(rest))
    people = sorted({row.person_id for row in enrolments})
    certificates, issued = certificates_by_person(people), issued_here(people)
    ledger = list_credits(evidence)
    return {
        row.pk: Facts(
            row,
            today,
            ledger[row.pk],
            certificates[row.person_id],
            evidence[row.pk],
            issued[row.person_id],
            rests[row.pk],
        )
        for row in enrolments
    }


def counted(row: Requirement, facts: Facts) -> tuple[tuple[int, int], dict]:
    """Return what is there of how much, and the rows behind it."""
    minimum = row.minimum or 0
    if row.kind == RequirementKind.CERTIFICATES_HELD:
        held = counted_certificates(
            facts.certificates, facts.issued, kinds=row.certificate_kinds, day=facts.today
        )
        behind = {"certificates": held.outside, "issued": held.issued}
        return (held.number, minimum), behind
    is_elective = row.kind == RequirementKind.ELECTIVES_EARNED
    entries = entries_of(facts.ledger, version_id=facts.enrolment.version_id)
    total = earned(entries, block=row.block, electives_only=is_elective)
    rows = [one for one in facts.ledger if one.reversed_at is None and _belongs(one, row, is_elective)]
    return (total, minimum), {"credits": tuple(rows)}


@dataclass(frozen=True, slots=True)
class CountedCertificates:
    """Certificates that count on a day, of other bodies and our own, and how many different ones they are."""

    outside: tuple[ExternalCertificate, ...]
    issued: tuple[Held, ...]

    @property
    def number(self) -> int:
        """Return how many there are of different kinds or occupations; two levels of one occupation are one."""
        papers = (*self.outside, *self.issued)
        return len({(family_of(one.kind), comparable(one.occupation)) for one in papers})


def counted_certificates(
    certificates: Iterable[ExternalCertificate], issued: Iterable[Held], *, kinds: Iterable[str], day: date
) -> CountedCertificates:
    """Return what counts of these kinds on a day: of other bodies only what they confirmed. Rows of `with_standing`."""
    asked = frozenset(kinds)
    return CountedCertificates(
        tuple(row for row in certificates if catalogue_kind(row) in asked and counts_on(row, day)),
        tuple(one for one in issued if one.kind in asked and holds_on(one, day)),
    )


def holds_on(one: Held, day: date) -> bool:
    """Return whether a certificate of our own is in force on a day."""
    return is_valid_on(one.awarded, one.expires, day=day)


def _belongs(one: CreditRow, row: Requirement, is_elective: bool) -> bool:
    course = one.course
    if course is None:
        return not row.block and not is_elective
    fits_block = not row.block or course.block == row.block
    return course.version_id == row.version_id and fits_block and (course.is_elective or not is_elective)


def counted_states(
    enrolment: Enrolment, requirements: list[Requirement], *, today: date
) -> dict[int, RequirementState]:
    """Return how the requirements stand that are counted at any moment, by their keys; without any, no query."""
    states = {row.pk: _reckoned(row, enrolment) for row in requirements if row.kind in RECKONED}
    mine = [row for row in requirements if row.kind in COUNTED_HERE]
    if not mine:
        return states
    facts = facts_of([enrolment], today)[enrolment.pk]
    for row in mine:
        (done, asked), _behind = counted(row, facts)
        is_met = done >= asked > 0 or any(one.is_met for one in facts.evidence.get(row.pk, ()))
        states[row.pk] = RequirementState(row.pk, is_met, share_percent(min(done, asked), asked))
    return states


def _reckoned(row: Requirement, enrolment: Enrolment) -> RequirementState:
    """Return how a requirement stands by the records of today alone."""
    proofs = proofs_of(row, [enrolment]).get(enrolment.pk, ())
    best = max((proof.percent for proof in proofs), default=Decimal(0))
    return RequirementState(row.pk, any(proof.is_met for proof in proofs), best, bool(proofs))
