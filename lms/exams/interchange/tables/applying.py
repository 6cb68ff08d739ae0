"""Reads the rows of a workbook into entries, as a mapping says; every row that is a question appears."""

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from decimal import Decimal

from lms.core.workbooks.cells import Seen, Workbook
from lms.exams.interchange.drafts import DraftItem, Entry, Kind, Reading, Remark, Scoring
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
from lms.exams.interchange.tables.words import (
    UNSUPPORTED,
    chapter_of,
    folded,
    kind_in_stem,
    kind_of,
    kind_of_section,
)


@dataclass(slots=True)
class _State:
    """What lines between the questions said last."""

    kind: str = ""
    kind_words: str = ""
    chapter: str = ""
    heading: list[str] = field(default_factory=list)


def apply_mapping(mapping: Mapping, book: Workbook, seen: Seen | None = None) -> Reading:
    """Return every question of the sheets that a mapping names, in the order of the file.

    `seen` hears from time to time how many rows of how many were read.

    :raises UnreadableFile: it has more questions than a file may have.
    """
    total = sum(len(sheet.rows) for sheet in book.sheets)
    entries = told(bounded(_entries(mapping, book)), total, seen)
    return Reading(book.format, without_repeats(list(entries)), book.encoding)


def _entries(mapping: Mapping, book: Workbook) -> Iterator[Entry]:
    """Yield the entries of the sheets that are used."""
    for sheet in book.sheets:
        use = mapping.for_sheet(sheet.name)
        if use and not use.is_left_out:
            for row, state in _rows(SheetView(sheet, use, str(mapping.language))):
                yield _entry(row, state)


def questions(view: SheetView) -> Iterator[tuple[RowView, str]]:
    """Yield the rows that are questions, each with the kind that it, a line before it or the sheet names."""
    for row, state in _rows(view):
        own = kind_of(row.text(Role.TYPE), view.mapping.conventions.types)
        yield (
            row,
            own
            or kind_in_stem(row.text(Role.STEM))[0]
            or state.kind
            or view.mapping.defaults.get("type", ""),
        )


def _rows(view: SheetView) -> Iterator[tuple[RowView, _State]]:
    """Yield the rows that are questions, with what lines between them said last."""
    state = _State()
    if view.mapping.header_row:
        state.heading = view.sheet.rows.get(view.mapping.header_row, [])
    for row in (each for each in sorted(view.sheet.rows) if each < view.mapping.begins()):
        _is_line_between(RowView(view, [row]), state)
    for rows in view.blocks():
        row = RowView(view, rows)
        if not _is_line_between(row, state) and row.is_filled():
            yield row, state


def _is_line_between(row: RowView, state: _State) -> bool:
    """Return whether a row is no question: the headings again, or a line that names a type or a chapter."""
    texts = row.view.sheet.rows[row.row]
    if state.heading and texts == state.heading:
        return True
    said = [text for text in texts if text]
    if len(said) != 1 or len(row.rows) > 1:
        return False
    kind = kind_of_section(said[0], row.view.mapping.conventions.types)
    if kind:
        state.kind, state.kind_words = kind, said[0]
    chapter = chapter_of(said[0])
    state.chapter = chapter or state.chapter
    return bool(kind or chapter)


def _entry(row: RowView, state: _State) -> Entry:
    """Return what became of a row."""
    named = row.text(Role.TYPE) or state.kind_words or row.view.mapping.defaults.get("type", "")
    remarks: list[Remark] = []
    try:
        draft = draft_of(row, row.view.mapping.conventions)
        remarks = draft.remarks
        item = item_of(draft, _kind(draft, state))
        item = _with_scoring(_with_facts(item, draft, state), draft)
    except Refusal as refusal:
        said = [
            remark for remark in remarks or row.remarks() if remark.code in ("picture_left_out", "hidden_row")
        ]
        return Entry(row.place(), None, (refusal.remark, *refusal.remedy, *said), named[:100], row.begins())
    return Entry(row.place(), item, tuple(dict.fromkeys([*draft.remarks, *draft.texts.remarks])), named[:100])


def _kind(draft: Draft, state: _State) -> str:
    """Return the kind: what the row says, else the line before, the sheet, or its answer.

    :raises Refusal: the row names a type that is not known, or nothing says one.
    """
    own = draft.conventions.types
    word = draft.row.text(Role.TYPE)
    kind = kind_of(word, own)
    if word and not kind:
        raise Refusal("type_not_supported", word)
    kind = kind or draft.kind_in_stem or state.kind or draft.row.view.mapping.defaults.get("type", "")
    if kind == UNSUPPORTED:
        raise Refusal("type_not_supported", word or state.kind_words)
    if not kind and draft.conventions.type_by_answer:
        return kind_by_answer(draft)
    if not kind:
        raise Refusal("type_unknown")
    return kind


def _with_facts(item: DraftItem, draft: Draft, state: _State) -> DraftItem:
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
        topic=row.joined(Role.TOPIC) or state.chapter or defaults.get("topic", ""),
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
