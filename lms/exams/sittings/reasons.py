"""The words for what stands against an admission, and for what should be looked at first."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.exams.sittings.eligibility import Conditions
from lms.exams.sittings.standings import Judged


def against(judged: Judged, conditions: Conditions) -> list[str]:
    """Return in words why somebody cannot be admitted."""
    return [_word(code, judged, conditions) for code in judged.judgement.against]


def warnings(judged: Judged) -> list[str]:
    """Return in words what should be looked at before somebody is admitted."""
    standing = judged.standing
    words = _("%(done)d of %(all)d lessons are completed")
    return (
        [words % {"done": standing.lessons_done, "all": standing.lessons}]
        if judged.judgement.warnings
        else []
    )


def _word(code: str, judged: Judged, conditions: Conditions) -> str:
    standing = judged.standing
    values = {
        "tries": standing.tries,
        "resits": conditions.resits or 0,
        "after": conditions.after,
        "months": conditions.after_months or 0,
        "clash": standing.clash,
        "passed": _day(standing.passed_on),
        "before": _day(standing.before_on),
    }
    words = {
        "withdrawn": _("the enrolment was withdrawn"),
        "elsewhere": _("is at another site"),
        "not_asked": _("the programme does not ask for this examination"),
        "passed": _("has passed this examination (%(passed)s)"),
        "no_resits": _("has used up all tries: %(tries)d, of which %(resits)d may be resits"),
        "clash": _("sits another examination at that time: %(clash)s"),
        "before_missing": _("has not passed %(after)s, which comes before"),
        "before_expired": _("passed %(after)s on %(before)s; that counts for %(months)d months"),
    }
    return words[code] % values


def _day(day: object) -> str:
    return date_format(day, "Y-m-d") if day else ""
