"""What comes after an examination that was not passed, in plain words: theory and practical alike."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.exams.sittings.eligibility import Conditions, months_later


@dataclass(frozen=True, slots=True)
class Chances:
    """What is known after a failure.

    `tries`: how many are left, None for any number; `at`: when the next examination is to which the candidate is
    admitted; `taken_at`: when it was taken once more, without a released result so far; `passed_on`: when it was passed
    after all; `until`: the last day on which the examination that comes before counts for this one.
    """

    tries: int | None
    at: datetime | None = None
    taken_at: datetime | None = None
    passed_on: date | None = None
    until: date | None = None


def last_day(before_on: date | None, conditions: Conditions) -> date | None:
    """Return until when the pass of the examination that comes before counts, None where nothing ends."""
    if before_on is None or conditions.after_months is None:
        return None
    return months_later(before_on, conditions.after_months)


def words_after_failure(chances: Chances, *, today: date) -> list[str]:
    """Return what comes next: whether there is a resit, until when, and whom to ask."""
    if chances.passed_on is not None:
        return [_("You have passed this examination since: nothing is left to do.")]
    if chances.taken_at is not None:
        words = _("You took this examination once more on %(day)s. That result is not released yet.")
        return [words % {"day": date_format(localtime(chances.taken_at), "Y-m-d")}]
    # Who is admitted already has used the last try for it: the place is there.
    if chances.tries == 0 and chances.at is None:
        return [
            _(
                "No try is left now. Speak to your teacher: after further training the office tells you how it goes on."
            )
        ]
    return [*_tries(chances.tries), *_until(chances.until, today), *_when(chances.at)]


def _tries(tries: int | None) -> list[str]:
    if tries is None:
        return [_("You may try again; the number of tries is not limited.")]
    if tries == 0:
        return []
    words = ngettext(
        "You may try again: %(count)d try is left.", "You may try again: %(count)d tries are left.", tries
    )
    return [words % {"count": tries}]


def _until(until: date | None, today: date) -> list[str]:
    if until is None:
        return []
    day = {"day": date_format(until, "Y-m-d")}
    if until < today:
        words = _(
            "The examination that comes before this one counted until %(day)s: you have to pass that one again first."
        )
    else:
        words = _("The resit has to be on %(day)s at the latest: so long the examination before it counts.")
    return [words % day]


def _when(at: datetime | None) -> list[str]:
    if at is not None:
        words = _("You are admitted to the next examination on %(when)s.")
        return [words % {"when": date_format(localtime(at), "Y-m-d H:i")}]
    return [
        _(
            "The day of the next examination is not fixed yet. Once you are admitted, it appears on your page. "
            "If you want to know more, ask your teacher or the examinations office."
        ),
        _("Until then go through the lessons once more, and practise."),
    ]
