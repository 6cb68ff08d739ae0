"""What is said of blueprints that cannot be used and of papers that cannot be drawn; codes are stable, words change."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.exams.bank.models import Difficulty, ItemKind
from lms.exams.papers.rules import Cell, Conditions, Drawn, Shortage

AGAINST_BLUEPRINT: Mapping[str, Any] = {
    "not_understood": gettext_lazy(
        "Its blueprint needs rows with topic, type, count and marks, each cell once."
    ),
    "empty": gettext_lazy("Its blueprint has no rows."),
    "topic_not_usable": gettext_lazy("A row of its blueprint has no usable topic."),
    "count_or_marks_not_positive": gettext_lazy(
        "Each row of its blueprint needs at least one question and some marks."
    ),
    "depth_or_difficulty_not_usable": gettext_lazy(
        "A row of its blueprint has a difficulty that is neither easy, medium nor hard."
    ),
    "cell_twice": gettext_lazy("Two rows of its blueprint ask for the same."),
    "condition_unknown": gettext_lazy("Its blueprint has a condition that nobody knows."),
    "items_named_not_usable": gettext_lazy("A question is named twice, or by something that is no code."),
    "exposure_limit_not_positive": gettext_lazy("A question must be allowed on one paper at least."),
    "difficulty_not_usable": gettext_lazy(
        "The difficulty goes from a lower to a higher percentage between 0 and 100."
    ),
    "difficulty_too_narrow": gettext_lazy(
        "The difficulty must leave room for what one question weighs: 100 percent divided by the number of questions."
    ),
}
AGAINST_RELEASE: Mapping[str, Any] = {
    "release_unknown": gettext_lazy("Its results are released by two (by_two) or at once (at_once)."),
    "release_of_licence": gettext_lazy(
        "Results of an examination for a licence or a skill level are released by a second person."
    ),
    "release_before_marks": gettext_lazy(
        "Somebody marks its short answers by hand, so its results cannot be released at once."
    ),
}
DEPTHS: Mapping[str, Any] = {
    "know": pgettext_lazy("depth", "know"),
    "master": pgettext_lazy("depth", "master"),
    "fluent": pgettext_lazy("depth", "fluent"),
}
UNPLACED: Mapping[str, Any] = {
    "unknown": gettext_lazy("%(code)s must be on the paper, but the bank has no such question on its topics"),
    "retired": gettext_lazy(
        "%(code)s must be on the paper, but was retired: use it again, or take it away in a new version"
    ),
    "no_cell": gettext_lazy("%(code)s must be on the paper, but fits no row of the blueprint"),
    "twin": gettext_lazy("%(code)s must be on the paper, but so must its twin"),
    "no_room": gettext_lazy(
        "%(code)s must be on the paper, but its row is full of others that must be there too"
    ),
    "overlap": gettext_lazy(
        "the bank has too few questions for papers that share so few: let them share more, or draw fewer papers"
    ),
    "twins": gettext_lazy(
        "twins that fit different rows cannot be spread over so many papers: let each question be on more papers, "
        "draw fewer papers, or part the twins"
    ),
    "unproved": gettext_lazy(
        "the papers that were found are not what the blueprint asks, so none was kept: report this to the support"
    ),
}


def against_blueprint(codes: Iterable[str]) -> list[str]:
    """Return what is wrong with a blueprint."""
    return [str(AGAINST_BLUEPRINT[code]) for code in codes]


def depth_text(depth: str) -> str:
    """Return a depth in words; schools may have depths of their own."""
    return str(DEPTHS.get(depth, depth))


def name_of_cell(cell: Cell, topics: Mapping[str, str]) -> str:
    """Return a row of a blueprint in words: topic, kind, and depth and difficulty where it asks for them."""
    parts = [topics.get(cell.topic, cell.topic), ItemKind(cell.kind).label, depth_text(cell.depth)]
    parts += [str(Difficulty(cell.difficulty).label)] if cell.difficulty else []
    return " / ".join(str(part) for part in parts if part)


def of_shortage(shortage: Shortage, topics: Mapping[str, str]) -> str:
    """Return what a cell lacks, and what keeps items of the bank away from it."""
    words = _("%(cell)s: %(lacking)d more needed, the bank has %(in_bank)d")
    said = words % {
        "cell": name_of_cell(shortage.cell, topics),
        "lacking": shortage.lacking,
        "in_bank": shortage.in_bank,
    }
    causes = _causes(shortage)
    return said if not causes else _("%(said)s (%(causes)s)") % {"said": said, "causes": _("; ").join(causes)}


def _causes(shortage: Shortage) -> list[str]:
    found = []
    if shortage.excluded:
        found.append(_("%(count)d excluded") % {"count": shortage.excluded})
    if shortage.twins:
        found.append(_("%(count)d behind a twin") % {"count": shortage.twins})
    if shortage.elsewhere:
        found.append(_("%(count)d needed by other rows") % {"count": shortage.elsewhere})
    if shortage.limited:
        found.append(_("each on at most %(count)d papers") % {"count": shortage.limited})
    return found


def of_drawing(
    drawn: Drawn[Any], conditions: Conditions, topics: Mapping[str, str], retired: Collection[str] = ()
) -> list[str]:
    """Return everything that stands between a drawing and its papers; empty when they are as they are wanted.

    `retired`: the codes of questions that must be there and are no longer in use.
    """
    found = [of_shortage(shortage, topics) for shortage in drawn.shortages]
    for reason, code in drawn.unplaced:
        words = UNPLACED["retired" if reason == "unknown" and code in retired else reason]
        found.append(str(words) % {"code": code})
    return found + [_off_target(mean, conditions) for mean in drawn.off_target]


def _off_target(mean: int, conditions: Conditions) -> str:
    if conditions.difficulty is None:
        words = _("a paper cannot be made as hard as the others: its questions come to %(mean)s percent")
        return words % {"mean": mean / 10}
    words = _(
        "the difficulty comes to %(mean)s percent, wanted are %(lowest)s to %(highest)s: other questions are needed"
    )
    band = conditions.difficulty
    return words % {"mean": mean / 10, "lowest": band.lowest, "highest": band.highest}
