"""Stays of the demonstration's trainees, with forecasts of their release; some have changed since."""

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from lms.accounts.api import Person, User, find_user
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.demonstration.people import made_up_resident_id
from lms.enrolments.api import (
    Admission,
    AdmissionColumn,
    DoubtsFound,
    NewAdmission,
    ProblemsFound,
    admit_person,
)

_KEYS = uuid.UUID("5b0c9c3e-6d55-4d0e-9b3b-0d5f3a1c7d10")
_SCHOOLINGS = ("primary", "junior", "junior", "junior", "senior", "vocational")
_LANGUAGES = ("mandarin", "hainanese", "hainanese", "li", "danzhou", "cantonese")
# Days since the admission, and days until the forecast release; None where nobody knows it.
_SINCE = (20, 75, 160, 240, 330, 410, 520)
_UNTIL: tuple[int | None, ...] = (700, 640, 330, 420, 400, 510, 280, 21, 560, 365, None, 80, 450)


def admit_everybody(users: list[User], *, actor: Actor, now: datetime) -> None:
    """Admit the trainees that have no stay yet; whoever was admitted by hand, or has left since, stays as it is."""
    registrar = find_user("registrar")
    if registrar is None:
        return
    for index, user in enumerate(users):
        if user.person is not None:
            # Somebody changed the name or the stay by hand: that is theirs.
            with suppress(ProblemsFound):
                _admit(index, user.person, registrar, actor=actor, now=now)


def _admit(index: int, person: Person, registrar: User, *, actor: Actor, now: datetime) -> None:
    today = local_date(now)
    admitted = today - timedelta(days=_SINCE[index % len(_SINCE)])
    days = _UNTIL[index % len(_UNTIL)]
    answers = _answers(index, person, admitted, today + timedelta(days=days) if days else None)
    new = NewAdmission(answers, person.site, registrar, _key("stay", person))
    admit_surely(new, actor=actor, now=now)


def admit_surely(new: NewAdmission, *, actor: Actor, now: datetime) -> Admission:
    """Admit one person; what is unusual of made-up people, such as their age, is right."""
    try:
        return admit_person(new=new, actor=actor, now=now)
    except DoubtsFound as doubted:
        return admit_person(new=replace(new, sure_of=doubted.mark), actor=actor, now=now)


def _answers(index: int, person: Person, admitted: date, release: date | None) -> dict[AdmissionColumn, str]:
    day = admitted.isoformat()
    number = person.user.username  # type: ignore[attr-defined]
    return {
        AdmissionColumn.NUMBER: number,
        AdmissionColumn.NAME: person.full_name,
        AdmissionColumn.IDENTITY: made_up_resident_id(index),
        AdmissionColumn.SCHOOLING: _SCHOOLINGS[index % len(_SCHOOLINGS)],
        AdmissionColumn.LANGUAGE: _LANGUAGES[index % len(_LANGUAGES)],
        AdmissionColumn.ADMITTED: day,
        AdmissionColumn.RELEASE: release.isoformat() if release else "",
        AdmissionColumn.FIT: "" if index % 11 == 3 else "no" if index % 23 == 22 else "yes",
        AdmissionColumn.FIT_DATE: "" if index % 11 == 3 else day,
        AdmissionColumn.NOTICE: day,
        AdmissionColumn.CONSENT: "refused" if index % 9 == 4 else "given",
    }


def _key(what: str, person: Person) -> uuid.UUID:
    return uuid.uuid5(_KEYS, f"{what}:{person.uuid}")
