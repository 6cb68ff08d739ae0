"""The sign-ins that the demonstration tells: on the sign-in page, on the console and as JSON."""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.core.enums import Role
from lms.demonstration.people import PIN, STAFF, STAFF_PASSWORD, trainee_names, trainee_number
from lms.demonstration.stages import STAGES, Stage
from lms.demonstration.teaching.cast import first_pupils

_STAGE_WORDS = {
    Stage.BEGINNING: _("begins today; lessons and examination are open"),
    Stage.BEGINNING_ONE_DAY: _("begins a one-day course; some of its lessons are still being written"),
    Stage.ADMITTED: _("newly admitted, not enrolled yet"),
    Stage.HALF_WAY: _("half-way through the lessons"),
    Stage.EXAMINATION_TODAY: _("has an examination today"),
    Stage.PRACTICAL: _("has passed the theory examination; the practical one comes next"),
    Stage.FAILED_ONCE: _("did not pass the first examination"),
    Stage.GRADUATED: _("has graduated and holds a certificate"),
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way to sign in to the demonstration."""

    role: str
    username: str
    secret: str
    url: str
    name: str
    about: str


def list_sign_ins() -> list[SignIn]:
    """Return two trainees of each stage, all who are half-way and one of each class, then staff and employers."""
    return [*_trainees(), *_staff()]


def _trainees() -> list[SignIn]:
    url = settings.PUBLIC_BASE_URL + reverse("accounts:trainee_sign_in")
    names, index = trainee_names(), 0
    shown: dict[Stage, list[SignIn]] = {}
    # Only the others of these learn the first trade at the site where the demonstration's staff work.
    further: list[SignIn] = []
    for stage, count in STAGES:
        most = 4 if stage is Stage.BEGINNING else 2
        for offset in range(count):
            number, name = trainee_number(index + offset), names[index + offset]
            row = SignIn(Role.TRAINEE.value, number, PIN, url, name, str(_STAGE_WORDS[stage]))
            if offset < most and len(shown.setdefault(stage, [])) < 4:
                shown[stage].append(row)
            elif stage is Stage.HALF_WAY:
                further.append(row)
        index += count
    order = [Stage.BEGINNING, Stage.EXAMINATION_TODAY, Stage.HALF_WAY, Stage.GRADUATED]
    rest = [stage for stage in shown if stage not in order]
    return [*(row for stage in (*order, *rest) for row in shown.get(stage, [])), *further, *_in_class()]


def _in_class() -> list[SignIn]:
    url = settings.PUBLIC_BASE_URL + reverse("accounts:trainee_sign_in")
    about = str(_("is in a class, with a timetable, hours and registers"))
    return [SignIn(Role.TRAINEE.value, number, PIN, url, name, about) for number, name in first_pupils()]


def _staff() -> list[SignIn]:
    url = settings.PUBLIC_BASE_URL + reverse("account_login")
    return [
        SignIn(
            role=member.role.value,
            username=member.email or member.username,
            secret=STAFF_PASSWORD,
            url=url,
            name=member.name,
            about=str(member.role.label),
        )
        for member in STAFF
    ]


def as_json() -> list[dict]:
    """Return the sign-ins as plain values."""
    return [asdict(row) for row in list_sign_ins()]
