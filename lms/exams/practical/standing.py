"""Where each candidate of an examination stands: a function of the signed sheets and of nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from lms.exams.practical.models import (
    DrawnTask,
    MarkEvent,
    MarkSheet,
    PracticalCandidate,
    PracticalExamination,
    PracticalScheme,
    SheetState,
)
from lms.exams.practical.rules.marks import Lines, TaskMark, fold_marks, task_mark
from lms.exams.practical.rules.scoring import (
    Conditions,
    Decision,
    Opinion,
    Part,
    TaskOutcome,
    consolidate,
    decide,
    weights_of,
)

ABSENT, MARKING, NEEDS_ASSESSOR, DECIDED, WAITING = (
    "absent",
    "marking",
    "needs_assessor",
    "decided",
    "waiting",
)
TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the marking of a candidate is; `outcomes` by task once every sheet is signed."""

    candidate: PracticalCandidate
    state: str
    sheets: tuple[MarkSheet, ...]
    tasks: tuple[DrawnTask, ...]
    needs: tuple[str, ...] = ()
    outcomes: dict[int, TaskOutcome] = field(default_factory=dict)
    opinions: dict[int, dict[int, TaskMark]] = field(default_factory=dict)
    decision: Decision | None = None

    @property
    def signed(self) -> int:
        """Return how many sheets are signed."""
        return sum(sheet.state == SheetState.SIGNED for sheet in self.sheets)

    @property
    def unsigned(self) -> tuple[MarkSheet, ...]:
        """Return the sheets on which a signature is still missing."""
        if self.state == ABSENT:
            return ()
        return tuple(sheet for sheet in self.sheets if sheet.state == SheetState.OPEN)


def conditions_of(scheme: PracticalScheme) -> Conditions:
    """Return what the scheme says of marks."""
    return Conditions(scheme.aggregation, scheme.spread_limit, scheme.pass_percent, scheme.veto)


def lines_of(task: DrawnTask) -> Lines:
    """Return what a task is marked by."""
    return Lines.of(task.rubric.criteria, task.rubric.veto)


def standings(examination: PracticalExamination) -> list[Standing]:
    """Return the standing of every candidate, in a fixed number of queries."""
    rows = examination.candidates.select_related("enrolment__person").order_by("number", "attempt")
    return _standings(examination.scheme, list(rows))


def standing_of(candidate: PracticalCandidate) -> Standing:
    """Return the standing of one candidate."""
    return _standings(candidate.examination.scheme, [candidate])[0]


def _standings(scheme: PracticalScheme, candidates: list[PracticalCandidate]) -> list[Standing]:
    tasks, sheets = (
        _by_candidate(DrawnTask.objects.filter(candidate__in=candidates).select_related("rubric__task")),
        _by_candidate(
            MarkSheet.objects.filter(candidate__in=candidates)
            .exclude(state=SheetState.SET_ASIDE)
            .select_related("member__assessor", "signature")
        ),
    )
    signed = MarkEvent.objects.filter(sheet__candidate__in=candidates, sheet__state=SheetState.SIGNED)
    values = values_by_sheet(signed)
    return [_standing(scheme, row, tasks[row.pk], sheets[row.pk], values) for row in candidates]


def _by_candidate(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.candidate_id].append(row)
    return found


def values_by_sheet(events: Iterable[MarkEvent]) -> dict[int, dict[int, dict[str, Any]]]:
    """Return what counts, by sheet, task and line: the fold of the log of each sheet."""
    of_sheet: dict[int, list[MarkEvent]] = defaultdict(list)
    if isinstance(events, QuerySet):
        events = events.select_related("sheet")
    for event in events:
        of_sheet[event.sheet_id].append(event)
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for sheet_id, rows in of_sheet.items():
        by_task: dict[int, dict[str, Any]] = defaultdict(dict)
        for (task_id, line), event in fold_marks(rows).items():
            by_task[task_id][line] = event.value
        found[sheet_id] = by_task
    return found


def shown_marks(events: Iterable[MarkEvent]) -> dict[str, dict[str, Any]]:
    """Return what counts by place, as the tablet shows it; the events come with their sheet and task."""
    return {
        f"{event.sheet.uuid}:{event.task.uuid}:{event.line}": {
            "response": event.value,
            "epoch": event.epoch,
            "seq": event.seq,
        }
        for event in fold_marks(events).values()
    }


def _standing(
    scheme: PracticalScheme,
    candidate: PracticalCandidate,
    tasks: list[DrawnTask],
    sheets: list[MarkSheet],
    values: dict[int, dict[int, dict[str, Any]]],
) -> Standing:
    common = {"candidate": candidate, "sheets": tuple(sheets), "tasks": tuple(tasks)}
    if candidate.is_absent:
        return Standing(state=ABSENT, **common)
    if not tasks:
        return Standing(state=WAITING, **common)
    if len(sheets) < scheme.least_assessors:
        return Standing(state=NEEDS_ASSESSOR, needs=(TOO_FEW,), **common)
    if any(sheet.state == SheetState.OPEN for sheet in sheets):
        return Standing(state=MARKING, **common)
    opinions = {task.pk: _opinions(task, sheets, values) for task in tasks}
    conditions = conditions_of(scheme)
    outcomes = {
        task.pk: consolidate([_opinion(opinions[task.pk][sheet.pk], sheet) for sheet in sheets], conditions)
        for task in tasks
    }
    needs = tuple(sorted({need for outcome in outcomes.values() for need in outcome.needs}))
    if needs:
        return Standing(state=NEEDS_ASSESSOR, needs=needs, outcomes=outcomes, opinions=opinions, **common)
    parts = [Part(weight_of(scheme, task), outcomes[task.pk]) for task in tasks]
    decision = decide(parts, conditions)
    return Standing(state=DECIDED, outcomes=outcomes, opinions=opinions, decision=decision, **common)


def _opinions(
    task: DrawnTask, sheets: list[MarkSheet], values: dict[int, dict[int, dict[str, Any]]]
) -> dict[int, TaskMark]:
    lines = lines_of(task)
    return {sheet.pk: task_mark(lines, values.get(sheet.pk, {}).get(task.pk, {})) for sheet in sheets}


def _opinion(mark: TaskMark, sheet: MarkSheet) -> Opinion:
    return Opinion(mark.mark, mark.vetoes, sheet.is_further)


def weight_of(scheme: PracticalScheme, task: DrawnTask) -> Fraction:
    """Return the weight of one task in percent of the whole."""
    group = next(group for group in scheme.groups if group["code"] == task.group)
    return weights_of(Decimal(group["weight"]), group["count"])
