"""Reads the rows of a workbook into entries, as a mapping says; every row that is a question appears."""

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from decimal import Decimal

from lms.core.workbooks.cells import Seen, Workbook
from lms.exams.interchange.drafts import Aside, DraftItem, Entry, Kind, Reading, Remark, Scoring
from lms.exams.interchange.limits import bounded
from lms.exams.interchange.progress import told
from lms.exams.interchange.tables import gaps, values
from lms.exams.interchange.tables.drafting import Draft, draft_of
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.items import item_of, kind_by_answer
from lms.exams.interchange.tables.mapping import Mapping
from lms.exams.interchange.tables.refusals import Refusal
from lms.exams.interchange.tables.repeats import without_repeats
from lms.exams.interchange.tables.rows import RowView, SheetView
from lms.exams.interchange.tables.walking import SaidBefore, type_of, walk
from lms.exams.interchange.tables.words import UNSUPPORTED, folded


def apply_mapping(mapping: Mapping, book: Workbook, seen: Seen | None = None) -> Reading:
    """Return every question of the sheets that a mapping names, in the order of the file, and the rows between them.

    `seen` hears from time to time how many rows of how many were read.

    :raises UnreadableFile: it has more questions than a file may have.
    """
    total = sum(len(sheet.rows) for sheet in book.sheets)
    asides: list[Aside] = []
    entries = told(bounded(_entries(mapping, book, asides)), total, seen)
    kept = without_repeats(list(entries))
    return Reading(book.format, kept, book.encoding, asides)


def _entries(mapping: Mapping, book: Workbook, asides: list[Aside]) -> Iterator[Entry]:
    """Yield the entries of the sheets that are used; rows that are none are added to the asides."""
    for sheet in book.sheets:
        use = mapping.for_sheet(sheet.name)
        if use and not use.is_left_out:
            lists = [Aside(one.place, "answer_list", one.words) for one in sheet.key_lists if one.fits]
            asides += [one for one in lists if one not in asides]
            for row, said in walk(SheetView(sheet, use, str(mapping.language)), asides):
                yield _entry(row, said)


def _entry(row: RowView, said: SaidBefore) -> Entry:
    """Return what became of a row; whatever is wrong with it is told at once."""
    draft = draft_of(row, row.view.mapping.conventions)
    kind, word = type_of(row, said)
    kind, item = _item(draft, kind, word)
    named = kind if kind != UNSUPPORTED else word
    if item is None or draft.problems:
        noted = [each for each in draft.remarks if each.code in ("picture_left_out", "hidden_row")]
        remarks = tuple(dict.fromkeys([*draft.problems, *noted]))
        return Entry(row.place(), None, remarks, (named or word)[:100], row.begins())
    item = _with_facts(item, draft, said)
    remarks = tuple(dict.fromkeys([*draft.remarks, *draft.texts.remarks]))
    return Entry(row.place(), item, remarks, str(item.kind))


def _item(draft: Draft, kind: str, word: str) -> tuple[str, DraftItem | None]:
    """Return the kind and the item of a row, None where something refuses it."""
    try:
        kind = _kind(draft, kind, word)
        return kind, _with_scoring(item_of(draft, kind), draft)
    except Refusal as refusal:
        draft.refuse(refusal)
        return kind, None


def _kind(draft: Draft, kind: str, word: str) -> str:
    """Return the kind: what the row says, else the line before, the sheet, or its answer.

    :raises Refusal: the row names a type that is not known, or nothing says one.
    """
    if kind == UNSUPPORTED or (word and not kind):
        raise Refusal("type_not_supported", word)
    if not kind and draft.conventions.type_by_answer:
        return kind_by_answer(draft)
    if not kind:
        raise Refusal("type_unknown")
    draft.word = word
    return kind


def _with_facts(item: DraftItem, draft: Draft, said: SaidBefore) -> DraftItem:
    """Return an item with what its row says beside the question; a value that cannot be read is named."""
    row, defaults = draft.row, draft.row.view.mapping.defaults
    marks, year = row.text(Role.MARKS), row.text(Role.YEAR)
    read_year = values.year_of(year) if year else None
    for text, value in ((marks, values.marks_of(marks)), (year, read_year)):
        if text and value is None:
            draft.remarks.append(Remark("value_unusable", text[:40]))
    return replace(
        item,
        marks=_marks_of(row) or item.marks,
        year=read_year or values.year_of(defaults.get("year", "")),
        code=row.text(Role.CODE),
        topic=row.joined(Role.TOPIC) or said.chapter or defaults.get("topic", ""),
        depth=row.text(Role.DEPTH) or defaults.get("depth", ""),
        difficulty=row.text(Role.DIFFICULTY) or defaults.get("difficulty", ""),
        source=row.text(Role.SOURCE) or defaults.get("source", ""),
        rationale=_rationale(draft),
        attachments=tuple(draft.texts.attachments),
    )


def _marks_of(row: RowView) -> Decimal | None:
    """Return the marks that a row, or its mapping for all rows, names."""
    return values.marks_of(row.text(Role.MARKS)) or values.marks_of(
        row.view.mapping.defaults.get("marks", "")
    )


def _rationale(draft: Draft) -> dict[str, str]:
    """Return the explanation."""
    return draft.texts.cleaned(draft.row.languages(Role.RATIONALE))


def _with_scoring(item: DraftItem, draft: Draft) -> DraftItem:
    """Return an item with the way of scoring that our own layout names."""
    row = draft.row
    scoring, weights, shuffled = row.text(Role.SCORING), row.text(Role.WEIGHTS), row.text(Role.SHUFFLED)
    if shuffled:
        item = replace(item, is_shuffled=folded(shuffled) not in ("否", "no", "false", "0"))
    if weights:
        item = _weighed(item, gaps.weights_of(weights), has_marks=_marks_of(row) is not None)
    if not scoring:
        return item
    read = values.scoring_of(scoring)
    if read is None:
        draft.remarks.append(Remark("scoring_not_understood", scoring[:40]))
        read = Scoring.UNSCORED
    return replace(item, scoring=read)


def _weighed(item: DraftItem, weights: Dictionary[str, Decimal], *, has_marks: bool) -> DraftItem:
    """Return an item with weights; where nothing says its marks, they are the most that its weights can earn."""
    gains = [weight for weight in weights.values() if weight > 0]
    most = max(gains, default=Decimal(0)) if item.kind == Kind.SINGLE else sum(gains, Decimal(0))
    return replace(item, weights=weights, marks=item.marks if has_marks or not most else most)
