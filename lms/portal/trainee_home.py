"""What a trainee sees first: the next step, the lessons, what is missing, examinations, credentials."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.api import (
    Credential,
    certificate_card,
    count_consents_waiting,
    is_in_force,
    list_credentials_of,
)
from courses.pages.api import unwritten_lessons
from lms.accounts.api import User
from lms.core.clock import local_date
from lms.delivery.api import LessonState, get_learning_time, list_lesson_states
from lms.enrolments.api import (
    Enrolment,
    EnrolmentState,
    list_enrolments_of,
    recent_move,
    with_rests,
    words_of_move,
)
from lms.exams.api import MySitting, Unpassed, list_my_sittings, list_unpassed, own_end
from lms.portal.learning_cards import (
    Standing,
    UnitCard,
    go_on_label,
    lesson_address,
    pause_words,
    progress_words,
    requirement_rows,
    unit_cards,
)
from lms.portal.trainee_practice import practice_cards
from lms.portal.trainee_timetable import week_of


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next."""

    title: str
    text: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """One enrolment as the home page shows it."""

    enrolment: Enrolment
    units: list[UnitCard]
    lessons_done: int
    lessons_total: int
    progress_text: str
    requirements: list[dict]
    pause: str = ""


def trainee_home(user: User, *, now: datetime) -> dict[str, Any]:
    """Return the context of the trainee's home page."""
    today = local_date(now)
    rows = with_rests(list_enrolments_of(user.person_id), today)
    enrolments = list(rows.prefetch_related("version__requirements"))
    sittings = list_my_sittings(user.person_id, now=now)
    unpassed = list_unpassed(user.person_id, now=now)
    credentials = list(list_credentials_of(user.person_id))
    states = {enrolment.pk: list_lesson_states(enrolment) for enrolment in enrolments}
    time = get_learning_time(user.person_id, now=now)
    unwritten = unwritten_lessons(state.lesson.pk for rows in states.values() for state in rows)
    move = recent_move(user.person_id, now=now)
    return {
        "moved": words_of_move(move) if move else "",
        "programmes": [
            _card(
                enrolment,
                states[enrolment.pk],
                Standing(time, unwritten),
                {
                    row.sitting.scheme.code
                    for row in sittings
                    if row.is_result_to_come and row.enrolment_id == enrolment.pk
                },
                pause_words(enrolment.back_on) if enrolment.rests else "",
            )
            for enrolment in enrolments
        ],
        "time": time,
        "classes": week_of(enrolments, today, today=today),
        "next_sitting": _next_sitting(sittings, now=now),
        "sittings": [_sitting_card(row) for row in sittings],
        "unpassed": unpassed,
        "practice": practice_cards(user.person_id, enrolments, now=now),
        "work_questions": count_consents_waiting(user.person_id, now=now),
        "credentials": [certificate_card(row, today=today) for row in credentials],
        "next_step": _due(sittings, now=now)
        or _next_step(_open_lessons(states, enrolments), unwritten, sittings, unpassed)
        or _certificate(credentials, today=today)
        or _lesson_to_come(_open_lessons(states, enrolments)),
    }


def _card(
    enrolment: Enrolment,
    states: list[LessonState],
    standing: Standing,
    handed_in: set[str],
    pause: str,
) -> ProgrammeCard:
    done = sum(state.is_completed for state in states)
    text = progress_words(done, len(states))
    return ProgrammeCard(
        enrolment=enrolment,
        units=unit_cards(states, standing),
        lessons_done=done,
        lessons_total=len(states),
        progress_text=text,
        requirements=requirement_rows(enrolment, states, handed_in),
        pause=pause,
    )


def _next_step(
    to_do: list[tuple[Enrolment, LessonState]],
    unwritten: set[int],
    sittings: list[MySitting],
    unpassed: list[Unpassed],
) -> Step | None:
    """Return what comes where no hour presses: lessons, an open examination, one that was not passed."""
    return (
        _next_lesson([row for row in to_do if row[1].lesson.pk not in unwritten])
        or _open_now(sittings)
        or _not_passed(unpassed)
    )


