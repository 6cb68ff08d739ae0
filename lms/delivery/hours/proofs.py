"""What locked registers prove about required hours: for audits, for other versions, and as evidence of an enrolment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from courses.catalog.api import Requirement, RequirementKind, requirements_of_kind
from lms.core.actor import Actor
from lms.delivery.hours.models import HoursEntry, LearningEntry, Measure
from lms.delivery.hours.queries import plan_minutes, sums_of
from lms.delivery.hours.rules import against_plan, counted_attended, towards
from lms.delivery.timetable.models import TeachingKind
from lms.enrolments.api import (
    Achievement,
    Enrolment,
    EnrolmentState,
    Proof,
    complete_if_due,
    lock_enrolment,
    record_achievement,
    share_percent,
    whose_requirement_is_met,
)

SOURCE, LEARNING = "delivery.hoursentry", "delivery.learningentry"


def asked_by(requirement: Requirement) -> dict[str, int]:
    """Return the minutes of theory and of practice that a requirement of hours asks for."""
    return {
        TeachingKind.THEORY: requirement.theory_minutes or 0,
        TeachingKind.PRACTICE: requirement.practice_minutes or 0,
    }


def hours_proved(requirement: Requirement, enrolments: Sequence[Enrolment]) -> Mapping[int, Sequence[Proof]]:
    """Return for each enrolment how many of the required minutes it has, as far as they are in the requirement's plan.

    Theory and practice are asked for apart. Where both are enough, the newest entry is the record that proves it.
    """
    plan, sums, newest = plan_minutes(requirement.version), sums_of(enrolments), _newest_entries(enrolments)
    asked = asked_by(requirement)
    proofs = {}
    for row in enrolments:
        standings = against_plan(plan, sums[row.pk])
        done = towards(standings, asked)
        so_far = (sum(done.values()), sum(asked.values()))
        is_met = done == asked and row.pk in newest
        source = newest[row.pk] if is_met else ("", None)
        # Registers first, each kind up to what is asked: the two add up to what counts.
        attended = sum(min(counted_attended(standings, kind), minutes) for kind, minutes in asked.items())
        proofs[row.pk] = [
            Proof(
                share_percent(*so_far),
                is_met,
                *source,
                counted=so_far,
                from_registers=attended,
                from_lessons=so_far[0] - attended,
            )
        ]
    return proofs


def _newest_entries(enrolments: Iterable[Enrolment]) -> dict[int, tuple[str, UUID]]:
    """Return by enrolment the newest entry from a register; of who has none, the newest from lessons."""
    keys = [row.pk for row in enrolments]
    attended = HoursEntry.objects.filter(enrolment__in=keys, measure=Measure.ATTENDED)
    learnt = LearningEntry.objects.filter(enrolment__in=keys, reverses=None, reversed_by=None)
    found: dict[int, tuple[str, UUID]] = {}
    for rows, source in ((learnt, LEARNING), (attended, SOURCE)):
        newest = rows.order_by().values("enrolment").annotate(newest=Max("pk")).values("newest")
        found |= {
            key: (source, uuid)
            for key, uuid in rows.filter(pk__in=newest).values_list("enrolment_id", "uuid")
        }
    return found


def achieve_hours(enrolments: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Keep evidence for each hours requirement that the ledger meets now; inside the transaction that entered it.

    The enrolments are locked. Evidence that is there stays, and is not written again; where what it rests on was taken
    away and is there again, the enrolment may be complete by it.
    """
    rows = Enrolment.objects.filter(pk__in=list(enrolments), state=EnrolmentState.ACTIVE).order_by("pk")
    by_version: dict[int, list[Enrolment]] = {}
    for row in rows:
        by_version.setdefault(row.version_id, []).append(row)
    for version, group in by_version.items():
        for requirement in requirements_of_kind(version, RequirementKind.HOURS_ATTENDED):
            proofs, known = hours_proved(requirement, group), whose_requirement_is_met(requirement, group)
            for row in group:
                proof = proofs[row.pk][0]
                if not proof.is_met or proof.source_uuid is None:
                    continue
                if row.pk in known:
                    complete_if_due(lock_enrolment(row.uuid), actor=actor, now=now)
                    continue
                achieved = Achievement(
                    requirement, proof.source_type, proof.source_uuid, proof.percent, is_met=True
                )
                record_achievement(enrolment_uuid=row.uuid, achievement=achieved, actor=actor, now=now)
