"""What is said of a register as a whole: signed, or signed before and changed since."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms.accounts.api import staff_named
from lms.delivery.register.models import Register
from lms.delivery.register.rules import Said, faults_of
from lms.delivery.timetable.models import ClassSession

SIGNED, REOPENED = "signed", "reopened"


def impossible_text(said: Said, minutes: int) -> str:
    """Return that a mark cannot be; where its minutes are as many as those of the session, which they are."""
    found = _("This mark is not possible. Check the minutes and the reason.")
    if "minutes" not in faults_of(said, minutes):
        return found
    words = _(
        "The session lasts %(minutes)d minutes; %(late)d late and %(early)d left early leave nothing of it."
    )
    values = {"minutes": minutes, "late": said.late, "early": said.left_early}
    return f"{found} {words % values}" if min(said.late, said.left_early) >= 0 else found


class Standing(NamedTuple):
    """How a register stands beside its state: `signed`, `reopened` or "", and what is said of it."""

    kind: str = ""
    words: str = ""


class Lesson(NamedTuple):
    """A session, and how its register stands."""

    session: ClassSession
    standing: Standing


def standings(sessions: Iterable[ClassSession]) -> list[Lesson]:
    """Return sessions, which come with their registers and sites, each with how its register stands.

    One query at most.
    """
    rows = list(sessions)
    kept = {row.pk: register for row in rows if (register := getattr(row, "register", None)) is not None}
    names = _names(kept.values())
    return [
        Lesson(
            row, _standing(kept[row.pk], row.cohort.site.time_zone, names) if row.pk in kept else Standing()
        )
        for row in rows
    ]


def standing_of(register: Register | None, session: ClassSession) -> Standing:
    """Return how the register of one session stands."""
    return _standing(register, session.cohort.site.time_zone, _names([register])) if register else Standing()


def told_beside(register: Register | None, session: ClassSession) -> str:
    """Return what a registrar reads beside the state: that a signature was taken back, or why little was taught."""
    if register is None:
        return ""
    standing = standing_of(register, session)
    return standing.words if standing.kind == REOPENED else short_text(register)


def _names(registers: Iterable[Register]) -> dict[UUID, str]:
    """Return by uuid the names of those who changed a mark after a signature."""
    wanted = {row.reopened_by for row in registers if row.reopened_by}
    found = staff_named(wanted) if wanted else {}
    return {uuid: user.display_name for uuid, user in found.items() if user is not None}


def _standing(register: Register, zone: str, names: dict[UUID, str]) -> Standing:
    if register.reopened_at is not None:
        words = _("Signed before, changed since: sign again. %(name)s changed it at %(at)s.")
        name = names.get(register.reopened_by, "–") if register.reopened_by else "–"
        return Standing(REOPENED, words % {"name": name, "at": _local(register.reopened_at, zone)})
    if register.signed_at is None:
        return Standing()
    if register.locked_at is not None:
        return Standing(SIGNED, short_text(register))
    words = _("Signed at %(at)s. You can still change it until it is locked; then sign again.")
    said = [words % {"at": _local(register.signed_at, zone)}, short_text(register)]
    return Standing(SIGNED, " ".join(filter(None, said)))


def short_text(register: Register) -> str:
    """Say why far less was taught than planned, "" where it was not."""
    if not register.short_because:
        return ""
    words = _("%(taught)d minutes were taught: %(reason)s")
    return words % {"taught": register.delivered_minutes, "reason": register.short_because}


def _local(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
