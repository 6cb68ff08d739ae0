"""What is said of absences; codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exams.absences.rules import Against, Count

AGAINST: Mapping[Against, Any] = {
    Against.OPEN: gettext_lazy(
        "The room is not closed yet. Who is excused before is taken out of the sitting, with the reason."
    ),
    Against.APPEARED: gettext_lazy("This person appeared: only an absence is excused."),
}


def tries_in_words(count: Count) -> str:
    """Return how many tries are used, of how many, how many wait for their day, and how many are left."""
    values = {"used": count.used, "allowed": count.allowed, "planned": count.planned, "left": count.left}
    if count.allowed is None:
        return _("%(used)d used, any number allowed") % values
    if count.planned:
        return _("%(used)d of %(allowed)d used, %(planned)d planned, %(left)d left") % values
    return _("%(used)d of %(allowed)d used, %(left)d left") % values
