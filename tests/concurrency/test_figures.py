"""Old results are taken in twice at once: there is one set. A sitting is reckoned twice: the newest marks count."""

import pytest

from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.models import AnswerCurrent, FigureSet, ItemFigure, Sitting
from lms.exams.statistics.measured import current_sets
from lms.exams.statistics.operations import (
    keeping,
    look_over,
    reckon_sitting,
    sittings,
    take_in,
    take_in_at_once,
)
from tests.concurrency.overtaking import overtake
from tests.exams.statistics.test_sittings import a_sitting_of, close, sit
from tests.factories.accounts import a_user, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import a_scheme
from tests.factories.figures import ACTOR, a_question_bank, a_score_file
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def taking() -> FigureSet:
    return take_in_at_once(file=a_score_file(), actor=ACTOR, now=NOW)


def test_the_same_file_at_once_is_one_set(monkeypatch: pytest.MonkeyPatch) -> None:
    a_question_bank()
    results = overtake(monkeypatch, (keeping.audit, "record"), (taking, taking))
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

    results = overtake(monkeypatch, (keeping.audit, "record"), (yes, yes))
    assert results == [FigureSet.objects.get()] * 2


@pytest.fixture
def reckoning_twice():
    """Return the works: reckon a sitting, and reckon it after somebody's marks have changed meanwhile."""
    site, version = a_site(), a_version()
    scheme, enrolments = a_scheme(), [enrol(trainee_at(site), version) for _person in range(2)]
    sitting = a_sitting_of(enrolments, scheme)
    sit(sitting, enrolments, [10, 4])
    close(sitting)

    def reckon() -> FigureSet | None:
        return reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)

    def reckon_other_marks() -> FigureSet | None:
        AnswerCurrent.objects.filter(attempt__candidate__enrolment=enrolments[0]).update(response=None)
        return reckon()

    return reckon, reckon_other_marks


def shares() -> list[float | None]:
    return list(current_sets().values_list("mean_share", flat=True))


def test_control_without_the_lock_former_marks_are_what_counts(reckoning_twice, monkeypatch) -> None:
    monkeypatch.setattr(sittings, "lock_sitting", lambda uuid: Sitting.objects.get(uuid=uuid))
    overtake(monkeypatch, (sittings, "reckon"), reckoning_twice)
    assert shares() == [0.7]


def test_with_the_lock_the_newest_marks_are_what_counts(reckoning_twice, monkeypatch) -> None:
    overtake(monkeypatch, (sittings, "reckon"), reckoning_twice)
    assert shares() == [0.2]
