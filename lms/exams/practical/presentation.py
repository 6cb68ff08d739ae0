"""How practical examinations are shown: states and reasons in words, for officers and for candidates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.language import in_language
from lms.core.numbers import plain
from lms.core.sentences import enumerated
from lms.exams.practical.models import (
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    PracticalState,
)
from lms.exams.practical.rules.scoring import SPREAD, VETO_SPLIT
from lms.exams.practical.standing import ABSENT, DECIDED, NEEDS_ASSESSOR, TOO_FEW, WAITING, Standing
from lms.exams.sittings.verdicts import KINDS, TOLD, VERDICTS, Verdict, verdict_of

_SET_ASIDE = gettext_lazy("Does not count, can be done again")
_KINDS = {
    PracticalState.SCHEDULED: "neutral",
    PracticalState.OPEN: "accent",
    PracticalState.CLOSED: "warning",
    PracticalState.RELEASED: "success",
    PracticalState.CANCELLED: "neutral",
}


def state_tag(examination: PracticalExamination) -> dict[str, str]:
    """Return the state of an examination as a tag."""
    kind = _KINDS[PracticalState(examination.state)]
    return {"label": str(examination.get_state_display()), "kind": kind}


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One candidate as the officer sees them; marks stay hidden until the results are settled.

    `is_waived`: an appeal has set the day aside, it counts as no try.
    """

    standing: Standing
    result: PracticalResult | None
    tries: int
    is_waived: bool = False

    @property
    def tag(self) -> dict[str, str]:
        """Return where the marking stands."""
        state = self.standing.state
        if self.result is not None:
            return result_tag(self.result, is_waived=self.is_waived)
        if state == ABSENT:
            word, kind = _("Did not appear"), "neutral"
        elif state == NEEDS_ASSESSOR:
            word, kind = _("A further assessor is needed"), "danger"
        elif state == DECIDED:
            word, kind = _("Marking finished"), "success"
        elif state == WAITING:
            word, kind = _("Admitted"), "neutral"
        else:
            word, kind = _("Being marked"), "accent"
        return {"label": word, "kind": kind}

    @property
    def reasons(self) -> list[str]:
        """Return why a further assessor is needed."""
        words = {
            SPREAD: _("The marks of the assessors are too far apart."),
            VETO_SPLIT: _("The assessors do not agree whether a veto item happened."),
            TOO_FEW: _("There are fewer assessors than the rules ask for."),
        }
        return [words[need] for need in self.standing.needs]

    @property
    def remarks(self) -> list[str]:
        """Return on what the assessors were not of one mind, once the results are settled."""
        return remarks(self.standing) if self.result is not None else []

    @property
    def needs_assessor(self) -> bool:
        """Return whether one has to be called."""
        return self.standing.state == NEEDS_ASSESSOR

    @property
    def can_be_absent(self) -> bool:
        """Return whether absence may still be noted."""
        return self.standing.state not in (ABSENT, DECIDED, NEEDS_ASSESSOR) and self.standing.signed == 0

    @property
    def is_absent(self) -> bool:
        """Return whether absence was noted."""
        return self.standing.state == ABSENT

    @property
    def can_try_again(self) -> bool:
        """Return whether a further try on the day is open to this candidate."""
        decision = self.standing.decision
        left = self.standing.candidate.attempt < self.tries
        return self.result is None and decision is not None and not decision.passed and left


def remarks(standing: Standing) -> list[str]:
    """Return in words on what the assessors were not of one mind, for whoever releases the results or files them."""
    return [*_apart(standing), *outvoted(standing)]


def _apart(standing: Standing) -> list[str]:
    if standing.state != DECIDED:
        return []
    limit = standing.candidate.examination.scheme.spread_limit
    words = _(
        "%(task)s: the marks are %(spread)s apart, and may differ by %(limit)s. A further assessor has marked."
    )
    return [
        words % {"task": task.rubric.task.code, "spread": plain(outcome.spread), "limit": plain(limit)}
        for task in standing.tasks
        if (outcome := standing.outcomes[task.pk]).spread > limit
    ]


