"""The case of an appeal against a practical result: everything that was logged of that day, read only.

Every try of the day with what each assessor gave each line, signed when; spread, further assessor and veto items; the
photographs; every change of a mark; what happened from the opening to the release; and whether all this fits.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.language import in_language
from lms.core.numbers import plain
from lms.exams.appeals.models import Appeal
from lms.exams.appeals.practical_proof import (
    doubts_on_logs,
    doubts_on_photos,
    doubts_on_result,
    doubts_on_sheets,
)
from lms.exams.appeals.presentation import names_of
from lms.exams.appeals.subject import tries_of_the_day
from lms.exams.appeals.words import ACTS_OF_WORK, HELD_MARKS
from lms.exams.practical.models import (
    ConflictOfInterest,
    DrawnTask,
    MarkEvent,
    MarkSheet,
    PanelMember,
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    SheetState,
)
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.photo_queries import photos_of
from lms.exams.practical.presentation import verdict_in_words
from lms.exams.practical.rules.marks import NOTE, is_counted, task_mark
from lms.exams.practical.standing import lines_of, values_by_sheet
from lms.exams.practical.taken_back import TakenBack
from lms.exams.practical.waived import waived_among

# What the acts of `ACTS_OF_WORK` are done to, as `_targets` returns them.
KINDS_OF_WORK = (
    PracticalExamination,
    PracticalCandidate,
    PracticalResult,
    MarkSheet,
    PanelMember,
    WorkPhoto,
    ConflictOfInterest,
    TakenBack,
)


@dataclass(frozen=True, slots=True)
class LineOfTask:
    """One criterion or veto item of a task, and by assessor what stands for it on their sheet."""

    text: str
    most: str
    given: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TaskOfTry:
    """One task as it was marked. `part` is what the result says of it: mark, weight, spread, confirmed veto items."""

    title: str
    code: str
    part: Mapping[str, Any]
    criteria: Sequence[LineOfTask]
    vetoes: Sequence[LineOfTask]
    sums: Sequence[tuple[str, str]]
    notes: Sequence[tuple[str, str]]
    photos: Sequence[WorkPhoto]


@dataclass(frozen=True, slots=True)
class TryOfDay:
    """One try; `sheets` are the signed ones, `aside` those that were set aside; `verdict`: what it came to."""

    candidate: PracticalCandidate
    result: PracticalResult | None
    verdict: str
    is_appealed: bool
    sheets: Sequence[MarkSheet]
    aside: Sequence[MarkSheet]
    tasks: Sequence[TaskOfTry]


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One change of one mark as it was logged. `why`: why it does not count."""

    assessor: str
    event: MarkEvent
    task: str
    line: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ActLine:
    """One thing that was done around the examination, by whom, when, with which reason."""

    at: datetime
    what: str
    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class PracticalCase:
    """Everything of one appeal against a practical result that its reviewer reads."""

    appeal: Appeal
    tries: Sequence[TryOfDay]
    marks: Sequence[MarkLine]
    acts: Sequence[ActLine]
    doubts: Sequence[str]
    photos: Sequence[WorkPhoto]


