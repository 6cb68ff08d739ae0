"""What a corrected key would change, candidate by candidate, before it is applied."""

from typing import Any

from lms.exams.marking.corrections import Preview, Remark
from lms.exams.paperdesk.presentation.blueprint import plain
from lms.exams.paperdesk.presentation.contents import answer_text

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
    before, after = preview.former.key, preview.key
    return [
        {
            "number": number,
            "stem": item["stem"],
            "before": answer_text(item["uuid"], before),
            "after": answer_text(item["uuid"], after),
        }
        for number, item in enumerate(preview.paper.content["items"], start=1)
        if before.get(item["uuid"]) != after.get(item["uuid"])
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
