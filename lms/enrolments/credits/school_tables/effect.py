"""What a table of a school would change: the limit, each kind of certificate, and people in training."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from courses.catalog.api import (
    PlannedRecognition,
    Programme,
    ProgrammePlan,
    cap_of,
    get_published_version,
    plan_of,
)
from lms.enrolments.credits.models import CreditRow, CreditSource
from lms.enrolments.credits.queries import further_by, key_of
from lms.enrolments.credits.school_tables.queries import agreed_tables
from lms.enrolments.credits.school_tables.rules import table_of
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import confirmed_certificates, in_force_on
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class VersionEffect:
    """The limit for all certificates together on a version, by today's rules and by the table.

    Of the newest version, on which people begin, and of those that people are on.
    """

    number: int
    cap_now: int
    cap_then: int


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """Somebody in training whose certificates would still add credits: how many without the table, and with it."""

    enrolment: Enrolment
    waiting: int
    given: int
    more_now: int
    more_then: int

    @property
    def differs(self) -> bool:
        """Return whether the table changes anything for this person."""
        return self.more_now != self.more_then


@dataclass(frozen=True, slots=True)
class Effect:
    """What a table would change from its first day on; nothing that was given before changes."""

    in_training: int
    versions: list[VersionEffect]
    people: list[PersonEffect]

    @property
    def changed(self) -> int:
        """Return for how many people something changes."""
        return sum(row.differs for row in self.people)


def effect_of(table: PlannedRecognition, *, school: School, programme: Programme, today: date) -> Effect:
    """Return what a table would change for everybody whom the school trains in the programme.

    Queries grow with the versions that people are on, never with the people.
    """
    day = max(table.valid_from, today)
    rows = Enrolment.objects.filter(
        school=school, version__programme=programme, state=EnrolmentState.ACTIVE
    ).select_related("person", "version__programme__occupation")
    enrolments = list(rows.order_by("person__sort_name", "pk"))
    newest = get_published_version(programme_code=programme.code)
    versions = {newest.pk: newest} | {row.version_id: row.version for row in enrolments}
    plans = {key: plan_of(version) for key, version in versions.items()}
    own = agreed_tables(school.pk, programme.pk)
    before = {key: table_of(own, plan.recognition, day=day) for key, plan in plans.items()}
    papers = _papers(enrolments, day)
    given = _given(enrolments)
    people = [
        _person(
            row, papers[row.person_id], given[row.pk], (before[row.version_id], table), plans[row.version_id]
        )
        for row in enrolments
        if papers[row.person_id]
    ]
    return Effect(
        in_training=len(enrolments),
        versions=[_version(plan, before[key], table) for key, plan in sorted(plans.items(), key=_by_number)],
        people=sorted(
            (row for row in people if row.more_now or row.more_then), key=lambda row: not row.differs
        ),
    )


def _by_number(item: tuple[int, ProgrammePlan]) -> int:
    return item[1].number


def _version(
    plan: ProgrammePlan, before: PlannedRecognition | None, table: PlannedRecognition
) -> VersionEffect:
    cap_now = cap_of(before, plan.courses) if before else 0
    return VersionEffect(plan.number, cap_now, cap_of(table, plan.courses))


def _papers(enrolments: Iterable[Enrolment], day: date) -> dict[int, list[ExternalCertificate]]:
    found: dict[int, list[ExternalCertificate]] = defaultdict(list)
    for row in in_force_on(confirmed_certificates(one.person_id for one in enrolments), day).order_by("pk"):
        found[row.person_id].append(row)
    return found


def _given(enrolments: Iterable[Enrolment]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = CreditRow.objects.filter(
        enrolment__in=list(enrolments), reversed_at=None, source=CreditSource.CERTIFICATE
    )
    for enrolment_id, key, credits_ in rows.values_list("enrolment_id", "source_key", "credits"):
        found[enrolment_id][key] = credits_
    return found


def _person(
    enrolment: Enrolment,
    papers: list[ExternalCertificate],
    given: dict[str, int],
    tables: tuple[PlannedRecognition | None, PlannedRecognition],
    plan: ProgrammePlan,
) -> PersonEffect:
    earlier = [row for row in papers if key_of(row) in given]
    before = sum(given.values())
    more = [further_by((table, plan), earlier, papers, given=before) for table in tables]
    return PersonEffect(enrolment, len(papers) - len(earlier), before, *more)
