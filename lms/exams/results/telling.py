"""A released result in plain words: the verdict, its parts, what it means for the next step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.core.numbers import plain
from lms.exams.bank.models import ItemKind
from lms.exams.results.told import Told
from lms.exams.sittings.after_failure import words_after_failure
from lms.exams.sittings.eligibility import months_later
from lms.exams.sittings.verdicts import KINDS, TOLD, VERDICTS, Verdict


@dataclass(frozen=True, slots=True)
class Sentence:
    """The verdict as a notice, and the sentences of what comes next."""

    kind: str
    title: str
    text: str
    steps: tuple[str, ...]


def sentence_of(told: Told) -> Sentence:
    """Return what a result means."""
    result = told.result
    figures = {
        "score": plain(result.score),
        "most": plain(result.max_score),
        "needed": plain(told.needed),
    }
    text = _("You earned %(score)s of %(most)s marks; %(needed)s are needed to pass.") % figures
    steps = [
        *_corrected(told),
        *(_after_pass(told) if result.passed else words_after_failure(told.next.chances, today=told.today)),
    ]
    if told.verdict is Verdict.SET_ASIDE:
        steps.insert(0, _("It was decided on your appeal: this try is not one of your tries."))
    return Sentence(KINDS[told.verdict], str(TOLD[told.verdict]), text, tuple(steps))


def _corrected(told: Told) -> list[str]:
    former = told.former
    if former is None or former.released_at is None:
        return []
    words = _(
        "This result takes the place of the one of %(day)s (%(percent)s percent): the marks were corrected since."
    )
    return [words % {"day": _day(former.released_at), "percent": plain(former.percent)}]


def _after_pass(told: Told) -> list[str]:
    steps = [_("This examination is done: it counts for your programme from now on.")]
    if told.result.released_at is None:
        return steps
    for title, months in told.next.opens:
        if months is None:
            steps.append(_("Next you can be admitted to: %(title)s.") % {"title": title})
        else:
            until = months_later(local_date(told.written_at), months)
            words = _("Next you can be admitted to: %(title)s. Until %(day)s this pass counts for it.")
            steps.append(words % {"title": title, "day": date_format(until, "Y-m-d")})
    return steps


def _day(at: datetime) -> str:
    return date_format(localtime(at), "Y-m-d")


def part_rows(told: Told) -> list[dict[str, Any]]:
    """Return the parts with their names."""
    return [
        {
            "name": str(ItemKind(part.kind).label),
            "count": part.count,
            "score": plain(part.score),
            "maximum": plain(part.maximum),
        }
        for part in told.parts
    ]


def slip_of(told: Told) -> dict[str, Any]:
    """Return what stands on a slip; the school is on it, the facility is not."""
    person, result = told.candidate.enrolment.person, told.result
    user = getattr(person, "user", None)
    return {
        "number": str(told.candidate),
        "name": person.full_name,
        "trainee": user.username if user else "",
        "school": told.candidate.enrolment.school.name,
        "examination": told.sitting.scheme.title,
        "day": _day(told.written_at),
        "released": _day(result.released_at) if result.released_at else "",
        "score": plain(result.score),
        "most": plain(result.max_score),
        "percent": plain(result.percent),
        "needed": plain(told.sitting.scheme.pass_percent),
        "marks_needed": plain(told.needed),
        "verdict": str(VERDICTS[told.verdict]),
        "parts": part_rows(told),
        "sentence": sentence_of(told),
    }
