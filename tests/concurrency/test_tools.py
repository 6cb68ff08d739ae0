"""The last tools: two sessions give them out at the same moment, and one is told."""

from datetime import time

import pytest

from lms.delivery.api import WeeklySlot
from lms.delivery.errors import ToolsRefused
from lms.delivery.models import Tool, ToolLoan
from lms.delivery.tools import operations
from lms.delivery.tools.rules import Count
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, EVENING, a_class, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def works(monkeypatch):
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)
    first = a_class(people=1)
    second = a_class(people=1, site=first.cohort.site)
    new = operations.NewTool(first.cohort.site, "刀", 3)
    tool = operations.add_tool(tool=new, actor=ACTOR, now=NOW)
    sessions = (planned(first)[0], planned(second, slots=(WeeklySlot(0, time(14), 90),))[0])

    def giving(session):
        counted = operations.Counted(session.uuid, {tool.uuid: Count(2)}, 0)
        return lambda: operations.count_tools(counted=counted, actor=ACTOR, now=EVENING)

    return giving(sessions[0]), giving(sessions[1])


def test_control_without_the_lock_more_are_out_than_there_are(works, monkeypatch) -> None:
    monkeypatch.setattr(operations, "lock_tools", lambda session, wanted: list(Tool.objects.all()))
    overtake(monkeypatch, (operations, "_keep"), works)
    assert sum(ToolLoan.objects.values_list("issued", flat=True)) == 4


def test_of_two_sessions_one_is_told(works, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "_keep"), works)
    assert isinstance(results[1], ToolsRefused)
    assert sum(ToolLoan.objects.values_list("issued", flat=True)) == 2
