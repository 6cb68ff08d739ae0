"""Where the candidates of a sitting stand with their results: read in a number of queries that does not grow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.exams.marking.models import Result
from lms.exams.marking.rules import waits_for_a_marker
from lms.exams.papers.models import PaperKey
from lms.exams.results.models import ResultSetRow, SetState
from lms.exams.results.rules import Facts, Marked, Stand, stand_of
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.excused import excused
from lms.exams.sittings.models import OVER, AnswerEvent, Attempt, Receipt, Sitting, SittingCandidate
from lms.exams.sittings.room_models import Decision, IncidentCategory, IncidentEvent
from lms.exams.sittings.rules import undecided
from lms.exams.sittings.verdicts import Verdict, set_aside_among, verdict_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate: the attempt that counts, its result, what was told before, what is to be looked at.

    `is_frozen`: the result is in a set that waits for a second person; `is_set_aside`: an appeal took the attempt out
    of the count; `is_excused`: the person did not appear, and two officers have excused that.
    """

    candidate: SittingCandidate
    attempt: Attempt
    facts: Facts
    stand: Stand
    result: Result | None
    told: Result | None
    incidents: int
    is_frozen: bool
    is_set_aside: bool
    is_excused: bool

    def verdict_of(self, *, passed: bool) -> Verdict:
        """Return what a mark of this attempt comes to."""
        return verdict_of(passed=passed, is_set_aside=self.is_set_aside)

    @property
    def is_told_otherwise(self) -> bool:
        """Return whether the candidate was told another mark than the one that counts."""
        return self.told is not None and self.result is not None and _mark(self.told) != _mark(self.result)


def _mark(row: Result) -> tuple[object, ...]:
    return row.score, row.max_score, row.passed


def standings_of(sitting: Sitting) -> list[Standing]:
    """Return where each candidate stands, by number."""
    rows = sitting.candidates.select_related("enrolment__person__user", "enrolment__school")
    rows = rows.annotate(is_excused=excused("pk"))
    candidates = {row.pk: row for row in rows.order_by("number")}
    attempts = {
        row.candidate_id: row for row in Attempt.objects.filter(candidate__in=candidates).order_by("pk")
    }
    known = _Known(sitting, list(attempts.values()))
    return [known.standing(row, attempts[pk]) for pk, row in candidates.items() if pk in attempts]


class _Known:
    """What the database says of the attempts of a sitting, asked once for all."""

    def __init__(self, sitting: Sitting, attempts: Sequence[Attempt]) -> None:
        self.sitting = sitting
        uuids = [row.pk for row in attempts]
        self.receipts = Counter(
            Receipt.objects.filter(attempt__in=uuids).values_list("attempt_id", flat=True)
        )
        self.results = _by_attempt(Result.objects.filter(attempt__in=uuids).order_by("pk"))
        held = held_back(AnswerEvent.objects.filter(attempt__in=uuids))
        self.held = _grouped(held.values_list("attempt_id", "position", "held"))
        decisions = Decision.objects.filter(attempt__in=uuids).order_by("pk")
        self.decisions = _grouped(decisions.values_list("attempt_id", "positions", "counts"))
        # That a page was left is for the invigilator in the room, and says nothing against a result.
        incidents = IncidentEvent.objects.filter(sitting=sitting).exclude(category=IncidentCategory.LEFT_PAGE)
        self.set_aside = set_aside_among(uuids)
        self.incidents = Counter(incidents.values_list("attempt_id", flat=True))
        rows = ResultSetRow.objects.filter(result_set__sitting=sitting, result_set__state=SetState.WAITING)
        self.frozen = set(rows.values_list("result_id", flat=True))
        papers = {row.paper_id for row in attempts}
        self.keys = {
            row.paper_id: row for row in PaperKey.objects.filter(paper__in=papers).order_by("version")
        }
        self.by_hand = {paper: waits_for_a_marker(row.key) for paper, row in self.keys.items()}

    def standing(self, candidate: SittingCandidate, attempt: Attempt) -> Standing:
        results = self.results[attempt.pk]
        number = self.receipts[attempt.pk]
        of_receipt = [row for row in results if row.receipt_number == number]
        result = max(of_receipt, key=lambda row: row.rank, default=None)
        released = [row for row in results if row.released_at is not None and row is not result]
        facts = self._facts(candidate, attempt, result)
        return Standing(
            candidate=candidate,
            attempt=attempt,
            facts=facts,
            stand=stand_of(facts),
            result=result,
            told=max(released, key=lambda row: row.rank, default=None),
            incidents=self.incidents[attempt.pk],
            is_frozen=result is not None and result.pk in self.frozen,
            is_set_aside=attempt.pk in self.set_aside,
            is_excused=vars(candidate)["is_excused"],
        )

    def _facts(self, candidate: SittingCandidate, attempt: Attempt, result: Result | None) -> Facts:
        key, decisions = self.keys.get(attempt.paper_id), self.decisions[attempt.pk]
        return Facts(
            attempt=str(attempt.uuid),
            candidate=str(candidate),
            state=attempt.state,
            is_over=self.sitting.state in OVER,
            receipts=self.receipts[attempt.pk],
            key=key.version if key else 0,
            needs_marker=self.by_hand.get(attempt.paper_id, False),
            undecided=len(undecided(self.held[attempt.pk], decisions)),
            decisions=len(decisions),
            marked=_marked(result) if result else None,
        )


def _marked(row: Result) -> Marked:
    return Marked(
        uuid=str(row.uuid),
        score=row.score,
        max_score=row.max_score,
        percent=row.percent,
        passed=row.passed,
        key=row.key_version,
        answers=row.answers_digest,
        is_released=row.released_at is not None,
    )


def _by_attempt(rows: Iterable[Result]) -> dict[int, list[Result]]:
    found: dict[int, list[Result]] = defaultdict(list)
    for row in rows:
        found[row.attempt_id].append(row)
    return found


def _grouped(rows: Iterable[tuple]) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = defaultdict(list)
    for attempt, *values in rows:
        found[attempt].append(tuple(values))
    return found
