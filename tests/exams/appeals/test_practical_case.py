"""The case of an appeal against a practical result: who opens it, what is in it, what does not follow."""

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import translation

from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.appeals.errors import PartTaken
from lms.exams.appeals.operations import open_practical_case
from lms.exams.appeals.practical_case import practical_case_of
from lms.exams.models import MarkEvent, WorkPhoto
from lms.exams.practical.operations.photographing import NewPhoto, add_photo, strike_photo
from tests.exams.practical.test_photos import a_photo
from tests.factories.accounts import a_user
from tests.factories.courses import NOW
from tests.factories.practical import actor_for, an_open_practical, signed
from tests.factories.practical_appeals import Work, apart, settle, work_that_failed
from tests.factories.results import as_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def with_photos() -> tuple[Work, WorkPhoto, WorkPhoto]:
    """Return an appealed day with one photograph, and one that was struck out."""
    practical = an_open_practical()
    assessor, task = practical.assessors[0], practical.candidate().tasks.order_by("position")[0]
    kept, struck = (
        add_photo(
            new=NewPhoto(assessor, task.uuid, a_photo(colour=colour), uuid4()),
            actor=actor_for(assessor),
            now=NOW,
        )
        for colour in ("red", "blue")
    )
    strike_photo(
        examination_uuid=practical.examination.uuid,
        photo_uuid=struck.uuid,
        user=assessor,
        reason="拍错了工件",
        actor=actor_for(assessor),
        now=NOW,
    )
    for one in practical.assessors:
        signed(practical, one, "60")
    settle(practical)
    practical.examination.refresh_from_db()
    return Work(practical, a_user(Role.EXAMINATIONS_OFFICER, practical.examination.site)), kept, struck


def test_only_the_reviewer_opens_the_case_and_each_look_is_written_down():
    work = work_that_failed()
    appeal = work.take(work.file())
    for user in (*work.practical.officers, *work.practical.assessors):
        with pytest.raises(PartTaken):
            open_practical_case(appeal=appeal, actor=as_actor(user), now=NOW)
    open_practical_case(appeal=appeal, actor=as_actor(work.reviewer), now=NOW)
    (entry,) = AuditEntry.objects.filter(action="exams.read_appeal")
    assert (entry.actor_uuid, entry.target_uuid) == (work.reviewer.uuid, appeal.uuid)


def test_the_case_holds_sheets_spread_photographs_and_what_happened():
    work, kept, struck = with_photos()
    case = practical_case_of(work.file())
    (shown,) = case.tries
    assert [sheet.signature.short_code for sheet in shown.sheets] != []
    assert len(shown.sheets) == 3
    assert all(
        task.part["spread"] == "0.00" and [mark for _name, mark in task.sums] == ["60"] * 3
        for task in shown.tasks
    )
    assert all(len(line.given) == 3 for task in shown.tasks for line in (*task.criteria, *task.vetoes))
    assert list(case.photos) == [kept, struck]
    assert [getattr(photo, "struck", None) is not None for photo in case.photos] == [False, True]
    assert case.doubts == []
    assert len(case.marks) == MarkEvent.objects.count()
    said = [line.what for line in case.acts]
    for words in (
        "Opened the examination; the tasks were drawn",
        "Struck out a photo",
        "Released the results",
    ):
        assert words in said
    assert said.count("Signed a sheet") == 3


def test_the_case_says_what_does_not_follow():
    work, kept, _struck = with_photos()
    appeal = work.file()
    default_storage.delete(kept.file)
    (words,) = practical_case_of(appeal).doubts
    assert "Photo 1" in words


def test_the_case_names_the_further_assessor_and_the_spread():
    case = practical_case_of(apart().file())
    (shown,) = case.tries
    assert [sheet.is_further for sheet in shown.sheets] == [False, False, False, True]
    assert shown.tasks[0].part["spread"] == "70.00"
    assert "Called a further assessor" in [line.what for line in case.acts]
    assert case.doubts == []