@dataclass(slots=True)
class _Read:
    """The rows of a day, each read once."""

    tries: list[PracticalCandidate]
    sheets: dict[int, list[MarkSheet]] = field(default_factory=lambda: defaultdict(list))
    tasks: dict[int, list[DrawnTask]] = field(default_factory=lambda: defaultdict(list))
    photos: dict[int, list[WorkPhoto]] = field(default_factory=lambda: defaultdict(list))
    results: dict[int, PracticalResult] = field(default_factory=dict)
    events: list[MarkEvent] = field(default_factory=list)
    values: Mapping[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    waived: set[int] = field(default_factory=set)


def practical_case_of(appeal: Appeal) -> PracticalCase:
    """Return the case of an appeal against a practical result."""
    read = _read(appeal)
    sheets = [sheet for rows in read.sheets.values() for sheet in rows]
    photos = [photo for rows in read.photos.values() for photo in rows]
    doubts = [
        *doubts_on_logs(sheets),
        *doubts_on_sheets(sheets, read.tasks, read.values),
        *(words for row in read.tries for words in doubts_on_result(row, read.results.get(row.pk))),
        *doubts_on_photos(photos),
    ]
    return PracticalCase(
        appeal=appeal,
        tries=[_try(row, read, appeal) for row in read.tries],
        marks=[_mark(event) for event in read.events],
        acts=_acts(appeal, read),
        doubts=doubts,
        photos=photos,
    )


def _read(appeal: Appeal) -> _Read:
    tries = tries_of_the_day(appeal).select_related("examination__scheme", "enrolment__person")
    read = _Read(list(tries.order_by("attempt")))
    sheets = MarkSheet.objects.filter(candidate__in=read.tries)
    for sheet in sheets.select_related("member__assessor", "signature").order_by("pk"):
        read.sheets[sheet.candidate_id].append(sheet)
    tasks = DrawnTask.objects.filter(candidate__in=read.tries).select_related("rubric__task")
    for task in tasks.order_by("position"):
        read.tasks[task.candidate_id].append(task)
    photos = photos_of(WorkPhoto.objects.filter(task__candidate__in=read.tries))
    for photo in photos.select_related("struck", "member__assessor", "task__rubric"):
        read.photos[photo.task_id].append(photo)
    for result in PracticalResult.objects.filter(candidate__in=read.tries).order_by("number"):
        read.results[result.candidate_id] = result
    events = MarkEvent.objects.filter(sheet__candidate__in=read.tries)
    related = events.select_related("member__assessor", "sheet", "task__rubric")
    read.events = list(related.order_by("received_at", "member", "position"))
    read.values = values_by_sheet(read.events)
    read.waived = waived_among(tries)
    return read


def _try(row: PracticalCandidate, read: _Read, appeal: Appeal) -> TryOfDay:
    sheets = [sheet for sheet in read.sheets[row.pk] if sheet.state != SheetState.SET_ASIDE]
    result = read.results.get(row.pk)
    parts = {part["code"]: part for part in result.parts} if result else {}
    came_to = verdict_in_words(passed=result.passed, is_waived=row.pk in read.waived) if result else ""
    return TryOfDay(
        candidate=row,
        result=result,
        verdict=came_to,
        is_appealed=row == appeal.candidate,
        sheets=sheets,
        aside=[sheet for sheet in read.sheets[row.pk] if sheet.state == SheetState.SET_ASIDE],
        tasks=[
            _task(task, sheets, read, parts.get(task.rubric.task.code, {})) for task in read.tasks[row.pk]
        ],
    )


def _task(task: DrawnTask, sheets: Sequence[MarkSheet], read: _Read, part: Mapping[str, Any]) -> TaskOfTry:
    rubric = task.rubric
    given = [
        (sheet.member.assessor.get_full_name(), read.values.get(sheet.pk, {}).get(task.pk, {}))
        for sheet in sheets
    ]

    def said(line: Mapping[str, Any], say: Callable[[Any], str]) -> list[tuple[str, str]]:
        return [(name, say(values.get(line["id"]))) for name, values in given]

    return TaskOfTry(
        title=rubric.title,
        code=rubric.task.code,
        part={**part, "veto": [in_language(line) for line in part.get("veto", ())]} if part else {},
        criteria=[
            LineOfTask(in_language(line), str(line["marks"]), said(line, lambda mark: plain(mark) or "–"))
            for line in rubric.criteria
        ],
        vetoes=[LineOfTask(in_language(line), "", said(line, _yes_or_no)) for line in rubric.veto],
        sums=[(name, plain(task_mark(lines_of(task), values).mark)) for name, values in given],
        notes=[(name, str(values[NOTE])) for name, values in given if values.get(NOTE)],
        photos=read.photos[task.pk],
    )


def _yes_or_no(value: Any) -> str:
    return _("yes, it happened") if value is True else _("no")


def _mark(event: MarkEvent) -> MarkLine:
    rubric = event.task.rubric
    lines = {line["id"]: in_language(line) for line in (*rubric.criteria, *rubric.veto)}
    words = _("Note") if event.line == NOTE else lines.get(event.line, event.line)
    value = _yes_or_no(event.value) if isinstance(event.value, bool) else event.value
    if event.line != NOTE and value is not None:
        value = plain(value)
    return MarkLine(
        assessor=event.member.assessor.get_full_name(),
        event=event,
        task=rubric.title,
        line=words,
        value=_("taken back") if value is None else str(value),
        why="" if is_counted(event) else str(HELD_MARKS.get(event.held, event.held)),
    )


def _acts(appeal: Appeal, read: _Read) -> list[ActLine]:
    """Return what the audit trail says of the day, the earliest first; not what other candidates did in it."""
    entries = audit.entries_about(KINDS_OF_WORK, list(_targets(appeal, read)))
    rows = list(entries.filter(action__in=ACTS_OF_WORK).order_by("at", "seq"))
    names = names_of([row.actor_uuid for row in rows])
    return [
        ActLine(row.at, str(ACTS_OF_WORK[row.action]), row.reason, names.get(row.actor_uuid, "–"))  # type: ignore[arg-type]
        for row in rows
    ]


def _targets(appeal: Appeal, read: _Read) -> Iterable[Any]:
    candidate = appeal.candidate
    yield candidate.examination.uuid
    yield from (row.uuid for row in (*read.tries, *read.results.values()))
    for sheet in (sheet for rows in read.sheets.values() for sheet in rows):
        yield from (sheet.uuid, sheet.member.uuid)
    for photo in (photo for rows in read.photos.values() for photo in rows):
        yield photo.uuid
    assessors = [sheet.member.assessor_id for rows in read.sheets.values() for sheet in rows]
    declared = ConflictOfInterest.objects.filter(person=candidate.enrolment.person_id, assessor__in=assessors)
    pks = dict(declared.values_list("pk", "uuid"))
    yield from pks.values()
    undone = TakenBack.objects.filter(conflict__in=list(pks)) | TakenBack.objects.filter(
        candidate__in=[row.pk for row in read.tries]
    )
    yield from undone.values_list("uuid", flat=True)
