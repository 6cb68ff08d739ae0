"""Practical examinations of the demonstration: those that graduates passed, and one of today that is half marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.demonstration.places import Places
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    NewPractical,
    PracticalExamination,
    admit_to_practical,
    close_practical,
    find_practical_scheme,
    judged_for_practical,
    mark_for_demonstration,
    name_assessor,
    open_practical,
    release_practical,
    schedule_practical,
)

SITE, PROGRAMME = "DEMO-SITE-1", "LVE"
SCHEMES = {"CPC5": "CPC5-SKILL", "LVE": "LVE-PRACTICAL"}
# The assessors of each site; nobody of them has taught its trainees.
PANELS = {
    "DEMO-SITE-1": ("assessor", "assessor2", "assessor3"),
    "DEMO-SITE-2": ("assessor", "assessor2", "assessor3"),
    "DEMO-SITE-3": ("assessor5", "assessor6", "assessor7"),
}
OFFICERS = {
    "DEMO-SITE-1": ("examofficer", "examofficer2"),
    "DEMO-SITE-2": ("examofficer", "examofficer2"),
    "DEMO-SITE-3": ("examofficer3", "examofficer4"),
}
# Who has signed which candidate numbers today; the third has not begun.
SIGNED = {"assessor": (1, 2), "assessor2": (1,)}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when candidates of one programme are examined, and the key of it."""

    site: str
    programme: str
    key: UUID
    at: datetime


def pass_practical(places: Places, occasion: Occasion, rows: Sequence[Enrolment], *, actor: Actor) -> None:
    """Let an examination be marked, settled and released; again changes nothing."""
    examination = _opened(places, occasion, rows, actor=actor)
    if examination is None or examination.state == "released":
        return
    about = {"examination_uuid": examination.uuid, "now": occasion.at}
    numbers = list(examination.candidates.values_list("number", flat=True))
    for name in PANELS[occasion.site]:
        mark_for_demonstration(assessor=find_user(name), numbers=numbers, **about)
    settles, releases = (_officer(name) for name in OFFICERS[occasion.site])
    close_practical(actor=settles, **about)
    release_practical(actor=releases, **about)


def half_marked(places: Places, occasion: Occasion, rows: Sequence[Enrolment], *, actor: Actor) -> None:
    """Open the examination of today and let two of its assessors begin; again it only adds what is missing."""
    examination = _opened(places, occasion, rows, actor=actor)
    if examination is not None and examination.state == "open":
        for name, numbers in SIGNED.items():
            about = {"examination_uuid": examination.uuid, "now": occasion.at}
            mark_for_demonstration(assessor=find_user(name), numbers=numbers, **about)


def _opened(
    places: Places, occasion: Occasion, rows: Iterable[Enrolment], *, actor: Actor
) -> PracticalExamination | None:
    """Return the examination, with its tasks drawn; None when nobody can be admitted."""
    known = PracticalExamination.objects.filter(client_key=occasion.key).first()
    if known is not None and known.state != "scheduled":
        return known
    about = {"actor": actor, "now": occasion.at}
    scheme = find_practical_scheme(SCHEMES[occasion.programme])
    room = places.workshops[occasion.site, occasion.programme]
    new = NewPractical(scheme, room, known.starts_at if known else occasion.at, occasion.key)
    row = schedule_practical(new=new, **about)
    judged = judged_for_practical(row, rows)
    chosen = [one.enrolment.uuid for one in judged if one.judgement.is_eligible]
    if not chosen:
        return None
    admit_to_practical(examination_uuid=row.uuid, enrolment_uuids=chosen, **about)
    for name in PANELS[occasion.site]:
        name_assessor(examination_uuid=row.uuid, assessor=find_user(name), **about)
    return open_practical(examination_uuid=row.uuid, **about)


def _officer(username: str) -> Actor:
    return Actor(find_user(username).uuid, Role.EXAMINATIONS_OFFICER)
