"""Two people take in the same old results at once, or one says yes twice: there is one set, and nobody is refused."""

import pytest

from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.models import FigureSet, ItemFigure
from lms.exams.statistics.operations import keeping, look_over, take_in, take_in_at_once
from tests.concurrency.overtaking import WITH_LOCK, overtake
from tests.factories.accounts import a_user
from tests.factories.courses import NOW
from tests.factories.figures import ACTOR, a_question_bank, a_score_file
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking() -> FigureSet:
    return take_in_at_once(file=a_score_file(), actor=ACTOR, now=NOW)


def test_the_same_file_at_once_is_one_set(monkeypatch: pytest.MonkeyPatch) -> None:
    a_question_bank()
    results = overtake(monkeypatch, (keeping.audit, "record"), (taking, taking), patience=WITH_LOCK)
    row = FigureSet.objects.get()
    assert results == [row, row]
    assert ItemFigure.objects.count() == 5
    assert AuditEntry.objects.filter(action="exams.take_in_scores").count() == 1


def test_a_yes_that_is_sent_twice_is_one_set(monkeypatch: pytest.MonkeyPatch) -> None:
    a_question_bank()
    officer = a_user(Role.EXAMINATIONS_OFFICER, a_site())
    draft = look_over(file=a_score_file(), by=officer, actor=ACTOR, now=NOW)
    said = {"uuid": draft.uuid, "fingerprint": draft.content["fingerprint"], "by": officer}

    def yes() -> FigureSet:
        return take_in(**said, actor=ACTOR, now=NOW)

    results = overtake(monkeypatch, (keeping.audit, "record"), (yes, yes), patience=WITH_LOCK)
    assert results == [FigureSet.objects.get()] * 2
