"""People as the planner takes them: forecast, hours, credits, papers held, what is closed to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lms.core.clock import local_date
from lms.enrolments.admission.models import Admission
from lms.enrolments.changing.models import Interruption
from lms.enrolments.completion.counting import counted_certificates, holds_on
from lms.enrolments.completion.holdings import has_paper, issued_here
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import counts_on, with_standing
from lms.enrolments.external.rules import comparable
from lms.enrolments.models import Enrolment, EnrolmentState, Evidence
from lms.enrolments.planning.facts import Award, Certainty, Earned, InClass, Person, ReleaseForecast
from lms.enrolments.proposals.offered import PRACTICE, THEORY, Offered, code_of
from lms.enrolments.proposals.rules import award_of, schooling_of
from lms.enrolments.proposals.sources import PlanPart, Teaching
from lms.enrolments.target.rules import DIPLOMA, Held


@dataclass(frozen=True, slots=True)
class Records:
    """What is on record of some people, by the keys of people and enrolments."""

    enrolments: tuple[Enrolment, ...]
    papers: Mapping[int, list[ExternalCertificate]]
    own: Mapping[int, list[Held]]
    credits: Mapping[int, list[CreditRow]]
    resting: Mapping[int, date | None]
    """Enrolments whose training rests, and when it is expected to go on."""

    @property
    def version_ids(self) -> set[int]:
        """Return the versions that somebody is on, or has completed."""
        return {row.version_id for row in self.enrolments}

    def of(self, person_id: int) -> list[Enrolment]:
        """Return a person's enrolments."""
        return [row for row in self.enrolments if row.person_id == person_id]


def load_records(person_ids: Sequence[int], *, today: date) -> Records:
    """Return the records of people: five queries."""
    rows = Enrolment.objects.filter(person__in=person_ids).exclude(state=EnrolmentState.WITHDRAWN)
    enrolments = tuple(rows.select_related("version__programme").order_by("pk"))
    papers: dict[int, list[ExternalCertificate]] = {}
    standing = with_standing(ExternalCertificate.objects.filter(person__in=person_ids, struck_at=None))
    for paper in standing.order_by("issued_date", "pk"):
        papers.setdefault(paper.person_id, []).append(paper)
    ledger: dict[int, list[CreditRow]] = {}
    given = CreditRow.objects.filter(enrolment__in=enrolments, reversed_at=None).select_related("course")
    for row in given.order_by("pk"):
        ledger.setdefault(row.enrolment_id, []).append(row)
    rests = Interruption.objects.filter(enrolment__in=enrolments, ended_on__isnull=True)
    resting = dict(rests.values_list("enrolment_id", "expected_on"))
    return Records(enrolments, papers, issued_here(person_ids), ledger, resting)


@dataclass(frozen=True, slots=True)
class Ground:
    """What everybody's facts are made from: records, programmes, teaching, the day, and kinds of papers that count."""

    records: Records
    offered: Mapping[str, Offered]
    taught: "Taught"
    today: date
    kinds: frozenset[str] | None
    learnt: frozenset[int] = frozenset()
    """Enrolments of which all lessons are learnt on a version that counts no hours: no teaching is left."""


def person_of(stay: Any, ground: Ground) -> Person:
    """Return one person's facts."""
    records, offered, taught, today = ground.records, ground.offered, ground.taught, ground.today
    enrolments = records.of(stay.person_id)
    day = max(stay.forecast_date or today, today)
    papers = [row for row in records.papers.get(stay.person_id, []) if counts_on(row, day)]
    issued = records.own.get(stay.person_id, [])
    own = [one for one in issued if holds_on(one, day)]
    held = {_award_of_paper(row, offered) for row in papers}
    held |= {award_of(one.kind, comparable(one.occupation), None) for one in own}
    held |= {award_of(DIPLOMA, "", None) for row in enrolments if _waits_for_diploma(row, issued)}
    counted = frozenset(
        one for one in held if ground.kinds is None or one.kind in ground.kinds or one.kind == DIPLOMA
    )
    active = [row for row in enrolments if row.state == EnrolmentState.ACTIVE]
    return Person(
        code=str(stay.uuid),
        born=stay.person.birth_date,
        ready_on=_ready_on(stay, active, ground),
        release=ReleaseForecast(stay.forecast_date, Certainty.LIKELY) if stay.forecast_date else None,
        schooling=schooling_of(stay.schooling),
        is_fit=stay.fit_then,
        earned=tuple(_earned(row, ground) for row in active),
        held=tuple(sorted(counted, key=lambda one: (one.kind, one.occupation, one.level or 0))),
        closed=closed_to(enrolments, offered),
        resting=resting_for(active, records.resting),
        lacking=frozenset(
            code for code, one in offered.items() if not _has_certificates(one, papers, own, day)
        ),
        in_class=tuple(
            InClass(code_of(row.version), taught.until[row.pk]) for row in active if row.pk in taught.until
        ),
    )


