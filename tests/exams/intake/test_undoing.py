"""What is over goes: expired files, what a dead process left, drafts of an import that is taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from lms.core.models import AuditEntry
from lms.exams.bank.models import ItemAttachment
from lms.exams.desk.operations import NewAttachment, Wording, change_draft
from lms.exams.errors import (
    FileEnded,
    FileNotFound,
)
from lms.exams.intake import operations
from lms.exams.intake.models import DraftAttachment, DraftState, ItemDraft, ItemImport, QuestionUpload
from lms.exams.intake.operations import ToCorrect
from lms.exams.intake.operations.steps import FILES
from lms.exams.intake.operations.undoing import Undone
from lms.exams.intake.reading import Wishes
from lms.exams.interchange.drafts import Attachment, Kind
from tests.exams.intake.dialogues import (
    GIFT,
    actor_of,
    an_officer,
    fresh,
    kept_files,
    sent,
)
from tests.exams.intake.samples import a_picture, a_reading, a_single
from tests.exams.intake.test_take_in import FILE
from tests.exams.interchange.tables_samples import xlsx
from tests.factories.practice import a_practice_item, load_practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
OWN_WORDS = xlsx(题库=[["题型", "题干", "选项A", "选项B", "答案"], ["情景题", "乙？", "断电", "浇水", "A"]])


def now():
    return timezone.now()


def test_what_nobody_came_back_to_expires_with_its_file(who, django_capture_on_commit_callbacks):
    old, young = sent(who, GIFT), sent(who, GIFT)
    QuestionUpload.objects.filter(pk=old.pk).update(expires_at=now() - timedelta(1), state="stuck")
    with pytest.raises(FileEnded):
        operations.correct_upload(
            uuid=old.uuid, said=ToCorrect("OLD", Wishes()), actor=actor_of(who), now=now()
        )
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.tidy_files(now=now()) == 1
    assert (fresh(old).state, fresh(young).state) == ("expired", "reading")
    assert kept_files() == [FILES.name_of(young.uuid, young.sha256)]


def test_files_that_belong_to_nothing_are_deleted_after_two_hours(who):
    sent(who, GIFT)
    FILES._storage.save("questions/stray.bin", _file())
    operations.tidy_files(now=now())
    assert len(kept_files()) == 2
    operations.tidy_files(now=now() + timedelta(hours=3))
    assert len(kept_files()) == 1


def test_pictures_that_no_wording_and_no_draft_has_are_deleted_after_a_week_and_no_others():
    default_storage.save("items/0000/stray.png", _file())
    picture = Attachment("picture", "a.png", a_picture())
    _take(a_single("看图 [[1]]", attachments=(picture,)))
    (draft,) = ItemImport.objects.get().drafts.all()
    replaced = default_storage.save(f"items/{draft.uuid.hex}-1/old.png", _file())
    beside = default_storage.save(f"items/{ItemImport.objects.get().uuid.hex}/old.png", _file())
    load_practice([a_practice_item("hotspot")])
    in_use = [ItemAttachment.objects.get().file, draft.attachments.get().file]
    operations.tidy_files(now=now() + timedelta(days=6))
    assert default_storage.exists("items/0000/stray.png")
    operations.tidy_files(now=now() + timedelta(days=8))
    assert [name for name in in_use if not default_storage.exists(name)] == []
    assert not default_storage.exists(replaced)
    assert not default_storage.exists(beside)
    assert {f"items/{folder}" for folder in default_storage.listdir("items")[0]} == {
        name.rpartition("/")[0] for name in in_use
    }


def test_a_picture_that_vanishes_while_others_are_tidied_keeps_none_of_them(monkeypatch):
    for name in ("items/0000/a.png", "items/0000/b.png", "items/1111/c.png"):
        default_storage.save(name, _file())
    real = FileSystemStorage.get_modified_time

    def vanishing(storage, name):
        if name.endswith("a.png"):
            default_storage.delete(name)
        return real(storage, name)

    monkeypatch.setattr(FileSystemStorage, "get_modified_time", vanishing)
    operations.tidy_files(now=now() + timedelta(days=8))
    assert default_storage.listdir("items") == ([], [])


def _file():
    return ContentFile(b"x")


def _take(*items):
    who = an_officer()
    operations.take_in(
        bank="OLD", reading=a_reading(*items), file=FILE, by=who, actor=actor_of(who), now=now()
    )
    return ItemImport.objects.latest("pk")


def test_undoing_discards_what_is_open_with_its_pictures_and_nothing_else(who):
    picture, shared = (Attachment("picture", "a.png", a_picture(size=(size, 5))) for size in (4, 5))
    origin = _take(
        a_single("甲 [[1]]", attachments=(picture,)),
        a_single("乙 [[1]]", attachments=(shared,)),
        a_single("丙 [[1]]", attachments=(shared,)),
    )
    other = _take(a_single("丁"))
    ItemDraft.objects.filter(origin=origin, stem__startswith="丙").update(state=DraftState.SUBMITTED)
    assert operations.undo_import(uuid=origin.uuid, actor=actor_of(who), now=now()) == Undone(2, 0)
    assert operations.undo_import(uuid=origin.uuid, actor=actor_of(who), now=now()) == Undone(0, 0)
    states = {draft.stem[0]: str(draft.state) for draft in ItemDraft.objects.all()}
    assert states == {"甲": "discarded", "乙": "discarded", "丙": "submitted", "丁": "open"}
    assert [bool(row.file) for row in DraftAttachment.objects.order_by("pk")] == [False, False, True]
    assert len(default_storage.listdir(f"items/{origin.uuid.hex}")[1]) == 2
    operations.tidy_files(now=now() + timedelta(days=8))
    assert len(default_storage.listdir(f"items/{origin.uuid.hex}")[1]) == 1
    assert AuditEntry.objects.filter(action="exams.undo_import").count() == 1
    assert _take(a_single("甲 [[1]]", attachments=(picture,))).drafts.count() == 1, "it may be brought again"
    assert other.drafts.get().kind == Kind.SINGLE


def test_undoing_leaves_what_somebody_has_changed_since(who):
    picture = Attachment("picture", "a.png", a_picture(size=(48, 36)))
    origin = _take(a_single("甲"), a_single("乙"))
    draft = origin.drafts.get(stem="乙")
    added = NewAttachment(number=1, kind="picture", name="b.png", data=picture.data)
    wording = Wording(a_single("乙 [[1]]"), draft.use, draft.revision, (added,))
    change_draft(uuid=draft.uuid, wording=wording, by=an_officer(), actor=actor_of(who), now=now())
    assert operations.undo_import(uuid=origin.uuid, actor=actor_of(who), now=now()) == Undone(1, 1)
    draft.refresh_from_db()
    assert draft.state == DraftState.OPEN
    operations.tidy_files(now=now() + timedelta(days=8))
    assert default_storage.exists(draft.attachments.get().file)


def test_what_is_not_there_is_not_found(who):
    for doing in (operations.undo_import, operations.discard_upload, operations.retry_upload):
        with pytest.raises(FileNotFound):
            doing(uuid=uuid4(), actor=actor_of(who), now=now())
