"""How far the further marking of an appeal is, and what it changed: question by question, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lms.exams.appeals.models import Appeal
from lms.exams.handmarking.models import FurtherMarking
from lms.exams.handmarking.queries import stems_of
from lms.exams.handmarking.rules import APPEAL
from lms.exams.handmarking.standing import ToMark, last_mark, standing_of
from lms.exams.marking.models import Result
from lms.exams.marking.rules import cents, kept


@dataclass(frozen=True, slots=True)
class FurtherLine:
    """One question that is marked again: what it was worth, what was given, by whom, what it is worth now."""

    stem: str
    before: Decimal
    given: Decimal | None
    marker: str
    after: Decimal | None

    @property
    def has_changed(self) -> bool:
        """Return whether the answer is worth something else now."""
        return self.after is not None and self.after != self.before


@dataclass(frozen=True, slots=True)
class Further:
    """The further marking of an appeal; `result` is there once it is made. The former result stays beside it."""

    lines: Sequence[FurtherLine]
    before: Result
    result: Result | None

    @property
    def waiting(self) -> int:
        """Return how many answers have no mark of the further person yet."""
        return sum(line.given is None for line in self.lines)

    @property
    def is_ready(self) -> bool:
        """Return whether the result can be made."""
        return self.result is None and not self.waiting

    @property
    def stays(self) -> bool:
        """Return whether the further marks were less in all, so that the former marks stay (ADR 0114)."""
        total = sum((line.given for line in self.lines if line.given is not None), Decimal(0))
        return not self.waiting and total < sum((line.before for line in self.lines), Decimal(0))

    @property
    def has_changed(self) -> bool:
        """Return whether the candidate is told something else."""
        now = self.result
        return now is not None and (now.score, now.passed) != (self.before.score, self.before.passed)


def further_of(appeal: Appeal) -> Further | None:
    """Return the further marking that an appeal asked for, or None."""
    order: FurtherMarking | None = getattr(appeal, "further_marking", None)
    standing = standing_of(appeal.attempt) if order is not None and appeal.attempt else None
    if order is None or standing is None:
        return None
    rows = Result.objects.filter(attempt=appeal.attempt_id)
    made = rows.filter(round=order.round).order_by("receipt_number", "key_version").first()
    former = rows.filter(round__lt=order.round).order_by("-receipt_number", "-key_version", "-round")
    before = former.first() or appeal.result
    stems = stems_of([standing])
    old, new = kept(before.by_hand), kept(made.by_hand) if made else {}
    lines = [
        _line(standing.answers[item], stems.get(item, ""), old.get(item, Fraction(0)), new.get(item))
        for item in order.items
        if item in standing.answers
    ]
    return Further(lines, before, made)


def _line(one: ToMark, stem: str, before: Fraction, after: Fraction | None) -> FurtherLine:
    turn = one.held.get(APPEAL)
    mark = last_mark(turn) if turn else None
    return FurtherLine(
        stem=stem,
        before=cents(before),
        given=mark.marks if mark else None,
        marker=turn.marker.user.display_name if turn else "",
        after=None if after is None else cents(after),
    )
