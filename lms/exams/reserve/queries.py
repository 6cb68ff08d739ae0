"""Reads of openings, sheets and keyings: for the room, for who keys, for the officer who compares."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.rows import one_of
from lms.exams.practical.conflicts import conflicted
from lms.exams.reserve import rules
from lms.exams.reserve.booklets import lines_of
from lms.exams.reserve.errors import ReserveNotFound
from lms.exams.reserve.models import (
    ON_PAPER,
    Keying,
    PaperSheet,
    PaperSheetState,
    ReserveOpening,
    SheetDecision,
)
from lms.exams.reserve.operations.locking import not_found, sheets_with_attempts
from lms.exams.reserve.policies import sheets_for_keyer, sheets_for_officer
from lms.exams.reserve.words import said, typed, way_to_key
from lms.exams.sittings.models import Channel, Sitting
from lms.exams.sittings.rules import accepted_in, fold_answers


def get_opening(sitting: Sitting, uuid: UUID) -> ReserveOpening:
    """Return an opening of a packet of a room.

    :raises ReserveNotFound: there is none.
    """
    rows = ReserveOpening.objects.filter(reserve__sitting=sitting).select_related("reserve")
    return one_of(rows, uuid, ReserveNotFound(_("There is no such question in this room.")))


@dataclass(frozen=True, slots=True)
class KeyerLine:
    """One sheet as somebody who keys sees it: a number, never a name."""

    sheet: PaperSheet
    own: Keying | None
    is_free: bool

    @property
    def number(self) -> str:
        """Return the candidate number."""
        return str(self.sheet.attempt.candidate)

    @property
    def typed(self) -> int:
        """Return how many questions the caller has keyed."""
        return len(self.own.answers) if self.own else 0


def open_keyings() -> "Prefetch[str, QuerySet[Keying], str]":
    """Return what fetches with sheets their keyings that were not given back, with who keys, by turn."""
    rows = Keying.objects.filter(given_back_at=None).select_related("keyer").order_by("turn")
    return Prefetch("keyings", queryset=rows)


def sheets_to_key(user: User) -> list[KeyerLine]:
    """Return the sheets that the user keys or may key, by sitting and number; what others typed is not among it."""
    rows = sheets_for_keyer(user).filter(state__in=(PaperSheetState.WAITING, PaperSheetState.ONCE))
    sheets = list(
        sheets_with_attempts(rows)
        .prefetch_related(open_keyings())
        .order_by("-attempt__candidate__sitting__opens_at", "attempt__candidate__number")
    )
    barred = {row.pk for row in conflicted(user, [one.attempt.candidate.enrolment for one in sheets])}
    lines = [_keyer_line(sheet, user, barred) for sheet in sheets]
    return [line for line in lines if line.is_free or (line.own is not None and line.own.done_at is None)]


def _keyer_line(sheet: PaperSheet, user: User, barred: set[int]) -> KeyerLine:
    keyings = list(sheet.keyings.all())
    own = next((row for row in keyings if row.keyer_id == user.pk), None)
    may = sheet.attempt.candidate.enrolment_id not in barred
    return KeyerLine(sheet, own if may else None, own is None and may and len(keyings) < 2)


@dataclass(frozen=True, slots=True)
class KeyedField:
    """One question on the page of who keys: its number, how it is keyed, what the caller typed in each box."""

    line: rules.Line
    boxes: list[str]
    way: str

    @property
    def letters(self) -> str:
        """Return the letters or numbers that the sheet offers."""
        return " ".join(self.line.names)

    @property
    def is_text(self) -> bool:
        """Return whether a long text is typed."""
        return self.line.kind == rules.SHORT

    @property
    def is_short(self) -> bool:
        """Return whether the field is a small one."""
        return self.line.kind in rules.SHORT_FIELDS


def get_own_keying(user: User, sheet_uuid: UUID) -> Keying:
    """Return the caller's keying of a sheet; nobody finds another's through this.

    :raises ReserveNotFound: the caller does not key it, or may not any more.
    """
    sheets = sheets_for_keyer(user).filter(uuid=sheet_uuid)
    row = Keying.objects.filter(sheet__in=sheets, keyer=user, given_back_at=None).first()
    if row is None:
        raise not_found()
    row.sheet = sheets_with_attempts(PaperSheet.objects.all()).get(pk=row.sheet_id)
    if conflicted(user, [row.sheet.attempt.candidate.enrolment]):
        raise not_found()
    return row


def fields_of(keying: Keying) -> list[KeyedField]:
    """Return the questions of a sheet with what its keyer typed."""
    return [
        KeyedField(line, _boxes(line, keying.answers.get(line.item, [])), way_to_key(line))
        for line in lines_of(keying.sheet.attempt)
    ]


def _boxes(line: rules.Line, texts: list[str]) -> list[str]:
    return [*texts, *[""] * (line.boxes - len(texts))]


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """One sheet as the officer sees it: who keys, and how far it is."""

    sheet: PaperSheet
    keyings: list[Keying]

    @property
    def drafts(self) -> list[Keying]:
        """Return the keyings that somebody has begun and not finished."""
        return [row for row in self.keyings if row.done_at is None]


def sheets_of(sitting: Sitting) -> list[OfficerLine]:
    """Return the sheets of a sitting by candidate number; the number of queries does not grow with them."""
    rows = PaperSheet.objects.filter(opening__reserve__sitting=sitting)
    related = sheets_with_attempts(rows).select_related("attempt__candidate__enrolment__person")
    sheets = related.defer("attempt__paper__content").prefetch_related(open_keyings())
    return [
        OfficerLine(row, list(row.keyings.all())) for row in sheets.order_by("attempt__candidate__number")
    ]


def has_sheets_to_key(user: User) -> bool:
    """Return whether anybody's sheet waits at the user's sites."""
    return sheets_for_keyer(user).filter(state__in=ON_PAPER).exists()


def get_sheet(user: User, sitting: Sitting, uuid: UUID) -> PaperSheet:
    """Return a sheet of a sitting for the officer.

    :raises ReserveNotFound: there is none.
    """
    rows = sheets_for_officer(user).filter(opening__reserve__sitting=sitting)
    related = sheets_with_attempts(rows).select_related("attempt__candidate__enrolment__person")
    return one_of(related.defer("attempt__paper__content"), uuid, not_found())


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One question of a sheet: what both keyed, what the third look says, what the computer has, which counts."""

    line: rules.Line
    first: str
    second: str
    third: str
    electronic: str
    counts: str
    is_apart: bool
    is_open: bool

    @property
    def boxes(self) -> range:
        """Return a number for each box of the question."""
        return range(1, self.line.boxes + 1)

    @property
    def is_text(self) -> bool:
        """Return whether a long text is typed."""
        return self.line.kind == rules.SHORT


