"""The examinations that somebody was told not to have passed, with what comes next: for the trainee's own page."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from lms.exams.practical import chances
from lms.exams.results.telling import sentence_of
from lms.exams.results.told import my_unpassed


@dataclass(frozen=True, slots=True)
class Unpassed:
    """One examination that is not passed so far, theory or practical. `href`: the result in full."""

    title: str
    href: str
    steps: tuple[str, ...]


def list_unpassed(person_id: int | None, *, now: datetime) -> list[Unpassed]:
    """Return a person's own, theory first; nothing where a pass came since."""
    theory = [
        Unpassed(
            told.sitting.scheme.title,
            reverse("exams:my_result", args=[told.result.attempt.uuid]),
            sentence_of(told).steps,
        )
        for told in my_unpassed(person_id, now=now)
    ]
    practical = [
        Unpassed(
            row.candidate.examination.title,
            reverse("exams:my_practical_result", args=[row.uuid]),
            tuple(steps),
        )
        for row, steps in chances.my_unpassed(person_id, now=now)
    ]
    return theory + practical