def closed_to(enrolments: Sequence[Enrolment], offered: Mapping[str, Offered]) -> frozenset[str]:
    """Return the versions that are not for somebody: all but the one enrolled on, else all but the newest.

    Of a programme that is completed no version is left.
    """
    completed = {row.version.programme_id for row in enrolments if row.state == EnrolmentState.COMPLETED}
    on = {
        row.version.programme_id: code_of(row.version)
        for row in enrolments
        if row.state == EnrolmentState.ACTIVE
    }
    found = set()
    for code, one in offered.items():
        programme = one.version.programme_id
        mine = on.get(programme)
        if (
            programme in completed
            or (mine is None and not one.is_newest)
            or (mine is not None and mine != code)
        ):
            found.add(code)
    return frozenset(found)


def _waits_for_diploma(row: Enrolment, issued: Sequence[Held]) -> bool:
    is_diploma = award_of(row.version.programme.kind, "", None).kind == DIPLOMA
    return is_diploma and row.state == EnrolmentState.COMPLETED and not has_paper(issued, row)


def _award_of_paper(paper: ExternalCertificate, offered: Mapping[str, Offered]) -> Award:
    """Return a paper as an award; a licence is that of the programme whose title names its operation."""
    award = award_of(paper.kind, comparable(paper.occupation), paper.level)
    for one in offered.values():
        theirs, title = one.fact.award, comparable(one.version.programme.title_zh)
        if award.kind == theirs.kind == "special_operation" and award.occupation in title:
            return theirs
    return award


def resting_for(active: Sequence[Enrolment], resting: Mapping[int, date | None]) -> frozenset[str]:
    """Return the versions in which somebody's training rests and nobody says until when: nothing is promised."""
    return frozenset(code_of(row.version) for row in active if row.pk in resting and resting[row.pk] is None)


def _ready_on(stay: Admission, active: Sequence[Enrolment], ground: Ground) -> date:
    """Return the first day for further classes: after the last planned session, and when training goes on again."""
    taught = ground.taught
    days = [taught.last[row.pk] + timedelta(days=1) for row in active if row.pk in taught.last]
    back = [ground.records.resting.get(row.pk) for row in active]
    return max([stay.admitted_date, ground.today, *days, *(day for day in back if day)])


@dataclass(frozen=True, slots=True)
class Taught:
    """Minutes attended or planned, by enrolment and part of the plan, the day of the last planned session, and until
    which day an enrolment is in a class."""

    minutes: Mapping[int, Mapping[PlanPart, int]]
    last: Mapping[int, date]
    until: Mapping[int, date]


def taught_of(teaching: Teaching) -> Taught:
    """Return what is attended and planned by enrolment."""
    minutes: dict[int, dict[PlanPart, int]] = {}
    last: dict[int, date] = {}
    for row in teaching.attended:
        mine = minutes.setdefault(row.enrolment, {})
        mine[row.part] = mine.get(row.part, 0) + row.minutes
    for session in teaching.sessions:
        length, day = int((session.ends - session.begins).total_seconds() // 60), local_date(session.ends)
        for enrolment in session.enrolments:
            mine = minutes.setdefault(enrolment, {})
            mine[session.part] = mine.get(session.part, 0) + length
            last[enrolment] = max(last.get(enrolment, day), day)
    until: dict[int, date] = {}
    for stay in teaching.in_class:
        until[stay.enrolment] = max(until.get(stay.enrolment, stay.until), stay.until)
    return Taught(minutes, last, until)


def learnt_of(records: Records, offered: Mapping[str, Offered]) -> frozenset[int]:
    """Return the enrolments with evidence of all lessons, on versions that ask for lessons and count no hours."""
    asked = {one.version.pk: {row.pk for row in one.lessons} for one in offered.values() if one.lessons}
    wanted = set().union(*asked.values())
    met = Evidence.objects.filter(enrolment__in=records.enrolments, requirement__in=wanted, is_met=True)
    found: dict[int, set[int]] = {}
    for enrolment, requirement in met.order_by().values_list("enrolment_id", "requirement_id"):
        found.setdefault(enrolment, set()).add(requirement)
    return frozenset(
        row.pk for row in records.enrolments if asked.get(row.version_id, {0}) <= found.get(row.pk, set())
    )


def _earned(row: Enrolment, ground: Ground) -> Earned:
    """Return the minutes that count, attended or planned already, and credits of certificates.

    Who has all lessons of a version that counts no hours needs no more of them. A course whose credits are given is
    done whole; its minutes count once, never the credits beside them.
    """
    one = ground.offered[code_of(row.version)]
    if row.pk in ground.learnt:
        return Earned(one.code, one.fact.theory_minutes, one.fact.practice_minutes)
    minutes = ground.taught.minutes.get(row.pk, {})
    given = ground.records.credits.get(row.pk, [])
    passed = {
        credit.course.code for credit in given if credit.course and credit.course.version_id == row.version_id
    }
    done = {THEORY: 0, PRACTICE: 0}
    for part, asked in one.plan.items():
        done[part.kind] += asked if part.course in passed else max(0, min(asked, minutes.get(part, 0)))
    others = sum(credit.credits for credit in given if credit.course is None) if one.asks_credits else 0
    return Earned(one.code, done[THEORY], done[PRACTICE], others)


def _has_certificates(
    one: Offered, papers: Sequence[ExternalCertificate], own: Sequence[Held], day: date
) -> bool:
    """Return whether all certificates that a programme asks for count on the day of release, as its audit counts."""
    return all(
        counted_certificates(papers, own, kinds=kinds, day=day).number >= number
        for kinds, number in one.certificates
    )