def comparison_of(sheet: PaperSheet) -> list[ComparedLine]:
    """Return a sheet that was keyed twice beside what was saved at the computer; empty before."""
    rows = list(sheet.keyings.filter(done_at__isnull=False).order_by("turn"))
    if len(rows) != 2:
        return []
    lines = lines_of(sheet.attempt)
    apart = set(rules.differences(lines, rows[0].answers, rows[1].answers))
    saved = _saved_at_computer(sheet)
    looks = {str(row.item_uuid): row for row in sheet.decisions.order_by("pk")}
    context = _Compared(rows[0].answers, rows[1].answers, apart, looks, saved)
    return [_compared(line, context) for line in lines]


@dataclass(frozen=True, slots=True)
class Look:
    """What a third person wrote down about one question of a sheet."""

    number: int
    row: SheetDecision
    by: str


def looks_of(sheet: PaperSheet, lines: Iterable[ComparedLine]) -> list[Look]:
    """Return the third looks at a sheet in their order, each with the number of its question and who looked."""
    rows = list(sheet.decisions.order_by("pk"))
    numbers = {compared.line.item: compared.line.number for compared in lines}
    users = User.objects.filter(uuid__in={row.decided_by for row in rows})
    names = {user.uuid: user.display_name for user in users}
    return [Look(numbers[str(row.item_uuid)], row, names.get(row.decided_by, "")) for row in rows]


@dataclass(frozen=True, slots=True)
class _Compared:
    first: dict[str, list[str]]
    second: dict[str, list[str]]
    apart: set[str]
    looks: dict[str, SheetDecision]
    saved: dict[str, Any]


def _compared(line: rules.Line, all_of: _Compared) -> ComparedLine:
    item = line.item
    first, second = all_of.first.get(item, []), all_of.second.get(item, [])
    is_apart, look = item in all_of.apart, all_of.looks.get(item)
    is_open = is_apart and look is None
    decided = look.response if look else None
    paper = decided if is_apart else rules.response_of(line, first)
    electronic = all_of.saved.get(item)
    return ComparedLine(
        line=line,
        first=typed(line, first),
        second=typed(line, second),
        third=(typed(line, look.texts) or "–") if look else "",
        electronic=said(line, electronic),
        counts="" if is_open else rules.what_counts(paper, electronic),
        is_apart=is_apart,
        is_open=is_open,
    )


def _saved_at_computer(sheet: PaperSheet) -> dict[str, Any]:
    """Return the answers that count from computers, as they were before anything came from paper."""
    attempt = sheet.attempt
    accepted = accepted_in(attempt.decisions.order_by("pk").values_list("positions", "counts"))
    folded = fold_answers(attempt.events.exclude(channel=Channel.PAPER), accepted)
    return {str(item): event.response for item, event in folded.items()}
