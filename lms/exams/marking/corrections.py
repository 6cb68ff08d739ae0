"""What a corrected key would change, before it is applied, and what it has changed, after. Writes nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.exams.errors import KeyMoved, PaperNotFound, UnusableKey
from lms.exams.marking import rules
from lms.exams.marking.current import results_that_count
from lms.exams.marking.models import Result
from lms.exams.papers.models import KeyCorrection, PaperKey, PaperVersion
from lms.exams.papers.rules import is_usable_key, may_have_another_key
from lms.exams.sittings.models import AnswerCurrent


@dataclass(frozen=True, slots=True)
class KeyChange:
    """The right answers of one item from now on, as keys are kept; none: the item is struck and counts for nobody."""

    item: UUID
    accepted: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """Which key is corrected and how. `base` is the version that was looked at: a later one must be looked at again."""

    paper_uuid: UUID
    base: int
    changes: tuple[KeyChange, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One attempt before and after."""

    result: Result
    after: rules.Mark
    answers: Mapping[str, Any]

    @property
    def candidate(self) -> str:
        """Return the candidate's number."""
        return str(self.result.attempt.candidate)

    @property
    def has_changed(self) -> bool:
        """Return whether the mark is another one."""
        before = (self.result.score, self.result.max_score, self.result.passed)
        return before != (self.after.score, self.after.max_score, self.after.passed)

    @property
    def now_passed(self) -> bool:
        """Return whether the candidate passes who had not."""
        return self.after.passed and not self.result.passed

    @property
    def now_failed(self) -> bool:
        """Return whether the candidate does not pass who had."""
        return self.result.passed and not self.after.passed

    @property
    def change(self) -> Decimal:
        """Return by how many percent the mark goes up or down."""
        return self.after.percent - self.result.percent


@dataclass(frozen=True, slots=True)
class Preview:
    """All attempts under the corrected key, and the key itself for whoever applies it."""

    paper: PaperVersion
    former: PaperKey
    key: Mapping[str, Mapping[str, Any]]
    remarks: Sequence[Remark]

    @property
    def changed(self) -> list[Remark]:
        """Return the attempts whose marks are others."""
        return [remark for remark in self.remarks if remark.has_changed]

    def outcomes(self) -> dict[str, int]:
        """Return how many attempts have results, and what becomes of them."""
        return {
            "results": len(self.remarks),
            "changed": len(self.changed),
            "now_passed": sum(remark.now_passed for remark in self.remarks),
            "now_failed": sum(remark.now_failed for remark in self.remarks),
        }


def preview_correction(correction: NewCorrection) -> Preview:
    """Return the marks of all attempts under a corrected key, beside those that they have.

    :raises PaperNotFound: when there is none.
    :raises KeyMoved: the key was corrected since `base`.
    :raises UnusableKey: nothing is changed, an item is not on the paper or was struck, or cannot have such a key.
    """
    paper = PaperVersion.objects.select_related("scheme").filter(uuid=correction.paper_uuid).first()
    former = PaperKey.objects.filter(paper=paper).order_by("-version").first()
    if paper is None or former is None:
        raise PaperNotFound(_("There is no such paper."))
    if former.version != correction.base:
        raise KeyMoved(_("This key was corrected meanwhile. Look at the changes again."))
    key = rules.corrected(former.key, _checked(paper, former, correction.changes))
    if key == former.key or not key:
        raise UnusableKey(_("This changes nothing, or leaves no question."), field="key")
    return Preview(paper, former, key, _remarks(paper, key))


def _checked(
    paper: PaperVersion, former: PaperKey, changes: Sequence[KeyChange]
) -> dict[str, tuple[Any, ...]]:
    shown = {item["uuid"]: item for item in paper.content["items"]}
    for change in changes:
        name = str(change.item)
        if name not in former.key:
            raise UnusableKey(_("This question is not on the paper, or was struck before."), field="item")
        if change.accepted and not may_have_another_key(former.key[name]):
            words = _("Marks of this question come from weights or by hand: it can only be struck.")
            raise UnusableKey(words, field="deed")
        known = former.key[name]["key"]
        if not all(is_usable_key(shown[name], key, former=known) for key in change.accepted):
            raise UnusableKey(_("This cannot be the right answer of its question."), field="key")
    return {str(change.item): change.accepted for change in changes}


def _remarks(paper: PaperVersion, key: Mapping[str, Mapping[str, Any]]) -> list[Remark]:
    answers: dict[int, dict[str, Any]] = defaultdict(dict)
    results = _current_results(paper)
    rows = AnswerCurrent.objects.filter(attempt__in=[result.attempt_id for result in results])
    for attempt, item, response in rows.values_list("attempt_id", "item_uuid", "response"):
        answers[attempt][str(item)] = response
    passing = paper.scheme.pass_percent
    return [
        Remark(
            result,
            rules.mark(
                key, answers[result.attempt_id], pass_percent=passing, by_hand=rules.kept(result.by_hand)
            ),
            answers[result.attempt_id],
        )
        for result in results
    ]


def _current_results(paper: PaperVersion) -> list[Result]:
    """Return of each attempt at a paper the result that counts, by sitting and candidate's number."""
    rows = results_that_count(released=False).filter(attempt__paper=paper)
    related = rows.select_related("attempt__candidate__sitting__scheme", "attempt__candidate__enrolment")
    return list(related.order_by("attempt__candidate__sitting", "attempt__candidate__number"))


def changed_by(correction: KeyCorrection) -> list[Remark]:
    """Return the attempts whose marks are others since a correction, each with the result before it; two queries."""
    key = correction.key
    of_paper = Result.objects.filter(attempt__paper=key.paper_id).order_by("pk")
    made = of_paper.filter(key_version=key.version, marked_at=correction.created_at)
    before = of_paper.filter(attempt__in=made.order_by().values("attempt"))
    related = before.select_related("attempt__candidate__sitting__scheme", "attempt__candidate__enrolment")
    former: dict[int, Result] = {}
    turned = []
    for row in related:
        if row.key_version == key.version and row.marked_at == correction.created_at:
            after = rules.Mark(row.score, row.max_score, row.percent, row.passed)
            if row.attempt_id in former:
                turned.append(Remark(former[row.attempt_id], after, {}))
        former[row.attempt_id] = row
    changed = [one for one in turned if one.has_changed]
    return sorted(changed, key=lambda one: (one.result.attempt.candidate.sitting_id, one.candidate))
