"""Reads for moving enrolments: who could move where, and what it would mean for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.catalog.api import ProgrammeVersion, Requirement, VersionState, newest_published_versions
from lms.accounts.api import User
from lms.enrolments.completion.rules import RECKONED
from lms.enrolments.models import Enrolment, EnrolmentMove, EnrolmentState, Evidence
from lms.enrolments.moving.proofs import Proof, proofs_of
from lms.enrolments.moving.rules import MoveFacts, Outlook, Standing, refusals
from lms.enrolments.policies import movable_by
from lms.organisations.api import School

# What a requirement asks for, whatever its code, title and version.
ASKED = (
    "kind",
    "share_percent",
    "theory_minutes",
    "practice_minutes",
    "examination_scheme",
    "rubric_code",
    "minimum",
    "block",
    "certificate_kinds",
)


# How long somebody is told of a move that the office made.
TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """The proofs of one version's requirements, and what was kept as evidence before."""

    requirements: tuple[Requirement, ...]
    proofs: dict[int, dict[int, list[Proof]]]

    def standings(self, enrolment_id: int) -> tuple[Standing, ...]:
        """Return how an enrolment stands to each requirement."""
        return tuple(self._standing(row, enrolment_id) for row in self.requirements)

    def _standing(self, requirement: Requirement, enrolment_id: int) -> Standing:
        proofs = self.proofs[requirement.pk].get(enrolment_id, [])
        return Standing(
            requirement.pk,
            _asks(requirement),
            any(proof.is_met for proof in proofs),
            max((proof.percent for proof in proofs), default=Decimal(0)),
            next((proof.counted for proof in proofs if proof.counted), None),
            frozenset().union(*(proof.learnt for proof in proofs)),
        )


def recent_move(person_id: int | None, *, now: datetime) -> EnrolmentMove | None:
    """Return the last move of a person's enrolments within TOLD_FOR, None where there was none. One query."""
    rows = EnrolmentMove.objects.filter(enrolment__person=person_id, moved_at__gt=now - TOLD_FOR)
    rows = rows.exclude(enrolment__state=EnrolmentState.WITHDRAWN)
    return rows.select_related("to_version__programme").order_by("moved_at", "pk").last()


def list_outlooks(
    enrolments: Sequence[Enrolment], *, old: ProgrammeVersion, new: ProgrammeVersion
) -> list[Outlook]:
    """Return what a move from the old version to the new one would mean; the queries do not grow with enrolments."""
    before, after = told_of(old, enrolments), told_of(new, enrolments)
    keys = [row.pk for row in enrolments]
    people = [row.person_id for row in enrolments]
    on_new = Enrolment.objects.filter(version=new, person__in=people).exclude(state=EnrolmentState.WITHDRAWN)
    elsewhere = set(on_new.values_list("person_id", flat=True))
    moves = EnrolmentMove.objects.filter(enrolment__in=keys, from_version=new)
    been = set(moves.values_list("enrolment_id", flat=True))
    return [
        Outlook(
            row.pk,
            tuple(refusals(_facts(row, old, new, elsewhere, been))),
            before.standings(row.pk),
            after.standings(row.pk),
        )
        for row in enrolments
    ]


def _facts(
    row: Enrolment, old: ProgrammeVersion, new: ProgrammeVersion, elsewhere: set[int], been: set[int]
) -> MoveFacts:
    return MoveFacts(
        is_active=row.state == EnrolmentState.ACTIVE,
        is_on_old=row.version_id == old.pk,
        has_other_on_new=row.version_id != new.pk and row.person_id in elsewhere,
        is_newer=new.number > old.number,
        was_on_new=row.pk in been,
    )


def told_of(version: ProgrammeVersion, enrolments: Sequence[Enrolment]) -> Told:
    """Return what records and earlier evidence prove for the requirements of a version.

    Of hours only the records count: a correction may have taken away what evidence once rested on.
    """
    requirements = tuple(Requirement.objects.filter(version=version).order_by("position"))
    proofs = {
        row.pk: {key: [*found] for key, found in proofs_of(row, enrolments).items()} for row in requirements
    }
    kept = Evidence.objects.filter(
        requirement__version=version, enrolment__in=[row.pk for row in enrolments]
    ).exclude(requirement__kind__in=RECKONED)
    for requirement_id, enrolment_id, percent, is_met in kept.values_list(
        "requirement_id", "enrolment_id", "percent", "is_met"
    ):
        proofs[requirement_id].setdefault(enrolment_id, []).append(Proof(percent, is_met))
    return Told(requirements, proofs)


def _asks(requirement: Requirement) -> tuple:
    values = (getattr(requirement, name) for name in ASKED)
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)


@dataclass(frozen=True, slots=True)
class Group:
    """The people in training on one version at one school.

    `newest` is the newest published version's number; `may_move` says whether there is somewhere to move to.
    """

    version: ProgrammeVersion
    school: School
    people: int
    newest: int
    may_move: bool

    @property
    def is_newest(self) -> bool:
        """Return whether no newer version is published."""
        return self.newest <= self.version.number


def list_groups(user: User) -> list[Group]:
    """Return the versions that people are in training on, by programme and school."""
    rows = movable_by(user).filter(state=EnrolmentState.ACTIVE).order_by()
    counted = list(rows.values_list("version", "school").annotate(people=Count("pk")))
    versions = ProgrammeVersion.objects.select_related("programme").in_bulk([row[0] for row in counted])
    schools = School.objects.in_bulk([row[1] for row in counted])
    newest = {row.programme_id: row.number for row in newest_published_versions()}
    came = set(EnrolmentMove.objects.filter(enrolment__in=rows).values_list("to_version", flat=True))
    groups = []
    for key, school, people in counted:
        version = versions[key]
        last = newest[version.programme_id]
        groups.append(Group(version, schools[school], people, last, last > version.number or key in came))
    return sorted(groups, key=lambda one: (str(one.version), one.school.code))


def list_movable(user: User, *, version: ProgrammeVersion, school: UUID) -> QuerySet[Enrolment]:
    """Return who is in training on a version at a school and may be moved by the user, by name."""
    rows = movable_by(user).filter(version=version, school__uuid=school, state=EnrolmentState.ACTIVE)
    return rows.select_related("person__user").order_by("person__sort_name", "pk")


def list_left(user: User, *, version: ProgrammeVersion, school: UUID) -> QuerySet[Enrolment]:
    """Return who was moved from a version at a school and is not on it any more."""
    moves = EnrolmentMove.objects.filter(enrolment=OuterRef("pk"), from_version=version)
    return movable_by(user).filter(Exists(moves), school__uuid=school).exclude(version=version)


def list_targets(rows: QuerySet[Enrolment], version: ProgrammeVersion) -> QuerySet[ProgrammeVersion]:
    """Return the published versions that some of these enrolments could move to, newest first."""
    left = EnrolmentMove.objects.filter(
        enrolment__in=rows.order_by().values("pk"), from_version=OuterRef("pk")
    )
    published = ProgrammeVersion.objects.filter(programme=version.programme_id, state=VersionState.PUBLISHED)
    return (
        published.filter(Q(number__gt=version.number) | Exists(left))
        .exclude(pk=version.pk)
        .select_related("programme__occupation")
        .order_by("-number")
    )