def _due(sittings: list[MySitting], *, now: datetime) -> Step | None:
    """Return the examination that is being written, else one whose doors are open and that is for today alone."""
    text = _("Your examination is running. The clock does not stop.")
    for row in sittings:
        if row.is_running:
            return Step(row.title, text, row.url, _("Go on with the examination"))
    for row in sittings:
        if row.is_due(now) and not row.may_start:
            text = _("Please wait: the invigilator has not opened the examination yet.")
            return Step(row.title, text, sitting_address(row), _("Go to the examination"))
    return _open_now([row for row in sittings if row.is_due(now)])


def _open_now(sittings: list[MySitting]) -> Step | None:
    for row in sittings:
        if row.may_start:
            return Step(row.title, _("You may start now."), sitting_address(row), _("Go to the examination"))
    return None


def _not_passed(unpassed: list[Unpassed]) -> Step | None:
    for row in unpassed:
        return Step(row.title, row.steps[0], row.href, _("Read what comes next"))
    return None


def sitting_address(row: MySitting) -> str:
    """Return where a trainee goes from a line of the examinations: the receipt when it is over, else its room."""
    if row.has_receipt and not row.is_running:
        return reverse("exams:receipt", kwargs={"attempt_uuid": row.attempt_uuid})
    return reverse("exams:sitting", kwargs={"sitting_uuid": row.sitting.uuid})


def _sitting_card(row: MySitting) -> dict:
    return {
        "title": row.sitting.title,
        "href": sitting_address(row),
        "tag": row.tag,
        "note": row.note,
        "sitting": row.sitting,
        "until": row.last_start,
        "is_coming": row.is_coming,
    }


def _next_sitting(sittings: list[MySitting], *, now: datetime) -> dict | None:
    """Return the examination that is being written, else the one that comes next: an open one before a later one."""
    coming = [row for row in sittings if row.is_coming]
    if not coming:
        return None
    row = min(coming, key=lambda row: (not row.is_running, row.sitting.opens_at))
    is_open, end = row.sitting.opens_at <= now, own_end(row, now=now)
    at = end or (row.last_start if is_open else row.sitting.opens_at)
    # On the day itself the hour is what counts.
    is_today = local_date(at) == local_date(now)
    return {
        **_sitting_card(row),
        "is_running": end is not None,
        "is_open": is_open,
        "at": at,
        "is_today": is_today,
    }


def _open_lessons(
    states: dict[int, list[LessonState]], enrolments: list[Enrolment]
) -> list[tuple[Enrolment, LessonState]]:
    """Return what is still to be learnt in the programmes that somebody is in training on, in order."""
    active = [enrolment for enrolment in enrolments if enrolment.state == EnrolmentState.ACTIVE]
    return [(row, state) for row in active for state in states[row.pk] if not state.is_completed]


def _next_lesson(to_do: list[tuple[Enrolment, LessonState]]) -> Step | None:
    for enrolment, state in to_do:
        programme = enrolment.version.programme.title
        return Step(state.lesson.title, programme, lesson_address(state), go_on_label(state))
    return None


def _lesson_to_come(to_do: list[tuple[Enrolment, LessonState]]) -> Step | None:
    """Return the lesson that is still being written, when nothing else is left to do."""
    for _enrolment, state in to_do:
        text = _("This lesson is still being written. You have learnt everything that is ready.")
        return Step(state.lesson.title, text, lesson_address(state), _("Look at it"))
    return None


def _certificate(credentials: list[Credential], *, today: date) -> Step | None:
    """Return the newest certificate in force; where none is, the newest, with the word that it has ended."""
    if not credentials:
        return None
    in_force = [row for row in credentials if is_in_force(row, today=today)]
    href = certificate_card((in_force or credentials)[0], today=today)["href"]
    if not in_force:
        text = _("Open it to read since when. Ask your school about it.")
        return Step(_("Your certificate is no longer in force"), text, href, _("Open it"))
    return Step(_("Your certificate is ready"), _("You can look at it and print it."), href, _("Open it"))
