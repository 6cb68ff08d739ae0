"""Follow-up in words: steps of a plan."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from lms.core.sentences import enumerated

# What a plan may be made of.
STEPS = ("1w", "2w", "1m", "2m", "3m", "6m", "9m", "12m", "18m", "24m", "30m", "36m")


def step_text(step: str) -> str:
    """Return a step in words: 1w is one week after the release, 3m are three months."""
    number = int(step[:-1])
    if step.endswith("w"):
        return ngettext("%(number)d week", "%(number)d weeks", number) % {"number": number}
    return ngettext("%(number)d month", "%(number)d months", number) % {"number": number}


def steps_text(steps: Iterable[str]) -> str:
    """Return all steps of a plan in a row."""
    return enumerated(step_text(step) for step in steps)
