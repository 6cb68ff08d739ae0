"""What is said of appeals; codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

AGAINST_FILING: Mapping[str, Any] = {
    "replaced": _("Another result has taken the place of this one."),
    "appealed": _("There is an appeal against this result already."),
    "answered": _("This result was looked at after an appeal. It cannot be appealed again."),
    "too_late": _("The time for an appeal against this result is over."),
}
AGAINST_DECISION: Mapping[str, Any] = {
    "remedy_without_reason": _("A rejected appeal changes nothing: choose that the result stays."),
    "try_of_a_pass": _("The candidate has passed: the examination is not written again."),
    "nothing_to_mark": _("No answer here can be marked by a further person."),
    "no_items": _("Choose at least one question that a further person marks."),
}
