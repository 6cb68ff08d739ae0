"""What is said of figures and of matrices that cannot be read. Codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.exams.statistics.scores import UnreadableScores

FLAGS: Mapping[str, Any] = {
    "very_hard": _("Fewer than one in five marks was earned: too hard, or the key is wrong."),
    "very_easy": _(
        "Nearly everybody is right. For a safety rule that is as it should be; else it measures little."
    ),
    "does_not_separate": _("Strong and weak candidates do equally well: check the key and the wording."),
    "separates_wrongly": _("Weak candidates do better than strong ones: check the key."),
    "separates_poorly": _("It hardly tells strong candidates from weak ones."),
    "distractor_beats_key": _("A distractor draws more of the strongest than the key: check the key."),
    "distractor_draws_the_strong": _("Who chooses a wrong option does better elsewhere: is it wrong?"),
    "distractor_unused": _("Fewer than one in twenty chose one of the options: it does not distract."),
}
STANDINGS: Mapping[str, Any] = {
    "too_few": _("Fewer than 30 candidates: the figures say nothing yet."),
    "unstable": _("Fewer than 100 candidates: the figures may still change much."),
    "sound": _("Enough candidates."),
}
REFUSALS: Mapping[str, Any] = {
    "empty": _("The file holds no results: it needs a row of item names and a row for each candidate."),
    "broken": _("The file is no CSV, or it is damaged."),
    "too_big": _("The file has more cells than can be reckoned with."),
    "item_twice": _("Two columns have the same name."),
    "first_column_unclear": _("The first column may name candidates or be an item. Say which."),
    "mark_unusable": _("A mark is a number from 0 on."),
    "maximum_unusable": _("The marks that can be had are a number above 0."),
    "above_maximum": _("A mark is above what can be had."),
    "no_key": _("The row of keys has an item without one."),
}


def words_for(error: UnreadableScores) -> str:
    """Return why a matrix was refused, with its place and value."""
    about = ", ".join(part for part in (error.place, error.detail) if part)
    return f"{REFUSALS[error.code]} ({about})" if about else str(REFUSALS[error.code])
