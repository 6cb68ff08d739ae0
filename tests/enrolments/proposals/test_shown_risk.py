"""What the list of people at risk says can still be done."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import override

from lms.enrolments.planning.risk import Danger
from lms.enrolments.proposals.shown_risk import can_do

NAMES: Any = SimpleNamespace(programme=lambda code: code)


def said(*verdicts: dict[str, Any]) -> str:
    told = {"steps": [], "verdicts": [{"latest": None, **one} for one in verdicts]}
    row: Any = SimpleNamespace(danger=Danger.IMPOSSIBLE.value, told=told)
    with override("en"):
        return " ".join(can_do(row, NAMES))


def test_what_ends_in_time_is_named_although_it_does_not_count() -> None:
    late = {"programme": "LATE", "fits": False, "counts": True}
    short = {"programme": "SHORT", "fits": True, "counts": False}
    assert said(late) == "Nothing that is offered here ends in time."
    assert said(late, short) == (
        "Nothing that counts for the target ends in time. End in time without counting for the target: SHORT."
    )