def outvoted(standing: Standing) -> list[str]:
    """Return in words the veto items that some assessors noted and the majority did not, once it is decided."""
    if standing.state != DECIDED:
        return []
    words = _(
        "Veto item “%(line)s”: noted by %(votes)d of %(all)d assessors, outvoted. "
        "The majority holds, so it does not count."
    )
    found = []
    for task in standing.tasks:
        opinions = standing.opinions[task.pk].values()
        for line in task.rubric.veto:
            votes = sum(line["id"] in opinion.vetoes for opinion in opinions)
            if votes and line["id"] not in standing.outcomes[task.pk].vetoes:
                found.append(words % {"line": in_language(line), "votes": votes, "all": len(opinions)})
    return found


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What keeps results from being settled: signatures ({term: who, value: of which candidates}), and for whom a
    further assessor has to be called."""

    signatures: list[dict[str, str]]
    further: str


def unfinished(lines: Iterable[CandidateLine]) -> Unfinished:
    """Return what keeps the results from being settled."""
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    short: list[str] = []
    for line in lines:
        number = _with_try(line.standing.candidate)
        for sheet in line.standing.unsigned:
            who = sheet.member.assessor
            by_name[who.get_full_name(), who.username].append(number)
        if line.needs_assessor or line.standing.state == WAITING:
            short.append(number)
    rows = [{"term": name, "value": enumerated(by_name[name, key])} for name, key in sorted(by_name)]
    return Unfinished(rows, enumerated(short))


def _with_try(candidate: PracticalCandidate) -> str:
    words = try_words(candidate)
    return f"{candidate} ({words})" if words else str(candidate)


def verdict_in_words(*, passed: bool, is_waived: bool) -> str:
    """Return what a practical result came to."""
    verdict = verdict_of(passed=passed, is_set_aside=is_waived)
    return str(_SET_ASIDE if verdict is Verdict.SET_ASIDE else VERDICTS[verdict])


def result_tag(result: PracticalResult, *, is_waived: bool) -> dict[str, str]:
    """Return as a tag what a result came to. `is_waived`: an appeal has set its day aside."""
    kind = KINDS[verdict_of(passed=result.passed, is_set_aside=is_waived)]
    return {"label": verdict_in_words(passed=result.passed, is_waived=is_waived), "kind": kind}


def try_words(candidate: PracticalCandidate) -> str:
    """Return which try of the day it is; the first one needs no words."""
    attempt = candidate.attempt
    return _("try %(number)s") % {"number": attempt} if attempt > 1 else ""


def part_rows(result: PracticalResult) -> list[dict[str, Any]]:
    """Return the parts of a result in the reader's language."""
    return [
        {
            **part,
            "title": in_language(part["title"]),
            "veto": [in_language(line) for line in part["veto"]],
        }
        for part in result.parts
    ]


def verdict(result: PracticalResult, *, is_waived: bool) -> dict[str, str]:
    """Return what a result means, in plain words; marks of a day that was set aside are told as they were."""
    came_to = verdict_of(passed=result.passed, is_set_aside=is_waived)
    said = {"kind": KINDS[came_to], "title": str(TOLD[came_to])}
    if came_to is Verdict.SET_ASIDE:
        aside = _(
            "An appeal has set it aside. You can do the examination once more; the office tells you the day."
        )
        return {**said, "text": f"{aside} {_why(result)}"}
    return {**said, "text": _why(result)}


def _why(result: PracticalResult) -> str:
    """Return what was reached and what is needed, with the veto item as the reason where it was one."""
    vetoes = [words for part in part_rows(result) for words in part["veto"]]
    scheme = result.candidate.examination.scheme
    figures = {"percent": plain(result.percent), "pass_percent": plain(scheme.pass_percent)}
    if vetoes and not result.passed and result.percent >= scheme.pass_percent:
        return _(
            "Your marks would have been enough (%(percent)s of 100), but this happened: %(veto)s. "
            "Whoever does this does not pass, whatever the marks: it endangers life."
        ) % {**figures, "veto": _("; ").join(vetoes)}
    text = _("You reached %(percent)s of 100; %(pass_percent)s are needed.") % figures
    if vetoes and not result.passed:
        text += " " + _("A veto item happened as well: %(veto)s.") % {"veto": _("; ").join(vetoes)}
    return text
