"""What is said of figures and of matrices that cannot be read. Codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext
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
# What to do about each flag, gravest first.
ADVICE: Mapping[str, Any] = {
    "distractor_beats_key": _(
        "Let a second person answer the question without seeing the key. If the key is wrong, correct it and have the "
        "results marked anew; if the wording allows both, write another wording."
    ),
    "separates_wrongly": _(
        "Check the key first. If it is right, look for a wording that misleads those who know the subject well."
    ),
    "distractor_draws_the_strong": _(
        "Read this option as an expert would: is it right under some condition? Make it clearly wrong, or name the "
        "condition."
    ),
    "does_not_separate": _(
        "Check the key, then the wording: guessing may be as good as knowing. Retire the question if no other wording "
        "helps."
    ),
    "very_hard": _(
        "Check the key, and whether lessons teach this. A hard question may stay if it was taught."
    ),
    "separates_poorly": _("Make the wrong options more plausible, or ask for one thing only."),
    "very_easy": _("Leave it if everybody has to know this, as with safety; else replace the wrong options."),
    "distractor_unused": _(
        "Replace the option that nobody believes by a mistake that learners do make. Leave it if there is none."
    ),
}
GRAVITY = {flag: len(ADVICE) - place for place, flag in enumerate(ADVICE)}
STANDINGS: Mapping[str, Any] = {
    "too_few": _("Fewer than 30 candidates: the figures say nothing yet."),
    "unstable": _("Fewer than 100 candidates: the figures may still change much."),
    "sound": _("Enough candidates."),
}
NOTES: Mapping[str, Any] = {
    "key_differs": _("The key of the file is not that of the bank: %(detail)s. The figures go by the file."),
    "column_ignored": _("A column of totals, or about the candidate, was left out: %(detail)s."),
    "row_ignored": _("A row that sums up was left out: %(detail)s."),
    "maxima_are_observed": _(
        "The file does not say how many marks a question is worth: the highest mark that occurs was taken."
    ),
    "blank_is_nothing": _("Blank cells: %(detail)s. They count as nothing earned."),
    "blank_not_asked": _("Blank cells: %(detail)s. They count as not asked."),
}
REFUSALS: Mapping[str, Any] = {
    "empty": _("The file holds no results: it needs a row of item names and a row for each candidate."),
    "broken": _("The file is no CSV, or it is damaged."),
    "too_big": _("The file has more cells than can be reckoned with."),
    "item_twice": _("Two columns have the same name."),
    "first_column_unclear": _("The first column may name candidates or be an item. Say which."),
    "heading_unclear": _("The first row may name the questions or be the first candidate. Say which."),
    "order_unclear": _(
        "Answers differ from the key only in their order. Say whether the order counts for this question."
    ),
    "mark_unusable": _("A mark is a number from 0 on."),
    "mark_too_large": _("A mark is larger than any examination gives: at most 1,000,000."),
    "maximum_unusable": _("The marks that can be had are a number above 0."),
    "above_maximum": _("A mark is above what can be had."),
    "no_key": _("The row of keys has an item without one."),
}


def words_for(error: UnreadableScores) -> str:
    """Return why a matrix was refused, with its place and value."""
    about = ", ".join(part for part in (error.place, error.detail) if part)
    return f"{REFUSALS[error.code]} ({about})" if about else str(REFUSALS[error.code])


def words_for_note(code: str, detail: str) -> str:
    """Return what is to be said of a file."""
    return str(NOTES[code]) % {"detail": detail}


def words_for_alpha(alpha: float | None, *, is_one_form: bool) -> str:
    """Return what Cronbach's alpha means for decisions."""
    if not is_one_form:
        return gettext("Not given: candidates had different questions.")
    if alpha is None:
        return gettext("It cannot be reckoned: the totals do not differ, or there is one question only.")
    if alpha < 0:
        return gettext("Below zero: the questions contradict each other. Look for wrong keys.")
    if alpha < 0.64:
        return gettext("Not reliable: too few questions, or questions that do not belong together.")
    if alpha <= 0.75:
        return gettext("Fairly reliable: take care with results close to the pass mark.")
    return gettext("Reliable: the questions together tell strong candidates from weak ones.")


def words_for_discrimination(corrected: float | None) -> str:
    """Return in which band a corrected point-biserial lies."""
    if corrected is None:
        return gettext("cannot be reckoned")
    if corrected < 0.2:
        return pgettext("discrimination", "poor")
    return pgettext("discrimination", "fair") if corrected <= 0.4 else pgettext("discrimination", "good")
