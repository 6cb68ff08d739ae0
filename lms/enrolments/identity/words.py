"""What people read about identity numbers that come late."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.enrolments.identity.rules import Fact

_NAMES = {Fact.SEX: gettext_lazy("sex"), Fact.BORN: gettext_lazy("date of birth")}


def facts_in_words(facts: Iterable[Fact]) -> str:
    """Return what a number holds, named in a line."""
    return _(", ").join(str(_NAMES[fact]) for fact in facts)
