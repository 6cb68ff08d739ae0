"""What a corrected key would change, candidate by candidate, before it is applied; what it has changed, since."""

from collections.abc import Mapping
from typing import Any

from lms.accounts.api import User, sites_visible_to
from lms.core.numbers import plain
from lms.exams.marking.corrections import Preview, Remark, changed_by
from lms.exams.paperdesk.policies import OFFICER_ROLES
from lms.exams.paperdesk.presentation.contents import answers_of, in_print_order, shown_item
from lms.exams.papers.models import KeyCorrection, PaperKey, PaperVersion

MOST_SHOWN = 200


def preview_context(preview: Preview) -> dict[str, Any]:
    """Return the questions whose key changes, and the candidates whose outcome would."""
    changed = preview.changed
    return {
        "outcomes": preview.outcomes(),
        "changes": _changes(preview.paper, preview.former.key, preview.key),
        "remarks": [_remark(remark) for remark in changed[:MOST_SHOWN]],
        "not_shown": max(0, len(changed) - MOST_SHOWN),
    }


def applied_changes(paper: PaperVersion, correction: KeyCorrection) -> list[dict[str, Any]]:
    """Return the questions whose key a correction has changed, with what was right before and since."""
    key = correction.key
    former = PaperKey.objects.get(paper=paper, version=key.version - 1)
    return _changes(paper, former.key, key.key)


def applied_outcomes(correction: KeyCorrection, *, user: User) -> dict[str, Any]:
    """Return whose mark a correction has changed, and the sittings whose results the user goes on with."""
    turned = changed_by(correction)
    sites = set(sites_visible_to(user, OFFICER_ROLES).values_list("pk", flat=True))
    sittings = {row.result.attempt.candidate.sitting: None for row in turned}
    return {
        "outcomes": correction.outcomes,
        "remarks": [_remark(remark) for remark in turned[:MOST_SHOWN]],
        "not_shown": max(0, len(turned) - MOST_SHOWN),
        "sittings": [row for row in sittings if row.site_id in sites],
    }


def _changes(paper: PaperVersion, former: Mapping[str, Any], key: Mapping[str, Any]) -> list[dict[str, Any]]:
    before, after = answers_of(paper, former), answers_of(paper, key)
    return [
        {
            "number": item["number"],
            "readings": shown_item(item)["readings"],
            "before": before[item["uuid"]],
            "after": after[item["uuid"]],
        }
        for item in in_print_order(paper)
        if former.get(item["uuid"]) != key.get(item["uuid"])
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
