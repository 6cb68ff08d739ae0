"""What a corrected key would change, candidate by candidate, before it is applied."""

from typing import Any

from lms.exams.bank.rules import one_line
from lms.exams.marking.corrections import Preview, Remark
from lms.exams.paperdesk.presentation.blueprint import plain
from lms.exams.paperdesk.presentation.contents import answers_of, in_print_order

MOST_SHOWN = 200


def preview_context(preview: Preview) -> dict[str, Any]:
    """Return the questions whose key changes, and the candidates whose outcome would."""
    changed = preview.changed
    return {
        "outcomes": preview.outcomes(),
        "changes": _changes(preview),
        "remarks": [_remark(remark) for remark in changed[:MOST_SHOWN]],
        "not_shown": max(0, len(changed) - MOST_SHOWN),
    }


def _changes(preview: Preview) -> list[dict[str, Any]]:
    before, after = (answers_of(preview.paper, key) for key in (preview.former.key, preview.key))
    return [
        {
            "number": item["number"],
            "stem": one_line(item["stem"]["zh"], 60),
            "before": before[item["uuid"]],
            "after": after[item["uuid"]],
        }
        for item in in_print_order(preview.paper)
        if preview.former.key.get(item["uuid"]) != preview.key.get(item["uuid"])
    ]


def _remark(remark: Remark) -> dict[str, Any]:
    result = remark.result
    return {
        "candidate": remark.candidate,
        "sitting": result.attempt.candidate.sitting.title,
        "before": plain(result.percent),
        "after": plain(remark.after.percent),
        "passed_before": result.passed,
        "passed_after": remark.after.passed,
        "has_turned": remark.now_passed or remark.now_failed,
    }
