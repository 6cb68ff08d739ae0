"""Questions that a bank has: which of them ask what a question of a file or a draft asks, and what is said of that."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lms.exams.bank.alike import attached_to
from lms.exams.bank.models import ItemVersion
from lms.exams.bank.queries import newest_wordings_like
from lms.exams.intake.considering import Considered, refused, said_too
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import WAITING, ItemDraft
from lms.exams.intake.wording import asked_of
from lms.exams.interchange.alike import Asked, answered, asked, first_text, says_no_more
from lms.exams.interchange.drafts import DraftItem, Remark


@dataclass(frozen=True, slots=True)
class Known:
    """A question of a bank: the newest wording of an item in use, or a draft that nobody approved yet."""

    item: DraftItem
    of: ItemVersion | ItemDraft

    @property
    def code(self) -> str:
        """Return the code of the item, or the one that a draft would like to have."""
        return self.item.code.strip()


def asked_by(item: DraftItem, attached: Iterable[str]) -> Asked:
    """Return what a question asks, for comparing; `attached` are names of its pictures and words of its formulas."""
    options, matches = ([one.text for one in texts] for texts in (item.options, item.matches))
    return asked(str(item.kind), item.stem, options=options, matches=matches), tuple(attached)


def known_in(bank: str, items: Iterable[DraftItem]) -> dict[Asked, list[Known]]:
    """Return the questions of a bank that may ask what these ask, by what they ask; items of the bank come first."""
    begins = {(str(item.kind), first_text(item.stem)) for item in items}
    found: dict[Asked, list[Known]] = {}
    for known, attached in (*_wordings(bank, begins), *_drafts(bank, begins)):
        found.setdefault(asked_by(known.item, attached), []).append(known)
    return found


def _wordings(bank: str, begins: Collection[tuple[str, str]]) -> Iterator[tuple[Known, Sequence[str]]]:
    rows = newest_wordings_like(bank, lambda kind, stem: (kind, first_text(stem)) in begins)
    attached = attached_to(rows)
    for row in rows:
        yield Known(asked_of(row, bank=bank), row), attached.get(row.pk, ())


def _drafts(bank: str, begins: Collection[tuple[str, str]]) -> Iterator[tuple[Known, Sequence[str]]]:
    drafts = ItemDraft.objects.filter(bank__code=bank, state__in=WAITING)
    alike = [
        key
        for key, kind, stem in drafts.order_by("pk").values_list("pk", "kind", "stem")
        if (kind, first_text({"zh": stem})) in begins
    ]
    rows = drafts.filter(pk__in=alike).order_by("pk").prefetch_related("attachments")
    for row in rows if alike else ():
        yield Known(item_of(row), row), attached_names(row.attachments.all())


def attached_names(rows: Iterable[Any]) -> list[str]:
    """Return what the attachments of a draft are, for comparing and for its hash."""
    return [
        PurePosixPath(row.file).name if row.file else row.source or row.name
        for row in sorted(rows, key=lambda row: row.number)
    ]


def with_known_said(bank: str, rows: Sequence[Considered]) -> list[Considered]:
    """Return the entries: what the bank has is refused, and what it has with another answer says which that is.

    Compared are words, options, key and marking; not code, topic, depth, difficulty, source or year.
    """
    known = known_in(bank, (row.ready.item for row in rows if row.ready))
    return [_said(row, known) for row in rows]


def _said(row: Considered, known: Mapping[Asked, Sequence[Known]]) -> Considered:
    if row.ready is None:
        return row
    item = row.ready.item
    alike = known.get(asked_by(item, row.ready.attached), ())
    same = [one for one in alike if answered(one.item) == answered(item)]
    if any(says_no_more(item, one.item) for one in same):
        return refused(row.entry, row.ready, Remark("in_bank"))
    others = [one.code for one in alike if one not in same]
    return said_too(row, Remark("answer_differs", ", ".join(filter(None, others)))) if others else row


def sisters_of(draft: ItemDraft) -> list[Known]:
    """Return the other questions of the bank that ask what a draft asks, whatever their keys."""
    item = item_of(draft)
    same = asked_by(item, attached_names(draft.attachments.all()))
    return [one for one in known_in(draft.bank.code, [item]).get(same, ()) if not _is_of(one, draft)]


def _is_of(known: Known, draft: ItemDraft) -> bool:
    if isinstance(known.of, ItemDraft):
        return known.of.pk == draft.pk
    return known.of.item_id == draft.revises_id
