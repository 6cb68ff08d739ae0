"""What candidates are told after the release: mark, parts, and what it means for the next step. Reads only.

Asked for one candidate or for all of a sitting in a number of queries that does not grow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.exams.errors import ResultsNotFound
from lms.exams.marking.current import results_that_count
from lms.exams.marking.models import Result
from lms.exams.papers.models import ExaminationScheme, PaperKey
from lms.exams.practical.models import PracticalScheme
from lms.exams.results.parts import Part, parts_of
from lms.exams.sittings.after_absence import coming_for, written_by
from lms.exams.sittings.after_failure import Chances, last_day
from lms.exams.sittings.arrangements import AdmissionRule
from lms.exams.sittings.days import began_at
from lms.exams.sittings.eligibility import tries_left, tries_used
from lms.exams.sittings.models import (
    AnswerCurrent,
    Sitting,
    SittingCandidate,
)
from lms.exams.sittings.standings import conditions_on, passed_before, rule_on, tries_of
from lms.exams.sittings.verdicts import Verdict, set_aside_among, verdict_of


@dataclass(frozen=True, slots=True)
class Next:
    """What comes after a result: the chances after a failure, what a pass opens and for how many months."""

    chances: Chances
    opens: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One released result as the candidate gets it. `former` is another mark that the candidate was told before.

    `written_at`: when the candidate began; a sitting may span several days.
    """

    result: Result
    parts: list[Part]
    next: Next
    former: Result | None
    verdict: Verdict
    written_at: datetime
    today: date

    @property
    def candidate(self) -> SittingCandidate:
        """Return whose it is."""
        return self.result.attempt.candidate

    @property
    def sitting(self) -> Sitting:
        """Return where it was written."""
        return self.candidate.sitting

    @property
    def needed(self) -> Any:
        """Return how many marks the pass mark asks for."""
        return self.result.max_score * self.sitting.scheme.pass_percent / 100


def my_result(person_id: int | None, attempt_uuid: UUID, *, now: datetime) -> Told:
    """Return a person's own released result.

    :raises ResultsNotFound: there is none, it is not this person's, or nobody has released it yet.
    """
    rows = _released().filter(attempt__uuid=attempt_uuid, attempt__candidate__enrolment__person_id=person_id)
    found = told_of(rows, now=now) if person_id is not None else []
    if not found:
        raise ResultsNotFound(_("There is no such result for you, or it is not released yet."))
    return found[0]


def my_unpassed(person_id: int | None, *, now: datetime) -> list[Told]:
    """Return the newest released result of each examination where it is no pass, the newest first.

    An examination that was passed at any time is left out; asked once for each that is not.
    """
    if person_id is None:
        return []
    rows = _released().filter(attempt__candidate__enrolment__person_id=person_id)
    newest: dict[str, Result] = {}
    for row in rows.order_by("-released_at", "-pk"):
        newest.setdefault(row.attempt.candidate.sitting.scheme.code, row)
    told = [one for row in newest.values() if not row.passed for one in told_of([row], now=now)]
    return [one for one in told if one.next.chances.passed_on is None]


def told_in(sitting: Sitting, *, now: datetime) -> list[Told]:
    """Return all released results of a sitting, by candidate number."""
    rows = _released().filter(attempt__candidate__sitting=sitting)
    return told_of(rows.order_by("attempt__candidate__number"), now=now)


def _released() -> QuerySet[Result]:
    return results_that_count(released=True).select_related(
        "attempt__candidate__sitting__scheme",
        "attempt__candidate__sitting__room",
        "attempt__candidate__enrolment__person__user",
        "attempt__candidate__enrolment__school",
    )


def told_of(rows: Iterable[Result], *, now: datetime) -> list[Told]:
    """Return results of one examination as their candidates get them."""
    results = list(rows)
    if not results:
        return []
    known = _Known(results, now)
    return [
        Told(
            result=row,
            parts=known.parts(row),
            next=known.next(row),
            former=known.former(row),
            verdict=known.verdict(row),
            written_at=known.written_at(row),
            today=known.today,
        )
        for row in results
    ]


