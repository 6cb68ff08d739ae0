"""What is said of where results stand and of what has changed; codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exams.results.rules import NoRelease, Stand

STANDS: Mapping[Stand, Any] = {
    Stand.ABSENT: _("Did not appear"),
    Stand.VOID: _("Void"),
    Stand.OPEN: pgettext_lazy("results", "Not handed in yet"),
    Stand.HELD: pgettext_lazy("results", "Held answers are undecided"),
    Stand.MISSING: pgettext_lazy("results", "Waits for marks by hand"),
    Stand.QUEUED: pgettext_lazy("results", "Is being marked"),
    Stand.READY: pgettext_lazy("results", "Ready to be frozen"),
    Stand.RELEASED: pgettext_lazy("results", "Released"),
}
CHANGES: Mapping[str, Any] = {
    "void": _("Candidate %(number)s was declared void."),
    "reopened": _("Candidate %(number)s was let in again and is writing."),
    "held": _("Candidate %(number)s has held answers that nobody has decided on."),
    "released": _("Candidate %(number)s was released in another way."),
    "receipt": _("Candidate %(number)s has a later receipt: other answers count now."),
    "key": _("Candidate %(number)s is marked by a corrected key now."),
    "decisions": _("Candidate %(number)s has a further decision on held answers."),
    "marked": _("Candidate %(number)s has another mark now."),
}
NO_RELEASE: Mapping[NoRelease, Any] = {
    NoRelease.NOBODY: _("An examinations officer decides on results."),
    NoRelease.FROZE: _("Another examinations officer than who froze these results releases them."),
    NoRelease.MARKED: _(
        "You marked answers of this set by hand, or decided on such marks: an examinations officer who did neither "
        "releases it."
    ),
}
