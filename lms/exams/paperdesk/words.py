"""What is said of blueprints, drawings and papers. Codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.exams.bank.models import Difficulty, ItemKind
from lms.exams.papers.rules import Cell, Shortage
from lms.exams.papers.rules.coverage import Reach

DEPTHS: Mapping[str, Any] = {
    "know": pgettext_lazy("depth", "know"),
    "master": pgettext_lazy("depth", "master"),
    "fluent": pgettext_lazy("depth", "fluent"),
}
_KINDS: Mapping[str, Any] = dict(ItemKind.choices)
_DIFFICULTIES: Mapping[str, Any] = dict(Difficulty.choices)
BLUEPRINT_REASONS: Mapping[str, Any] = {
    "empty": gettext_lazy("The blueprint has no row yet. Add one."),
    "not_understood": gettext_lazy("A row is not complete: it needs a topic, a kind, a number and marks."),
    "topic_not_usable": gettext_lazy("A topic has a code that cannot be used."),
    "count_or_marks_not_positive": gettext_lazy(
        "Each row asks for at least one question with marks above 0."
    ),
    "depth_or_difficulty_not_usable": gettext_lazy("A row has a depth or a difficulty that nobody knows."),
    "cell_twice": gettext_lazy("Two rows ask for the same: put their numbers together in one row."),
    "condition_unknown": gettext_lazy("The blueprint has a condition that this version does not know."),
    "items_named_not_usable": gettext_lazy("A question is named twice, or as both wanted and not wanted."),
    "exposure_limit_not_positive": gettext_lazy("A question may be on at least one paper."),
    "difficulty_not_usable": gettext_lazy("The difficulty wanted goes from a lower to a higher percentage."),
    "difficulty_too_narrow": gettext_lazy(
        "The difficulty wanted is too narrow: one question may move the mean by more. Make the range wider."
    ),
}
UNPLACED: Mapping[str, Any] = {
    "unknown": gettext_lazy(
        "%(code)s must be on the paper, but the bank has no such question in these topics."
    ),
    "no_cell": gettext_lazy("%(code)s must be on the paper, but no row of the blueprint takes it."),
    "twin": gettext_lazy("%(code)s must be on the paper together with its twin; only one of them can be."),
    "no_room": gettext_lazy("%(code)s must be on the paper, but the rows that take it are full."),
}


def kind_text(kind: str) -> str:
    """Return the name of a kind of item."""
    return str(_KINDS.get(kind, kind))


def depth_text(depth: str) -> str:
    """Return a depth in words; schools may have depths of their own."""
    return str(DEPTHS.get(depth, depth))


def difficulty_text(difficulty: str) -> str:
    """Return how hard in words."""
    return str(_DIFFICULTIES.get(difficulty, difficulty))


def cell_text(cell: Cell, titles: Mapping[str, str]) -> str:
    """Return the name of a cell: topic, kind, and depth and difficulty where they are asked."""
    names = {name: getattr(cell, name) for name in ("topic", "kind", "depth", "difficulty")}
    return cell_text_of(names, titles)


def cell_text_of(cell: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return the name of a cell as proofs keep it."""
    parts = [titles.get(cell["topic"], cell["topic"]), kind_text(cell["kind"])]
    parts += [depth_text(cell["depth"])] if cell["depth"] else []
    parts += [difficulty_text(cell["difficulty"])] if cell["difficulty"] else []
    return " · ".join(parts)


def blueprint_reasons(codes: list[str]) -> list[str]:
    """Return what is wrong with a blueprint in words."""
    return [str(BLUEPRINT_REASONS.get(code, code)) for code in codes]


def unplaced_text(reason: str, code: str) -> str:
    """Return why an item that must be there cannot be."""
    return str(UNPLACED[reason]) % {"code": code}


def shortage_text(shortage: Shortage, titles: Mapping[str, str]) -> str:
    """Return what a cell lacks and what keeps questions of the bank away from it."""
    words = ngettext(
        "%(cell)s: %(number)d more question needed.",
        "%(cell)s: %(number)d more questions needed.",
        shortage.lacking,
    ) % {"cell": cell_text(shortage.cell, titles), "number": shortage.lacking}
    return " ".join([words, *_because(shortage)])


def _because(shortage: Shortage) -> list[str]:
    found = [_("The bank has %(number)d.") % {"number": shortage.in_bank}]
    for number, words in (
        (shortage.excluded, _("%(number)d of them must not be on the paper.")),
        (shortage.twins, _("%(number)d are twins of others.")),
        (shortage.elsewhere, _("%(number)d are needed by other rows.")),
    ):
        if number:
            found.append(words % {"number": number})
    if shortage.limited is not None:
        found.append(_("One question may be on %(number)d papers only.") % {"number": shortage.limited})
    return found


def reach_text(reach: Reach, forms: int) -> str:
    """Return whether the bank is enough for so many papers, as one cell sees it."""
    if reach.lacking:
        lacks = ngettext("lacks %(number)d", "lacks %(number)d", reach.lacking)
        return lacks % {"number": reach.lacking}
    if reach.most is None:
        return _("enough")
    about = {"most": reach.most}
    if reach.most < forms:
        return _("enough for %(most)d only") % about
    return _("enough, for up to %(most)d") % about
