"""Codes in a file that questions of the bank have already: what is said of them, and what may become of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.core.codes import is_code
from lms.exams.bank.models import Item
from lms.exams.bank.rules.items import bank_of
from lms.exams.intake.considering import Considered, said_too
from lms.exams.intake.models import WAITING, ItemDraft
from lms.exams.interchange.drafts import Remark

FEWEST_OF_CODE = 3
# What is said of a question whose code the bank has: these two can be decided, the others get a new code.
CAN_BE_NEXT, IS_NEXT = "code_in_bank", "code_is_next"


def can_be_code(said: str) -> bool:
    """Return whether what a file calls a question can be its code: more than a number or two letters."""
    return is_code(said) and len(said) >= FEWEST_OF_CODE and not said.isdigit()


@dataclass(frozen=True, slots=True)
class _Known:
    """The questions that have codes of a file, those of them with a next wording begun, and codes of other drafts."""

    items: dict[str, Item]
    begun: set[int]
    drafts: set[str]


def with_codes_said(
    bank: str, rows: Sequence[Considered], *, as_next: bool = False
) -> tuple[list[Considered], list[Item | None]]:
    """Return the rows, saying of each that has a code of the bank's what becomes of it, and what each is to revise.

    `as_next`: those that can become the next wording of the question with their code do. One item or None for each
    row, in their order: places do not tell rows apart (all of a file of one line are in "line 1").
    """
    known = _known(bank, {_code_of(row) for row in rows if row.ready} - {""})
    said: list[Considered] = []
    revised: list[Item | None] = []
    for row in rows:
        code, item = _code_of(row), None
        remark = _remark(bank, row, known) if code else None
        if remark and remark.code == CAN_BE_NEXT and as_next:
            item = known.items[code]
            known.begun.add(item.pk)
            remark = Remark(IS_NEXT, code)
        said.append(said_too(row, remark) if remark else row)
        revised.append(item)
    return said, revised


def _code_of(row: Considered) -> str:
    code = row.ready.item.code.strip() if row.ready else ""
    return code if can_be_code(code) else ""


def _known(bank: str, codes: Iterable[str]) -> _Known:
    items = {item.code: item for item in Item.objects.filter(code__in=codes)}
    waiting = ItemDraft.objects.filter(state__in=WAITING)
    begun = waiting.filter(revises__in=[item.pk for item in items.values()])
    drafts = waiting.filter(bank__code=bank, revises=None) if codes else waiting.none()
    said = set(drafts.values_list("content__code", flat=True))
    return _Known(items, set(begun.values_list("revises", flat=True)), said)


def _remark(bank: str, row: Considered, known: _Known) -> Remark | None:
    code = _code_of(row)
    item = known.items.get(code)
    if item is None or row.ready is None:
        return Remark("code_in_drafts", code) if code in known.drafts else None
    if bank_of(item.topic) != bank:
        return Remark("code_elsewhere", code)
    if item.retired_at or item.pk in known.begun or item.kind != str(row.ready.item.kind):
        return Remark("code_taken", code)
    return Remark(CAN_BE_NEXT, code)
