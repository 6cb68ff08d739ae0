"""What entry says: reasons with their figures, what is still open, and what is possible instead."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion
from lms.enrolments.admission.models import Schooling
from lms.enrolments.entry.rules import Against, Reason, Unsettled


def reason_text(reason: Reason) -> str:
    """Return one reason against an enrolment, and what would help."""
    words = {
        Against.NOT_FIT: _("Not fit for training, as the clinic says."),
        Against.FITNESS_UNSAID: _(
            "This programme needs the clinic's word that the person is fit. Ask the clinic and keep the answer first."
        ),
        Against.TOO_YOUNG: _("Aged %(found)s on %(day)s; the examination is from %(needed)s years on."),
        Against.TOO_OLD: _("Aged %(found)s on %(day)s; the examination is for people under %(needed)s."),
        Against.SCHOOLING: _("Schooling: %(found)s. At least “%(needed)s” is needed."),
        Against.EXAM_PASSED: _("The day of the examination, %(day)s, is past. Choose a later one."),
        Against.EXAM_FAR_OFF: _(
            "The day of the examination, %(day)s, is more than ten years away. Check the year."
        ),
        Against.LEAVES_FIRST: _("The forecast release is over. Change the forecast first if it is wrong."),
    }[reason.code]
    is_school = reason.code is Against.SCHOOLING
    return words % {
        "found": str(Schooling(reason.found).label) if is_school else reason.found,
        "needed": str(Schooling(reason.needed).label) if is_school else reason.needed,
        "day": date_format(reason.on) if reason.on else "",
    }


def unsettled_texts(codes: Iterable[str]) -> list[str]:
    """Return what is to be cleared up before the examination."""
    words = {
        Unsettled.BIRTH_UNKNOWN: _("The date of birth is not known."),
        Unsettled.SCHOOLING_UNKNOWN: _("The schooling is not known."),
        Unsettled.FITNESS_UNKNOWN: _("The clinic has not said whether the person is fit."),
        Unsettled.EXAM_AFTER_RELEASE: _("The examination is after the forecast release."),
        Unsettled.AGE_UNUSUAL: _("The age is unusual: compare the date of birth with the document."),
    }
    return [words[Unsettled(code)] for code in codes]


def instead_text(version: ProgrammeVersion | None) -> str:
    """Return what is possible instead; empty where nothing is."""
    if version is None:
        return ""
    return _("Possible instead: %(programme)s.") % {"programme": version.programme.title}
