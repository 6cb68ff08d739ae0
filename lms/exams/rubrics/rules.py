"""Pure decisions on rubrics: what a usable one is. No Django."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.core.codes import is_code
from lms.exams.bank.rules import has_words, hash_of, normal_line, normal_text, without_empty

FULL_MARKS = 100
_WORDING = (
    "title",
    "subject",
    "task",
    "minutes",
    "pass_percent",
    "tools",
    "criteria",
    "veto",
    "source",
    "year",
)


def reasons_against_rubric(rubric: Mapping[str, Any]) -> list[str]:
    """Return codes of what is wrong with a rubric as a content pack gives it; empty when it can be kept."""
    reasons = [
        f"{name}_missing" for name in ("code", "title", "task") if not _has_words(rubric.get(name), name)
    ]
    if "code_missing" not in reasons and not is_code(rubric["code"]):
        reasons.append("code_not_usable")
    if not _is_whole(rubric.get("minutes"), 1, 600):
        reasons.append("minutes_unusable")
    if not _is_whole(rubric.get("pass_percent"), 1, FULL_MARKS):
        reasons.append("pass_percent_unusable")
    return reasons + _reasons_against_criteria(rubric.get("criteria") or [], rubric.get("veto") or [])


def _has_words(value: object, name: str) -> bool:
    if name == "code":
        return isinstance(value, str) and bool(value)
    return has_words(value)


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _reasons_against_criteria(criteria: Sequence[Mapping], veto: Sequence[Mapping]) -> list[str]:
    if not all(_has_words(row.get("text"), "text") for row in criteria) or not all(
        _has_words(row, "veto") for row in veto
    ):
        return ["line_without_words"]
    marks = [row.get("marks") for row in criteria]
    if not all(_is_whole(mark, 1, FULL_MARKS) for mark in marks) or sum(marks) != FULL_MARKS:  # type: ignore[arg-type]
        return ["marks_do_not_make_100"]
    return []


def kept_criteria(criteria: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the criteria with names that stay: 1, 2, 3 in their order."""
    return [
        {
            "id": str(place),
            "zh": row["text"]["zh"],
            "en": row["text"].get("en", ""),
            "marks": row["marks"],
        }
        for place, row in enumerate(criteria, start=1)
    ]


def kept_lines(lines: Sequence[Mapping[str, str]], prefix: str = "") -> list[dict[str, str]]:
    """Return plain lines (veto items, tools) with names that stay."""
    return [
        {"id": f"{prefix}{place}", "zh": row["zh"], "en": row.get("en", "")}
        for place, row in enumerate(lines, start=1)
    ]


def normal_rubric(rubric: Mapping[str, Any]) -> dict[str, Any]:
    """Return a usable rubric as we write it: no spaces around words, nothing empty."""
    lists = {name: [normal_text(line) for line in rubric.get(name) or ()] for name in ("tools", "veto")}
    content = {
        **{name: normal_text(rubric.get(name) or {}) for name in ("title", "subject", "task")},
        **{name: rubric.get(name) for name in ("code", "minutes", "pass_percent", "year")},
        "tools": lists["tools"],
        "criteria": [{"text": normal_text(row["text"]), "marks": row["marks"]} for row in rubric["criteria"]],
        "veto": lists["veto"],
        "source": normal_line(rubric.get("source")),
    }
    return without_empty(content)


def content_hash(rubric: Mapping[str, Any]) -> str:
    """Return SHA-256 over everything that makes one wording; equal content is the same version."""
    wording = normal_rubric(rubric)
    return hash_of({name: wording.get(name) for name in _WORDING})
