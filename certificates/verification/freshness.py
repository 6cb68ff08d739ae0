"""How old the news from issuing may be: beyond that nothing is green, and every answer says its age."""

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.issuing.names import PublicStatus
from certificates.verification.answers import UNCONFIRMED, Answer
from certificates.verification.rules import hours_of, is_stale
from certificates.verifier.results import Check, Outcome, gettext_noop

NEWS = gettext_noop("news from the school")
IN_TIME = gettext_noop("The school brought what it published up to date within the last hours.")
TOO_OLD = gettext_noop(
    "What the school published was last brought up to date %(hours)d hours ago. What ended since is not known here."
)
NONE = gettext_noop("Nothing that the school published can be read here.")


def freshness(age: timedelta | None) -> list[Check]:
    """Return the check of the age: none where the tables answer, never "passed" when it is too old."""
    if age is None:
        return []
    if age == timedelta.max:
        return [Check(NEWS, Outcome.UNCHECKED, NONE)]
    if is_stale(age):
        return [Check(NEWS, Outcome.UNCHECKED, TOO_OLD, {"hours": hours_of(age)})]
    return [Check(NEWS, Outcome.OK, IN_TIME)]


def told(answer: Answer, age: timedelta | None) -> Answer:
    """Return the answer with its age; what was in force is "not confirmed" once the news are too old.

    A certificate that ended stays ended, however old the news are.
    """
    if age is None or not is_stale(age):
        return answer
    has_ended = answer.state not in {PublicStatus.VALID, UNCONFIRMED}
    if age == timedelta.max:
        return (
            answer
            if has_ended
            else replace(answer, state=UNCONFIRMED, title=_("Not checked"), text=_(NONE), items=[])
        )
    hours = hours_of(age)
    note = ngettext(
        "The published state is %(hours)d hour old.", "The published state is %(hours)d hours old.", hours
    ) % {"hours": hours}
    if answer.state != PublicStatus.VALID:
        return replace(answer, note=note)
    text = _(
        "It was in force when the last news from the school came. Whether it still is could not be checked."
    )
    return replace(answer, state=UNCONFIRMED, title=_("Not confirmed"), text=text, note=note)