class _Known:
    """What the database says of some results of one examination, asked once for all."""

    def __init__(self, results: Sequence[Result], now: datetime) -> None:
        attempts = [row.attempt_id for row in results]
        candidates = [row.attempt.candidate for row in results]
        enrolments = [row.enrolment_id for row in candidates]
        self.code, self.today = candidates[0].sitting.scheme.code, local_date(now)
        today = self.today
        self.conditions = conditions_on(self.code, today)
        counts = tries_of(self.code, enrolments)
        self.used = {
            pk: tries_used(counts["tries"][pk], counts["absences"][pk], self.conditions) for pk in enrolments
        }
        people = {row.enrolment.person_id for row in candidates}
        self.passed, self.before = passed_before(self.code, self.conditions, people)
        papers = {row.attempt.paper_id for row in results}
        self.keys = {
            (row.paper_id, row.version): row.key for row in PaperKey.objects.filter(paper__in=papers)
        }
        self.answers: dict[int, dict[str, Any]] = {pk: {} for pk in attempts}
        answers = AnswerCurrent.objects.filter(attempt__in=attempts)
        for attempt, item, response in answers.values_list("attempt_id", "item_uuid", "response"):
            self.answers[attempt][str(item)] = response
        earlier = Result.objects.filter(attempt__in=attempts, released_at__isnull=False)
        self.formers: dict[int, list[Result]] = {pk: [] for pk in attempts}
        for row in earlier.order_by("receipt_number", "key_version", "round"):
            self.formers[row.attempt_id].append(row)
        self.coming = coming_for(self.code, enrolments, now)
        self.written = written_by(self.code, enrolments)
        self.opened = _opened_by(self.code, today)
        self.set_aside = set_aside_among(attempts)
        self.began = began_at(attempts)

    def parts(self, row: Result) -> list[Part]:
        key = self.keys[row.attempt.paper_id, row.key_version]
        return parts_of(key, self.answers[row.attempt_id], score=row.score)

    def next(self, row: Result) -> Next:
        candidate = row.attempt.candidate
        enrolment = candidate.enrolment_id
        ended = row.attempt.ended_at
        later = [at for at in self.written.get(enrolment, ()) if ended and at > ended]
        written = later[-1] if later else None
        chances = Chances(
            tries=tries_left(self.used[enrolment], self.conditions),
            at=self.coming.get(enrolment),
            taken_at=written,
            passed_on=self.passed.get(enrolment),
            until=last_day(self.before.get(candidate.enrolment.person_id), self.conditions),
        )
        return Next(chances, self.opened if row.passed else ())

    def written_at(self, row: Result) -> datetime:
        """Return when the candidate began; a sitting may span several days."""
        return self.began.get(row.attempt_id) or row.attempt.candidate.sitting.opens_at

    def verdict(self, row: Result) -> Verdict:
        return verdict_of(passed=row.passed, is_set_aside=row.attempt_id in self.set_aside)

    def former(self, row: Result) -> Result | None:
        told = (row.score, row.max_score, row.passed)
        others = [
            one
            for one in self.formers[row.attempt_id]
            if one.pk != row.pk and (one.score, one.max_score, one.passed) != told
        ]
        return others[-1] if others else None


def _opened_by(code: str, today: date) -> tuple[tuple[str, int | None], ...]:
    """Return the examinations that a pass opens: (title, for how many months it counts)."""
    asking = AdmissionRule.objects.filter(after=code, valid_from__lte=today)
    codes = sorted(set(asking.values_list("code", flat=True)))
    if not codes:
        return ()
    titles = {
        row.code: row.title
        for kind in (ExaminationScheme, PracticalScheme)
        for row in kind.objects.filter(code__in=codes).order_by("number")
    }
    rules = [rule for one in codes if (rule := rule_on(one, today)) and rule.after == code]
    return tuple((titles.get(rule.code, rule.code), rule.after_months) for rule in rules)
