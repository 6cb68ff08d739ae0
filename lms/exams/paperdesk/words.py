"""What the desk says of kinds, depths, cells and how far a bank reaches. Codes are stable, words may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.exams.bank.models import Difficulty, ItemKind
from lms.exams.papers.reasons import depth_text, name_of_cell
from lms.exams.papers.rules import Cell
from lms.exams.papers.rules.coverage import Reach

_KINDS: Mapping[str, Any] = dict(ItemKind.choices)
_DIFFICULTIES: Mapping[str, Any] = dict(Difficulty.choices)

__all__ = ["cell_text", "depth_text", "difficulty_text", "kind_text", "reach_text"]


def kind_text(kind: str) -> str:
    """Return the name of a kind of item."""
    return str(_KINDS.get(kind, kind))


def difficulty_text(difficulty: str) -> str:
    """Return how hard in words."""
    return str(_DIFFICULTIES.get(difficulty, difficulty))


def cell_text(cell: Cell | Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return the name of a cell, as it is or as proofs keep it."""
    if not isinstance(cell, Cell):
        names = {name: cell[name] for name in ("topic", "kind", "depth", "difficulty")}
        cell = Cell(count=cell["wanted"], marks=cell["marks"], **names)
    return name_of_cell(cell, titles)


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
