"""How long something lasts, in words."""

from django.utils.translation import ngettext


def minutes_in_words(minutes: int) -> str:
    """Return whole minutes as a reader counts them: "1 minute", "45 minutes"."""
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
