"""How practical examinations are shown: states and reasons in words, for officers and for candidates."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.core.language import in_language
from lms.exams.practical.models import (
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    PracticalState,
)
from lms.exams.practical.rules.scoring import SPREAD, VETO_SPLIT
from lms.exams.practical.standing import ABSENT, DECIDED, NEEDS_ASSESSOR, TOO_FEW, WAITING, Standing

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
            return result_tag(self.result)
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


def result_tag(result: PracticalResult) -> dict[str, str]:
    """Return as a tag whether an examination was passed."""
    if result.passed:
        return {"label": _("Passed"), "kind": "success"}
    return {"label": _("Not passed"), "kind": "warning"}


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


def verdict(result: PracticalResult) -> dict[str, str]:
    """Return what a result means, in plain words, with the veto item as the reason where it was one."""
    vetoes = [words for part in part_rows(result) for words in part["veto"]]
    scheme = result.candidate.examination.scheme
    figures = {"percent": result.percent.normalize(), "pass_percent": f"{scheme.pass_percent.normalize():f}"}
    figures["percent"] = f"{figures['percent']:f}"
    if result.passed:
        text = _("You reached %(percent)s of 100; %(pass_percent)s are needed.") % figures
        return {"kind": "success", "title": _("Passed"), "text": text}
    if vetoes and result.percent >= scheme.pass_percent:
        text = _(
            "Your marks would have been enough (%(percent)s of 100), but this happened: %(veto)s. "
            "Whoever does this does not pass, whatever the marks: it endangers life."
        ) % {**figures, "veto": _("; ").join(vetoes)}
    else:
        text = _("You reached %(percent)s of 100; %(pass_percent)s are needed.") % figures
        if vetoes:
            text += " " + _("A veto item happened as well: %(veto)s.") % {"veto": _("; ").join(vetoes)}
    return {"kind": "warning", "title": _("Not passed"), "text": text}
