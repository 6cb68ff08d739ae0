"""The examinations that somebody was told not to have passed, with what comes next: for the trainee's own page."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from lms.exams.practical import chances
from lms.exams.results.telling import sentence_of
from lms.exams.results.told import my_unpassed
from lms.exams.sittings.verdicts import TOLD


@dataclass(frozen=True, slots=True)
class Unpassed:
    """One examination that is not passed so far, theory or practical.

    `verdict`: what is said of the try, which need not count; `href`: the result in full.
    """

    title: str
    verdict: str
    href: str
    steps: tuple[str, ...]


def list_unpassed(person_id: int | None, *, now: datetime) -> list[Unpassed]:
    """Return a person's own, theory first; nothing where a pass came since."""
    theory = []
    for told in my_unpassed(person_id, now=now):
        said, href = sentence_of(told), reverse("exams:my_result", args=[told.result.attempt.uuid])
        theory.append(Unpassed(told.sitting.scheme.title, said.title, href, said.steps))
    practical = [
        Unpassed(
            row.result.candidate.examination.title,
            str(TOLD[row.verdict]),
            reverse("exams:my_practical_result", args=[row.result.uuid]),
            row.steps,
        )
        for row in chances.my_unpassed(person_id, now=now)
    ]
    return theory + practical
