"""What is said of absences; codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.exams.absences.rules import Against, Count

AGAINST: Mapping[Against, Any] = {
    Against.OPEN: gettext_lazy(
        "The room is not closed yet. Who is excused before is taken out of the sitting, with the reason."
    ),
    Against.APPEARED: gettext_lazy("This person appeared: only an absence is excused."),
}


def tries_in_words(count: Count) -> str:
    """Return how many tries are used, of how many, and how many are left."""
    if count.allowed is None:
        return _("%(used)d used, any number allowed") % {"used": count.used}
    words = ngettext(
        "%(used)d of %(allowed)d used, %(left)d left",
        "%(used)d of %(allowed)d used, %(left)d left",
        count.left or 0,
    )
    return words % {"used": count.used, "allowed": count.allowed, "left": count.left}
