"""How a programme stands on the trainee's page: units with their lessons, what is missing, learning time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalog.api import Requirement, RequirementKind, threshold_text
from lms.core.clock import local_date, now
from lms.core.durations import minutes_in_words
from lms.core.numbers import plain
from lms.core.sentences import sentences
from lms.delivery.api import LearningTime, LessonState
from lms.enrolments.api import (
    Enrolment,
    EnrolmentState,
    Question,
    RequirementState,
    audit_lines,
    audit_of,
    requirement_states,
)

# What only the completion audit knows; programmes without such requirements cost no further question.
AUDITED = (
    RequirementKind.HOURS_ATTENDED,
    RequirementKind.CREDITS_EARNED,
    RequirementKind.ELECTIVES_EARNED,
    RequirementKind.CERTIFICATES_HELD,
)


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit: its lessons, how many are done, and whether it is the one to open."""

    title: str
    lessons: list[dict]
    done: int
    is_current: bool

    @property
    def text(self) -> str:
        """Return the progress in words."""
        return progress_words(self.done, len(self.lessons))

    @property
    def is_done(self) -> bool:
        """Return whether nothing is left in this unit."""
        return self.done == len(self.lessons)


def progress_words(done: int, total: int) -> str:
    """Return how many lessons of a unit or a programme are learnt, in words."""
    words = ngettext("%(done)s of %(total)s lesson", "%(done)s of %(total)s lessons", total)
    return words % {"done": done, "total": total}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the lines of lessons say besides progress: learning time, and which lessons nobody has written yet."""

    time: LearningTime
    unwritten: set[int]


def unit_cards(states: list[LessonState], standing: Standing) -> list[UnitCard]:
    """Return the units in teaching order; the first that is not finished is the current one."""
    cards: list[UnitCard] = []
    # Through the whole programme, as the lessons themselves say.
    numbers = {state.lesson.pk: number for number, state in enumerate(states, start=1)}
    for unit, members in groupby(states, key=lambda state: state.unit):
        rows = list(members)
        done = sum(row.is_completed for row in rows)
        is_current = done < len(rows) and not any(card.is_current for card in cards)
        lines = [_lesson_row(row, standing) | {"number": numbers[row.lesson.pk]} for row in rows]
        cards.append(UnitCard(unit.title, lines, done, is_current))
    return cards


def lesson_address(state: LessonState) -> str:
    """Return where a lesson goes on: at the part where the person stopped."""
    address = reverse("learning:lesson", kwargs={"lesson_uuid": state.lesson.uuid})
    return f"{address}#part-{state.stop.part}" if _goes_on(state) and state.stop else address


def go_on_label(state: LessonState) -> str:
    """Return what the button of the next lesson says."""
    if _goes_on(state) and state.stop:
        return _("Go on where you stopped")
    return _("Go on with the lesson") if state.is_opened else _("Begin the lesson")


def _goes_on(state: LessonState) -> bool:
    return not state.is_completed and state.stop is not None and state.stop.part > 1


def _lesson_row(state: LessonState, standing: Standing) -> dict:
    minutes = state.lesson.minutes
    text = minutes_in_words(minutes)
    learnt = round(standing.time.by_lesson.get(state.lesson.pk, 0) / 60)
    if learnt:
        text += " · " + _("learnt for %(minutes)s min") % {"minutes": learnt}
    return {
        "title": state.lesson.title,
        "href": lesson_address(state),
        "text": text,
        "state": "done" if state.is_completed else "current" if state.is_opened else "todo",
        # What was learnt from a page that is gone stays learnt.
        "note": _("Being written")
        if state.lesson.pk in standing.unwritten and not state.is_completed
        else "",
    }


# Their titles say it all; the threshold would add a code that tells a trainee nothing.
NAMED = {RequirementKind.EXAMINATION_PASSED, RequirementKind.PRACTICAL_TASK_PASSED}


def requirement_rows(
    enrolment: Enrolment, states: list[LessonState], handed_in: Collection[str] = ()
) -> list[dict]:
    """Return what graduation asks for, each with its figures.

    `handed_in`: the codes of the examinations whose result is still to come.
    """
    requirements = list(enrolment.version.requirements.all())
    if any(requirement.kind in AUDITED for requirement in requirements):
        return _audited_rows(enrolment)
    standing = {state.requirement_id: state for state in requirement_states(enrolment)}
    return [
        {
            "title": requirement.title,
            "text": _text(requirement, standing[requirement.pk], states, handed_in),
            "state": "done" if standing[requirement.pk].is_met else "todo",
            "note": "" if standing[requirement.pk].is_met else _("Still missing"),
        }
        for requirement in requirements
    ]


def _audited_rows(enrolment: Enrolment) -> list[dict]:
    """Return the same as the completion audit of the office says it; of what is completed nothing is missing."""
    audit = audit_of(enrolment, Question(local_date(now())))
    return [
        _audited_row(row, is_done=enrolment.state == EnrolmentState.COMPLETED) for row in audit_lines(audit)
    ]


def _audited_row(row: dict, *, is_done: bool) -> dict:
    is_met = is_done or row["state"] == "met"
    return {
        "title": row["title"],
        "text": _so_far([row["asks"], *([] if row["done"] == "–" else [row["done"]])]),
        "state": "done" if is_met else "todo",
        "note": "" if is_met else _("Still missing"),
    }


def _text(
    requirement: Requirement,
    standing: RequirementState,
    states: list[LessonState],
    handed_in: Collection[str],
) -> str:
    """Return how far it is; of what is still missing also what it asks for."""
    asked = "" if standing.is_met or requirement.kind in NAMED else threshold_text(requirement)
    is_waiting = not standing.is_met and requirement.examination_scheme in handed_in
    waiting = _("handed in, result to come") if is_waiting else ""
    figures = _figures(requirement, standing, states, is_waiting=is_waiting)
    return " · ".join(part for part in (_so_far([asked, figures]), waiting) if part)


def _so_far(parts: list[str]) -> str:
    """Put what is asked for before what is done of it: in one sentence, or a row of facts reads as if all were done."""
    return _(": ").join(part for part in parts if part)


def _figures(
    requirement: Requirement, standing: RequirementState, states: list[LessonState], *, is_waiting: bool
) -> str:
    if requirement.kind == RequirementKind.LESSONS_COMPLETED:
        done = sum(state.is_completed for state in states)
        return progress_words(done, len(states))
    if standing.best_percent or (
        standing.has_proof and requirement.kind == RequirementKind.EXAMINATION_PASSED
    ):
        return _("best result: %(percent)s of 100") % {"percent": plain(standing.best_percent)}
    is_unsat = requirement.kind == RequirementKind.EXAMINATION_PASSED and not is_waiting
    return _("not sat yet") if is_unsat else ""


def pause_words(expected: date | None) -> str:
    """Return what a trainee reads while training rests; why it does is nobody's business on a shared screen."""
    kept = _(
        "Your place and all you have finished are kept. You can read and practise; no learning time is counted."
    )
    if expected is None:
        return kept
    back = _("Classes go on for you from %(day)s, as planned now.") % {
        "day": date_format(expected, "DATE_FORMAT")
    }
    return sentences([back, kept])
