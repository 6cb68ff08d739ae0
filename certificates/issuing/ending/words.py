"""Words of endings: what stands on a certificate, and what is wrong with a request."""

from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from certificates.issuing.ending.rules import CHOICES, DAY, IDENTITY, PHOTO, RECORDS, Fault
from certificates.issuing.studies.levels import LEVELS
from certificates.issuing.transcripts.rules import Line, Records, Row
from lms.accounts.api import Sex
from lms.core.days import OLDEST, YOUNGEST
from lms.core.language import in_language

FIELDS = {
    "name": _("Full name"),
    "sex": _("Sex"),
    "birth_date": _("Date of birth"),
    IDENTITY: _("Identity number (last four characters)"),
    PHOTO: _("Photograph"),
    "level": _("Level"),
    RECORDS: _("Courses and marks"),
    "years": _("Length of schooling"),
    "began_date": pgettext_lazy("study", "Began on"),
    "ended_date": pgettext_lazy("study", "Ended on"),
    "title_zh": _("Programme (Chinese)"),
    "title_en": _("Programme (English)"),
    "occupation_zh": _("Occupation (Chinese)"),
    "occupation_en": _("Occupation (English)"),
    "school_zh": _("School (Chinese)"),
    "school_en": _("School (English)"),
    "principal": pgettext_lazy("head of a school", "Principal"),
    DAY: _("Awarded on"),
}
FAULTS = {
    Fault.WRONG_REASON: _("This reason does not go with it."),
    Fault.NOTE_MISSING: _("Write a note that says why."),
    Fault.NOTHING_CHANGES: _("Nothing is changed. Correct at least one field."),
    Fault.MORE_THAN_NAME: _(
        "A change of name changes the name only. For anything else ask for a correction."
    ),
    Fault.NAME_STAYS: _("Write the new name."),
    Fault.CHANGES_SOMETHING: _(
        "What was lost or damaged is made again as it was. To change it, ask for a correction."
    ),
    Fault.EMPTY: _("This cannot be empty."),
    Fault.TOO_LONG: _("This is too long."),
    Fault.UNREADABLE: _("There is a character in it that cannot be seen or printed."),
    Fault.DAY_TO_COME: _("This day is still to come."),
    Fault.DAY_TOO_EARLY: _("On this day the person was not enrolled yet."),
    Fault.DAYS_OUT_OF_ORDER: _(
        "The days are out of order: birth, beginning and end of study, day of the award."
    ),
    Fault.NO_SUCH_AGE: format_lazy(
        _("With these days the person would begin to study younger than {youngest} or older than {oldest}."),
        youngest=YOUNGEST,
        oldest=OLDEST,
    ),
    Fault.NOT_ONE_OF_THESE: _("Choose one of those that are offered."),
    Fault.NOT_THE_END: _("The last four characters: three digits, and a digit or X."),
    Fault.NO_SUCH_PHOTOGRAPH: _("The person has no such photograph. Take it in first."),
    Fault.NAMES_A_SITE: _("A certificate never tells where or why somebody learnt."),
    Fault.NOT_A_NAME: _("The name holds a sign that stands in no name."),
    Fault.NOT_THE_RECORDS: _(
        "Marks are taken from the records, and these have changed meanwhile. Look again."
    ),
}


def told(field: str, value: Any) -> str:
    """Return what a field of a certificate says, in the reader's words; a dash where it says nothing."""
    if value in (None, "", 0):
        return "–"
    if field == PHOTO:
        return str(_("With a photograph"))
    if isinstance(value, Records):
        numbers = {"courses": len(value.courses), "earned": value.earned, "planned": value.planned}
        return str(_("Courses: %(courses)s; credits: %(earned)s of %(planned)s") % numbers)
    if field in CHOICES:
        return choice_text(field, value)
    return value.isoformat() if isinstance(value, date) else str(value)


def choice_text(field: str, value: str | int) -> str:
    """Return a sex, a length of schooling or a level in words."""
    if field == "sex":
        return str(Sex(value).label)
    if field == "level":
        chinese, english = LEVELS[int(value)]
        return in_language({"zh": chinese, "en": english})
    return str(ngettext("%(years)s year", "%(years)s years", int(value)) % {"years": value})


def told_line(line: Line | None) -> str:
    """Return what a transcript says of a course or an examination; a dash where it says nothing."""
    if line is None or (isinstance(line, Row) and not line.credits):
        return "–"
    if isinstance(line, Row):
        words = (
            _("mark %(mark)s, credits %(credits)s") if line.mark else _("credits %(credits)s, without a mark")
        )
        return str(words % {"mark": line.mark, "credits": line.credits})
    if not line.percent:
        return pgettext("examination", "passed") if line.is_met else pgettext("examination", "not passed")
    words = _("%(percent)s percent, passed") if line.is_met else _("%(percent)s percent, not passed")
    return str(words % {"percent": line.percent})
