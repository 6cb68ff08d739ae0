"""What a marked attempt came to, in a word: passed, not passed, or taken out of the count after an appeal."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.exams.sittings.models import Attempt


class Verdict(StrEnum):
    """What a marked attempt came to."""

    PASSED = "passed"
    FAILED = "failed"
    SET_ASIDE = "set_aside"


VERDICTS: Mapping[Verdict, Any] = {
    Verdict.PASSED: pgettext_lazy("examination", "Passed"),
    Verdict.FAILED: _("Not passed"),
    Verdict.SET_ASIDE: _("Does not count, can be written again"),
}
# The same, said to who was examined.
TOLD: Mapping[Verdict, Any] = {
    Verdict.PASSED: pgettext_lazy("examination", "Passed"),
    Verdict.FAILED: _("Not passed this time"),
    Verdict.SET_ASIDE: _("This try does not count"),
}
KINDS = {Verdict.PASSED: "success", Verdict.FAILED: "warning", Verdict.SET_ASIDE: "info"}


def verdict_of(*, passed: bool, is_set_aside: bool) -> Verdict:
    """Return what a marked attempt came to; a pass stays one, also where a corrected key made it one later."""
    if passed:
        return Verdict.PASSED
    return Verdict.SET_ASIDE if is_set_aside else Verdict.FAILED


def set_aside() -> Exists:
    """Return the condition on attempts that an appeal has taken them out of the count (ADR 0114)."""
    return Exists(Attempt.objects.filter(pk=OuterRef("pk"), appeals__remedy="try"))


def set_aside_among(attempts: Iterable[int]) -> set[int]:
    """Return which of some attempts an appeal has taken out of the count."""
    rows = Attempt.objects.filter(pk__in=list(attempts), appeals__remedy="try")
    return set(rows.values_list("pk", flat=True))
