"""What people read about corrections of who somebody is."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import Sex
from lms.enrolments.person_facts.papers import Particulars
from lms.enrolments.person_facts.rules import Against

AGAINST = {
    Against.NOTHING_DIFFERS: ("", gettext_lazy("Nothing differs from what stands there already.")),
    Against.MADE_UNKNOWN: ("", gettext_lazy("What is known cannot be made unknown: write what is right.")),
    Against.BORN_LATER: ("birth_date", gettext_lazy("The date of birth lies before the day of admission.")),
    Against.BORN_TOO_EARLY: ("birth_date", gettext_lazy("Check the year: nobody is as old as that.")),
    Against.UNLIKE_THE_NUMBER: (
        "explanation",
        gettext_lazy(
            "The identity number says otherwise. Say why both may stand, or have the identity number looked at."
        ),
    ),
}


def facts_text(sex: str, born: date | None) -> str:
    """Return sex and date of birth in a line."""
    known = str(Sex(sex).label) if sex else _("sex not known")
    day = born.isoformat() if born else _("date of birth not known")
    return f"{known} · {day}"


def particulars_text(says: Particulars) -> str:
    """Return in a line what a paper says of somebody, as far as it says anything."""
    sex = str(Sex(says.sex).label) if says.sex else ""
    born = says.birth_date.isoformat() if says.birth_date else ""
    return " · ".join(filter(None, (says.name, sex, born, says.identity)))
