"""What a requirement asks for, in words: as what is to be done, so that nobody with nothing done reads it as done."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from courses.catalog.words import threshold_text


@pytest.mark.parametrize(
    ("kind", "values", "english", "chinese"),
    [
        ("lessons_completed", {"share_percent": 100}, "Complete every lesson", "学完全部的课"),
        ("lessons_completed", {"share_percent": 80}, "Complete 80 % of the lessons", "学完80%的课"),
        (
            "hours_attended",
            {"theory_minutes": 450, "practice_minutes": None},
            "Attend 10 class hours of theory",
            "上满理论10学时",
        ),
        (
            "hours_attended",
            {"theory_minutes": None, "practice_minutes": 60},
            "Attend 1.3 class hours of practice",
            "上满实践1.3学时",
        ),
        (
            "hours_attended",
            {"theory_minutes": 45, "practice_minutes": 90},
            "Attend 1 class hours of theory and 2 of practice",
            "上满理论1学时、实践2学时",
        ),
        ("credits_earned", {"minimum": 2, "block": ""}, "Earn 2 credits", "取得2学分"),
        ("electives_earned", {"minimum": 1}, "Earn 1 credit in electives", "取得1选修学分"),
        ("practical_task_passed", {"rubric_code": "T1"}, "Pass practical task T1", "通过实操任务T1"),
    ],
)
def test_what_is_asked_for_is_said_as_what_is_to_be_done(kind, values, english, chinese):
    row = SimpleNamespace(kind=kind, **values)
    with override("en"):
        assert threshold_text(row) == english
    with override("zh-hans"):
        assert threshold_text(row) == chinese
