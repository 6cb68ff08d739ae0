"""Reads of rubrics, in the reader's language. A rubric is no secret: who is marked by it may read it before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.core.language import in_language
from lms.core.standing import Standing, standing_of
from lms.exams.rubrics import rules
from lms.exams.rubrics.models import RubricVersion


@dataclass(frozen=True, slots=True)
class ShownRubric:
    """A practical task as a lesson shows it; `criteria` are (words, marks)."""

    code: str
    title: str
    subject: str
    instruction: str
    minutes: int
    pass_percent: int
    tools: tuple[str, ...]
    criteria: tuple[tuple[str, int], ...]
    veto: tuple[str, ...]


def shown_rubrics(codes: Iterable[str]) -> list[ShownRubric]:
    """Return the newest wording of the tasks with these codes, in this order; unknown ones are left out."""
    wanted = list(codes)
    if not wanted:
        return []
    rows = RubricVersion.objects.filter(task__code__in=wanted).select_related("task").order_by("number")
    newest = {row.task.code: row for row in rows}
    return [_shown(newest[code]) for code in wanted if code in newest]


def list_task_choices() -> list[tuple[str, str]]:
    """Return (code, "code title") of all practical tasks that have a rubric."""
    rows = RubricVersion.objects.select_related("task").order_by("task__code", "number")
    return list({row.task.code: (row.task.code, f"{row.task.code} {row.title}") for row in rows}.values())


def _shown(version: RubricVersion) -> ShownRubric:
    return ShownRubric(
        code=version.task.code,
        title=version.title,
        subject=version.subject,
        instruction=version.instruction,
        minutes=version.minutes,
        pass_percent=version.pass_percent,
        tools=tuple(in_language(row) for row in version.tools),
        criteria=tuple((in_language(row), row["marks"]) for row in version.criteria),
        veto=tuple(in_language(row) for row in version.veto),
    )


def rubric_source(code: str) -> dict[str, Any] | None:
    """Return the newest wording of a practical task as content packs write it, or None."""
    return rubric_sources([code]).get(code)


def rubric_sources(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the newest wordings of practical tasks as content packs write them, by code."""
    rows = RubricVersion.objects.filter(task__code__in=list(codes)).select_related("task").order_by("number")
    return {version.task.code: _source(version) for version in rows}


def _source(version: RubricVersion) -> dict[str, Any]:
    source = {
        "code": version.task.code,
        "title": {"zh": version.title_zh, "en": version.title_en},
        "subject": {"zh": version.subject_zh, "en": version.subject_en} if version.subject_zh else None,
        "minutes": version.minutes,
        "pass_percent": version.pass_percent,
        "task": {"zh": version.instruction_zh, "en": version.instruction_en},
        "tools": [_text(row) for row in version.tools],
        "criteria": [{"text": _text(row), "marks": row["marks"]} for row in version.criteria],
        "veto": [_text(row) for row in version.veto],
        "source": version.source,
        "year": version.source_year,
    }
    return {name: value for name, value in source.items() if value not in (None, "", [])}


def _text(row: dict[str, Any]) -> dict[str, str]:
    return {"zh": row["zh"], "en": row["en"]}


def compare_rubrics(rubrics: Iterable[Mapping[str, Any]]) -> Standing:
    """Return how rubrics, as a content pack writes them, stand to the newest wordings here."""
    hashes = {rubric["code"]: rules.content_hash(rubric) for rubric in rubrics}
    rows = RubricVersion.objects.filter(task__code__in=hashes).order_by("number")
    return standing_of(hashes, dict(rows.values_list("task__code", "content_hash")))
