"""What a trainee sees first: the next step, the lessons, what is missing, examinations, credentials."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.api import Credential, award_of_credential, list_credentials_of
from lms.accounts.api import User
from lms.core.language import pick
from lms.delivery.api import LessonState, list_lesson_states
from lms.enrolments.api import (
    Enrolment,
    EnrolmentState,
    RequirementState,
    list_enrolments_of,
    requirement_states,
)
from lms.exams.api import AttemptState, MySitting, SittingState, list_my_sittings
from lms.portal.trainee_practice import practice_cards


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
    lessons: list[dict]
    lessons_done: int
    lessons_total: int
    progress_text: str
    requirements: list[dict]


def trainee_home(user: User, *, now: datetime) -> dict[str, Any]:
    """Return the context of the trainee's home page."""
    enrolments = list(list_enrolments_of(user.person_id))
    sittings = list(list_my_sittings(user.person_id))
    credentials = list(list_credentials_of(user.person_id))
    states = {enrolment.pk: list_lesson_states(enrolment) for enrolment in enrolments}
    return {
        "programmes": [_card(enrolment, states[enrolment.pk]) for enrolment in enrolments],
        "sittings": [_sitting_card(row) for row in sittings],
        "practice": practice_cards(user.person_id, enrolments, now=now),
        "credentials": [_credential_card(row) for row in credentials],
        "next_step": _next_step(states, enrolments, sittings, credentials),
    }


def _card(enrolment: Enrolment, states: list[LessonState]) -> ProgrammeCard:
    done = sum(state.is_completed for state in states)
    text = _("%(done)s of %(total)s lessons") % {"done": done, "total": len(states)}
    return ProgrammeCard(
        enrolment=enrolment,
        lessons=[_lesson_row(state) for state in states],
        lessons_done=done,
        lessons_total=len(states),
        progress_text=text,
        requirements=_requirement_rows(enrolment),
    )


def _lesson_row(state: LessonState) -> dict:
    minutes = state.lesson.minutes
    return {
        "title": state.lesson.title,
        "href": reverse("learning:lesson", kwargs={"lesson_uuid": state.lesson.uuid}),
        "text": ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes},
        "state": "done" if state.is_completed else "current" if state.is_opened else "todo",
    }


def _requirement_rows(enrolment: Enrolment) -> list[dict]:
    states: dict[int, RequirementState] = {
        state.requirement_id: state for state in requirement_states(enrolment)
    }
    return [
        {
            "title": requirement.title,
            "state": "done" if states[requirement.pk].is_met else "todo",
            "note": "" if states[requirement.pk].is_met else _("Still missing"),
        }
        for requirement in enrolment.version.requirements.all()
    ]


def _next_step(
    states: dict[int, list[LessonState]],
    enrolments: list[Enrolment],
    sittings: list[MySitting],
    credentials: list[Credential],
) -> Step | None:
    """Return what matters most: a running examination, then lessons, an open examination, a certificate."""
    return (
        _examination(sittings, AttemptState.IN_PROGRESS)
        or _next_lesson(states, enrolments)
        or _examination(sittings, AttemptState.PREPARED)
        or _certificate(credentials)
    )


def _examination(sittings: list[MySitting], wanted: AttemptState) -> Step | None:
    for row in sittings:
        if row.attempt_state == wanted and row.sitting.state == SittingState.OPEN:
            running = wanted == AttemptState.IN_PROGRESS
            text = (
                _("Your examination is running. The clock does not stop.")
                if running
                else _("You may start now.")
            )
            label = _("Go on with the examination") if running else _("Go to the examination")
            return Step(row.sitting.title, text, sitting_address(row), label)
    return None


def sitting_address(row: MySitting) -> str:
    """Return where a trainee goes from a line of the examinations: the receipt when it is over, else its room."""
    if row.has_receipt:
        return reverse("exams:receipt", kwargs={"attempt_uuid": row.attempt_uuid})
    return reverse("exams:sitting", kwargs={"sitting_uuid": row.sitting.uuid})


def _sitting_card(row: MySitting) -> dict:
    return {
        "title": row.sitting.title,
        "href": sitting_address(row),
        "tag": _outcome(row),
        "sitting": row.sitting,
    }


def _outcome(row: MySitting) -> dict:
    if row.passed:
        return {"label": _("Passed"), "kind": "success"}
    if row.passed is not None:
        return {"label": _("Not passed"), "kind": "warning"}
    if row.is_ended:
        return {"label": _("Handed in"), "kind": "info"}
    if row.sitting.state == SittingState.OPEN:
        return {"label": _("Open now"), "kind": "accent"}
    return {"label": row.sitting.get_state_display(), "kind": "neutral"}


def _credential_card(credential: Credential) -> dict:
    award = award_of_credential(credential)
    href = reverse("certificates:credential", kwargs={"uuid": credential.uuid})
    return {"title": pick(award, "title"), "text": award.number, "href": href}


def _next_lesson(states: dict[int, list[LessonState]], enrolments: list[Enrolment]) -> Step | None:
    for enrolment in enrolments:
        if enrolment.state != EnrolmentState.ACTIVE:
            continue
        for state in states[enrolment.pk]:
            if not state.is_completed:
                href = reverse("learning:lesson", kwargs={"lesson_uuid": state.lesson.uuid})
                label = _("Go on with the lesson") if state.is_opened else _("Begin the lesson")
                return Step(state.lesson.title, enrolment.version.programme.title, href, label)
    return None


def _certificate(credentials: list[Credential]) -> Step | None:
    if not credentials:
        return None
    href = _credential_card(credentials[0])["href"]
    return Step(_("Your certificate is ready"), _("You can look at it and print it."), href, _("Open it"))
