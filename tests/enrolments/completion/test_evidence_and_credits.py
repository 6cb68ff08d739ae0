"""Whatever is learnt, passed, earned and confirmed, in whatever order: no audit gets worse, no credit counts twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses.catalog.api import Course, PlannedRequirement, load_programme_version
from lms.enrolments.api import Question, audit_of
from lms.enrolments.completion.rules import Outcome, State
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.credits.operations import (
    CourseCredit,
    credit_course,
    recognise_certificate,
    reverse_credits,
)
from lms.enrolments.errors import CreditsKnown, CreditsRefused
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.models import Enrolment
from lms.exams.errors import CandidateRefused
from tests.enrolments.admission.samples import made_up_id
from tests.enrolments.changing.test_nothing_is_lost import LAST, Way
from tests.factories.courses import NOW, a_diploma_plan
from tests.factories.exams import failed_sitting, passed_sitting
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.outside import ACTOR, confirm, licence_paper, record, skill_paper
from tests.factories.stays import a_stay
from tests.factories.teaching import EVENING, an_enrolment

pytestmark = pytest.mark.django_db
STATES = [State.IMPOSSIBLE, State.NOT_YET, State.MET]
OUTCOMES = [Outcome.NOTHING, Outcome.PARTIAL_STUDY, Outcome.STUDY_COMPLETION, Outcome.GRADUATION]
MORE = (
    ("hours_attended", {"theory_minutes": 160}),
    ("electives_earned", {"minimum": 2}),
    ("certificates_held", {"minimum": 2, "certificate_kinds": ("skill_level_5", "special_operation")}),
)
_numbers = count(1)
PAPERS = {
    "level 5": lambda person: skill_paper(person),
    "level 4": lambda person: skill_paper(person, level=4, number=f"S000046000001254{next(_numbers):06d}"),
    "another level 5": lambda person: skill_paper(person, occupation="焊工"),
    "licence": lambda person: licence_paper(person, number=f"T{made_up_id(next(_numbers))}"),
}
# What the table of the plan gives for a paper, by what it is about: a higher level stands on the lower one.
WORTH = {"level 5": ("电工", 6), "level 4": ("电工", 12), "another level 5": ("焊工", 6)}


class Study(Way):
    """Somebody on a diploma that asks for something of each kind, with so many courses with credits."""

    def __init__(self, courses: int) -> None:
        plan = a_diploma_plan(courses=courses)
        asked = tuple(
            PlannedRequirement(f"{plan.code}-X{place}", {"zh": "要求", "en": "Requirement"}, kind, **values)
            for place, (kind, values) in enumerate(MORE)
        )
        whole = replace(plan, requirements=(*plan.requirements, *asked))
        version = load_programme_version(plan=whole, actor=ACTOR, now=NOW)
        site = a_site()
        self.row = an_enrolment(version, site, a_school_paired_with(site))
        self.stay = a_stay(self.row.person)
        self.now = EVENING
        self.papers: dict[str, ExternalCertificate] = {}
        self.courses = list(Course.objects.filter(version=version, credits__gt=0).order_by("position"))

    def meet(self, deed: str) -> None:
        """Do a deed that adds evidence; what is refused adds nothing."""
        deeds: dict[str, Callable[[], object]] = {
            "pass": lambda: passed_sitting(self.row),
            "fail": lambda: failed_sitting(self.row),
            "recognise": lambda: [self.recognise(name) for name in self.papers],
            **{f"course {place}": lambda place=place: self.give(place) for place in range(3)},
        }
        try:
            if deed in PAPERS:
                self.confirm(deed)
            elif deed in deeds:
                deeds[deed]()
            else:
                self.do(deed)
        except (CreditsKnown, CandidateRefused):
            return  # it was given, or passed, before
        finally:
            self.row = Enrolment.objects.get(pk=self.row.pk)

    def confirm(self, name: str) -> None:
        if name not in self.papers:
            self.papers[name] = record(PAPERS[name](self.row.person))
            confirm(self.papers[name])

    def recognise(self, name: str) -> CreditRow | None:
        try:
            given = {"certificate": self.papers[name], "actor": ACTOR, "now": NOW}
            return recognise_certificate(enrolment_uuid=self.row.uuid, **given)
        except (CreditsKnown, CreditsRefused):  # it counts already, or adds nothing
            return None

    def give(self, place: int, source: str = "course") -> CreditRow:
        given = CourseCredit(self.courses[place], source, Decimal(72), "List of marks 3")
        return credit_course(enrolment_uuid=self.row.uuid, given=given, actor=ACTOR, now=NOW)


def standing(row: Enrolment) -> tuple[list[tuple[int, Decimal]], int, list[int]]:
    """Return how well an audit stands: each requirement with its percentage, the outcome, what the target lacks."""
    found = audit_of(row, Question(LAST, LAST + timedelta(days=20)))
    lines = [(STATES.index(one.line.state), one.line.need.percent) for one in found.lines]
    return lines, OUTCOMES.index(found.outcome), [-found.now.missing, -found.then.missing]


EVIDENCE = ["learn", "attend", "pass", "fail", "recognise", "course 0", "course 1", "course 2", *PAPERS]


@settings(max_examples=10)
@given(st.lists(st.sampled_from(EVIDENCE), min_size=2, max_size=9))
@example(
    ["fail", "pass", "course 1", "level 5", "recognise", "level 4", "recognise", "learn", "attend", "attend"]
)
def test_no_evidence_makes_anything_of_an_audit_worse(deeds) -> None:
    study = Study(courses=3)
    before = standing(study.row)
    for deed in deeds:
        study.meet(deed)
        after = standing(study.row)
        for (state, percent), (state_before, percent_before) in zip(after[0], before[0], strict=True):
            assert state >= state_before, deed
            assert percent >= percent_before, deed
        assert after[1] >= before[1], deed
        assert all(new >= old for new, old in zip(after[2], before[2], strict=True)), deed
        before = after


def due_for(names: set[str], cap: int) -> int:
    """Return what recognised papers are worth together: of one occupation the best one, and no more than the cap."""
    best: dict[str, int] = {}
    for name in names & WORTH.keys():
        about, worth = WORTH[name]
        best[about] = max(worth, best.get(about, 0))
    return min(cap, sum(best.values()))


GIVING = [
    "course 0",
    "course 1",
    "transcript 0",
    "transcript 1",
    "take back",
    *(f"recognise {n}" for n in PAPERS),
]


@settings(max_examples=12)
@given(st.sampled_from([3, 30, 60]), st.lists(st.sampled_from(GIVING), min_size=3, max_size=12), st.randoms())
def test_no_credit_counts_twice_in_whatever_order_it_is_given_and_taken_back(courses, deeds, chance) -> None:
    study = Study(courses=courses)
    for name in PAPERS:
        study.confirm(name)
    cap = sum(course.credits for course in study.courses if course.block == "core") * 40 // 100
    for deed in deeds:
        what, _space, which = deed.partition(" ")
        there = list(CreditRow.objects.filter(enrolment=study.row, reversed_at=None).order_by("pk"))
        try:
            if what == "recognise":
                study.recognise(which)
            elif what == "take" and there:
                row = chance.choice(there)
                reverse_credits(row_uuid=row.uuid, reason="wrong list", actor=ACTOR, now=NOW)
            elif what in ("course", "transcript"):
                study.give(int(which), "course" if what == "course" else "schooling")
        except CreditsKnown:
            continue
        stands = list(CreditRow.objects.filter(enrolment=study.row, reversed_at=None))
        taught = [row for row in stands if row.course_id]
        brought = [row for row in stands if not row.course_id]
        assert len({row.course_id for row in taught}) == len(taught)
        named = {
            name
            for name, paper in study.papers.items()
            for row in brought
            if str(paper.uuid) in row.source_key
        }
        assert len(named) == len(brought)
        assert sum(row.credits for row in brought) <= due_for(named, cap)
        (line,) = [
            one
            for one in audit_of(Enrolment.objects.get(pk=study.row.pk), Question(LAST)).lines
            if one.requirement.kind == "credits_earned"
        ]
        assert line.line.need.counted[0] == sum(row.credits for row in stands)
