"""Two clicks, or a click and a worker, on one file of questions: taken in once, or cancelled whole."""

from pathlib import Path

import pytest
from django.utils import timezone

from lms.core import jobs
from lms.core.models import Job
from lms.exams.desk.operations import begin_next_wording
from lms.exams.intake import operations
from lms.exams.intake.models import ItemDraft, ItemImport, QuestionUpload, SameCodes
from lms.exams.intake.operations import steps, taking, uploads
from tests.concurrency.overtaking import overtake
from tests.exams.intake.dialogues import GIFT, actor_of, an_officer, fresh, quiet, read, sent
from tests.exams.intake.test_same_codes import FILE, in_the_bank

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep files in folders of the test's own, and let no worker be quicker than the test."""
    monkeypatch.setattr(jobs, "ring", lambda _job: None)
    kept = settings.STORAGES["documents"]
    options = {**kept["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "documents": {**kept, "OPTIONS": options}}
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def confirmed() -> QuestionUpload:
    """A file to whose report somebody said yes."""
    row = read(sent(an_officer(), GIFT))
    operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(row.by), now=timezone.now())
    return fresh(row)


def take(row: QuestionUpload) -> None:
    operations.take_upload(uuid=row.uuid, now=timezone.now(), parts=quiet)


def cancel(row: QuestionUpload) -> str:
    done = operations.discard_upload(uuid=row.uuid, actor=actor_of(row.by), now=timezone.now())
    return str(done.state)


def unlocked(uuid: object) -> QuestionUpload:
    """Return a row as somebody would who forgot the lock."""
    return QuestionUpload.objects.get(uuid=uuid)


def test_two_workers_at_one_file_take_it_in_once(confirmed: QuestionUpload, monkeypatch) -> None:
    overtake(monkeypatch, (taking, "_keep"), (lambda: take(confirmed), lambda: take(confirmed)))
    assert (ItemImport.objects.count(), ItemDraft.objects.count()) == (1, 2)
    assert fresh(confirmed).state == "taken"


def test_who_cancels_while_the_drafts_are_written_comes_too_late_and_is_told(
    confirmed: QuestionUpload, monkeypatch
) -> None:
    work = (lambda: take(confirmed), lambda: cancel(confirmed))
    results = overtake(monkeypatch, (taking, "_keep"), work)
    assert results[1] == "taken"
    assert (fresh(confirmed).state, ItemDraft.objects.count()) == ("taken", 2)


def test_without_the_lock_a_cancelled_file_would_be_taken_in(confirmed: QuestionUpload, monkeypatch) -> None:
    for module in (operations.writing, uploads):
        monkeypatch.setattr(module, "lock_upload", unlocked)
    work = (lambda: take(confirmed), lambda: cancel(confirmed))
    results = overtake(monkeypatch, (taking, "_keep"), work)
    assert results[1] == "discarded", "who cancelled was told so"
    assert ItemDraft.objects.count() == 2, "and the questions came in all the same"


def test_two_yeses_at_once_are_one_job(monkeypatch) -> None:
    row = read(sent(an_officer(), GIFT))

    def confirm() -> str:
        done = operations.confirm_upload(
            uuid=row.uuid, round_=row.round, actor=actor_of(row.by), now=timezone.now()
        )
        return str(done.state)

    results = overtake(monkeypatch, (uploads, "take_step"), (confirm, confirm))
    assert results == ["taking", "taking"]
    assert Job.objects.filter(kind=steps.TAKE_JOB).count() == 1


def test_a_next_wording_that_is_begun_while_a_file_brings_one_is_the_same(monkeypatch) -> None:
    item, by = in_the_bank("OLD-1"), an_officer()
    row = read(sent(by, FILE, "a.gift"))
    who = {"actor": actor_of(by), "now": timezone.now()}
    operations.confirm_upload(uuid=row.uuid, round_=row.round, same_codes=SameCodes.NEXT, **who)
    works = (lambda: take(row), lambda: begin_next_wording(code=item.code, by=by, **who))
    failed, begun = overtake(monkeypatch, (taking, "_keep"), works)
    assert failed is None
    assert ItemDraft.objects.filter(revises=item).get() == begun
