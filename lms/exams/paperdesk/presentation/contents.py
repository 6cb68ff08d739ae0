"""What is on an opened paper, for the page that shows it; the key only when the key was opened."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.exams.bank.rules import MULTIPLE, SINGLE, TRUE_FALSE
from lms.exams.paperdesk.presentation.blueprint import plain
from lms.exams.paperdesk.words import kind_text
from lms.exams.papers.opening import OpenedPaper


def contents_context(opened: OpenedPaper) -> dict[str, Any]:
    """Return the questions in the order of the paper, with the right answers where the key was opened."""
    key = opened.key.key if opened.key else None
    return {
        "items": [_item(number, item, key) for number, item in enumerate(opened.items, start=1)],
        "has_key": key is not None,
        "key_version": opened.key.version if opened.key else None,
    }


def _item(number: int, item: Mapping[str, Any], key: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "number": number,
        "kind": kind_text(item["kind"]),
        "marks": plain(float(item["marks"])),
        "stem": item["stem"],
        "options": [{**option, "letter": option["id"].upper()} for option in item["options"]],
        "answer": None if key is None else answer_text(item["uuid"], key),
    }


def answer_text(uuid: str, key: Mapping[str, Any]) -> str:
    """Return what a key says is right."""
    if uuid not in key:
        return _("struck")
    row = key[uuid]
    answers = [_answer(row["kind"], value) for value in (row["key"], *row.get("also", ()))]
    return _(" or ").join(answers)


def _answer(kind: str, value: Any) -> str:
    if kind == TRUE_FALSE:
        return _("Right") if value else _("Wrong")
    if kind == SINGLE:
        return str(value).upper()
    if kind == MULTIPLE:
        return "".join(str(name).upper() for name in value)
    return str(value)
