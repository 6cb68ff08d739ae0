"""What the list of people at risk says can still be done."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from lms.enrolments.planning.risk import Danger
from lms.enrolments.proposals.shown_risk import can_do, danger_on

NAMES: Any = SimpleNamespace(programme=lambda code: code)


def said(*verdicts: dict[str, Any]) -> str:
    told = {"steps": [], "verdicts": [{"latest": None, "reasons": [], **one} for one in verdicts]}
    row: Any = SimpleNamespace(told=told)
    with override("en"):
        return " ".join(can_do(row, Danger.IMPOSSIBLE.value, NAMES))


def test_what_ends_in_time_is_named_although_it_does_not_count() -> None:
    late = {"programme": "LATE", "fits": False, "counts": True}
    short = {"programme": "SHORT", "fits": True, "counts": False}
    assert said(late) == "Nothing that is offered here ends in time."
    assert said(late, short) == (
        "Nothing that counts for the target ends in time. End in time without counting for the target: SHORT."
    )


def test_what_is_of_the_person_is_said_before_time() -> None:
    unfit = {"why": "unfit", "about": "", "needed": 0, "found": 0, "on": None}
    late = {**unfit, "why": "no_exam_in_time"}
    both = {"fits": False, "counts": True, "reasons": [unfit, late]}
    one_alone = {"programme": "C", "fits": False, "counts": True, "reasons": [late]}
    assert "fit" in said({"programme": "A", **both}, {"programme": "B", **both})
    assert said({"programme": "A", **both}, one_alone) == "Nothing that is offered here ends in time."


TODAY = date(2026, 6, 1)
YESTERDAY, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=300)


@pytest.mark.parametrize(
    ("listed", "forecast", "told"),
    [
        ("impossible", TODAY, "impossible"),
        ("impossible", YESTERDAY, "forecast_over"),  # it was to come when the list was made
        ("not_begun", YESTERDAY, "forecast_over"),
        ("no_forecast", None, "no_forecast"),
        ("no_forecast", LATER, ""),  # somebody has entered it since
        ("forecast_over", YESTERDAY, "forecast_over"),
        ("forecast_over", LATER, ""),
    ],
)
def test_a_list_is_read_with_the_forecast_of_today(listed, forecast, told) -> None:
    row: Any = SimpleNamespace(danger=listed, stay=SimpleNamespace(forecast_date=forecast))
    assert danger_on(row, TODAY) == told
