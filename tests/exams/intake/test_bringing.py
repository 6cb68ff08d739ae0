"""A file is sent, looked at, mapped, confirmed and taken in, or leaves nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from lms.core.models import AuditEntry, Job
from lms.exams.errors import (
    FileDamaged,
    FileEnded,
    FileNotFound,
    FileNotReady,
    MappingNotFound,
    TooManyFiles,
    UnusableBank,
    UnusableName,
)
from lms.exams.intake import operations
from lms.exams.intake.mappings import get_mapping
from lms.exams.intake.models import DraftAttachment, DraftState, ItemDraft, ItemImport, QuestionUpload
from lms.exams.intake.operations import ToCorrect, ToMap, reading, taking
from lms.exams.intake.operations.steps import FILES, MOST_OPEN, content_of
from lms.exams.intake.reading import Wishes
from lms.exams.interchange.drafts import Attachment, Kind
from tests.exams.intake.dialogues import (
    GBK,
    GIFT,
    actor_of,
    an_officer,
    fresh,
    kept_files,
    quiet,
    read,
    sent,
    taken,
    work,
)
from tests.exams.intake.samples import a_picture, a_reading, a_single
from tests.exams.intake.test_take_in import FILE
from tests.exams.interchange.tables_samples import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
OWN_WORDS = xlsx(题库=[["题型", "题干", "选项A", "选项B", "答案"], ["情景题", "乙？", "断电", "浇水", "A"]])


@pytest.fixture
def who():
    return an_officer()


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """Do what waits for the commit."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def now():
    return timezone.now()


@pytest.mark.usefixtures("on_commit")
def test_a_file_that_needs_no_mapping_is_read_and_taken_in_by_somebodys_yes(who):
    row = read(sent(who, GIFT, "old.gift"))
    assert (row.state, row.found) == (
        "ready",
        {"format": "gift", "encoding": "utf-8", "languages": ["zh"]},
    )
    assert [entry[2] for entry in row.report] == ["imported", "imported", "refused"]
    assert not ItemDraft.objects.exists(), "nothing is kept before somebody says yes"
    done = taken(row)
    assert done.state == "taken"
    assert (done.origin.by, done.origin.file_name, done.origin.bank.code) == (who, "old.gift", "OLD")
    assert (done.report, done.look) == ([], {}), "what was read goes with the file"
    assert {draft.author for draft in ItemDraft.objects.all()} == {who}
    assert ItemDraft.objects.count() == 2


def test_a_file_is_deleted_when_it_was_taken_in(who, django_capture_on_commit_callbacks):
    row = read(sent(who, GIFT, "old.gift"))
    assert len(kept_files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        taken(row)
    assert kept_files() == []


def test_the_trail_says_who_brought_read_and_confirmed_it_and_holds_no_question(who):
    taken(read(sent(who, GIFT, "old.gift")))
    trail = [(entry.action, entry.actor_uuid) for entry in AuditEntry.objects.order_by("pk")]
    assert [action for action, _who in trail] == [
        "exams.bring_questions",
        "exams.read_questions",
        "exams.confirm_questions",
        "exams.import_items",
        "exams.end_questions",
    ]
    assert [actor for action, actor in trail if action == "exams.import_items"] == [who.uuid]
    assert "一加一" not in "".join(str(entry.__dict__) for entry in AuditEntry.objects.all())


@pytest.mark.parametrize("state", ["reading", "mapping", "ready", "taking"])
def test_cancelling_deletes_the_file_and_what_was_read_and_stops_the_work(
    who, state, django_capture_on_commit_callbacks
):
    row = sent(who, GBK if state == "mapping" else GIFT)
    if state != "reading":
        row = read(row)
    if state == "taking":
        operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(who), now=now())
    assert fresh(row).state == state
    with django_capture_on_commit_callbacks(execute=True):
        operations.discard_upload(uuid=row.uuid, actor=actor_of(who), now=now())
        operations.discard_upload(uuid=row.uuid, actor=actor_of(who), now=now())
    assert kept_files() == []
    operations.read_upload(uuid=row.uuid, now=now(), parts=quiet)
    operations.take_upload(uuid=row.uuid, now=now(), parts=quiet)
    row = fresh(row)
    assert (row.state, row.look, row.report) == ("discarded", {}, [])
    assert not ItemImport.objects.exists()


@pytest.mark.parametrize("step", ["read", "take"])
def test_work_notices_that_its_file_was_cancelled_meanwhile(who, step, monkeypatch):
    monkeypatch.setattr(taking, "EVERY", 1)
    row = sent(who, GIFT)
    if step == "take":
        row = read(row)
        operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(who), now=now())
    heard = []

    def cancelling(_part):
        def hear(done, _total):
            heard.append(done)
            operations.discard_upload(uuid=row.uuid, actor=actor_of(who), now=now())

        return hear

    doing = operations.read_upload if step == "read" else operations.take_upload
    doing(uuid=row.uuid, now=now(), parts=cancelling)
    assert heard == [1], "the second question was not looked at any more"
    assert fresh(row).state == "discarded"
    assert not ItemImport.objects.exists()


def test_an_unclear_encoding_is_asked_for_and_another_one_said(who):
    row = read(sent(who, b"\xb5\xe7 \x81\x81", "x.txt"))
    assert (row.state, row.problems[0]["code"]) == ("stuck", "not_this_format")
    row = read(sent(who, "Frage ::a:: gr\xfcn? {=ja ~nein}".encode("cp1252"), "x.gift"))
    assert (row.state, row.problems[0]["code"]) == ("stuck", "encoding_unknown")
    said = ToCorrect("OLD", Wishes("gift", "cp1252", "en"))
    operations.correct_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    row = read(row)
    assert (row.state, row.found["encoding"], row.report[0][2]) == ("ready", "cp1252", "imported")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
            "doctype",
        ),
        (xlsx(a=[["x"]])[:-30], "broken"),
    ],
)
def test_what_cannot_be_read_says_why(who, content, code):
    row = read(sent(who, content, "x.xml"))
    assert row.state in ("refused", "stuck")
    assert row.problems[0]["code"] == code


def test_a_file_that_nothing_can_mend_is_deleted(who, django_capture_on_commit_callbacks):
    row = sent(who, b"<!DOCTYPE quiz><quiz></quiz>", "x.xml")
    with django_capture_on_commit_callbacks(execute=True):
        assert read(row).state == "refused"
    assert kept_files() == []
    with pytest.raises(FileEnded):
        operations.correct_upload(
            uuid=row.uuid, said=ToCorrect("OLD", Wishes("gift")), actor=actor_of(who), now=now()
        )


def test_a_kept_file_that_was_changed_is_not_read(who):
    row = sent(who, GIFT)
    (name,) = kept_files()
    with FILES._storage.open(name, "wb") as file:
        file.write(GIFT.replace(b"T", b"F"))
    with pytest.raises(FileDamaged):
        content_of(row)
    assert read(row).problems == [{"code": "damaged"}]


def mapped(row: QuestionUpload, **changes: object) -> QuestionUpload:
    """Say that the proposal is right, or with changes of the first sheet's conventions, and have it read."""
    written = row.mapping
    if changes:
        first = {**written["sheets"][0]}
        first["conventions"] = {**first["conventions"], **changes}
        written = {**written, "sheets": [first, *written["sheets"][1:]]}
    operations.map_upload(uuid=row.uuid, said=ToMap(written), actor=actor_of(row.by), now=now())
    return read(row)


def test_a_table_waits_until_somebody_says_what_its_columns_mean(who):
    row = read(sent(who, GBK))
    assert (row.state, row.found["encoding"]) == ("mapping", "gb18030")
    sheet = row.look["sheets"][0]
    assert [column["header"] for column in sheet["columns"]] == ["题型", "题干", "选项", "答案"]
    assert sheet["sample"][0] == [2, ["单选", "触电后先做什么？", "A.断电 B.浇水 C.拉人", "A"]]
    with pytest.raises(FileNotReady):
        operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(who), now=now())
    row = mapped(row)
    assert (row.state, [entry[2] for entry in row.report]) == ("ready", ["imported", "imported"])
    assert taken(row).origin.mapping == row.mapping


def test_words_of_the_schools_own_are_asked_once_and_then_left_out_or_understood(who):
    row = read(sent(who, OWN_WORDS, "a.xlsx"))
    assert row.look["sheets"][0]["types"] == [["情景题", 1, ""]]
    left = mapped(row)
    assert (left.state, left.report[0][2]) == ("ready", "refused"), "asked before, not answered: left out"
    again = mapped(left, types={"情景题": "single"})
    assert (again.state, again.report[0][2]) == ("ready", "imported")


def test_another_choice_of_columns_brings_up_new_questions(who):
    book = xlsx(题库=[["题干", "选项A", "选项B", "答案", "备注"], ["乙？", "断电", "浇水", "A", "情景题"]])
    row = read(sent(who, book, "a.xlsx"))
    first = {**row.mapping["sheets"][0]}
    first["columns"] = [*first["columns"][:4], {"column": "E", "role": "type"}]
    said = ToMap({**row.mapping, "sheets": [first]})
    operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    row = read(row)
    assert row.state == "mapping"
    assert row.look["sheets"][0]["types"] == [["情景题", 1, ""]]
    assert [each["code"] for each in row.look["decisions"]] == ["type_word"]


def test_a_mapping_is_saved_and_reads_the_next_file(who):
    row = read(sent(who, GBK))
    whole = {**row.mapping, "sheets": [{**row.mapping["sheets"][0], "sheet": "*"}]}
    said = ToMap(row.mapping, "老系统", whole)
    operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    assert get_mapping("老系统") == whole
    table = [["题型", "题干", "选项", "答案"], ["判断", "新题。", None, "√"]]
    other = read(sent(who, xlsx(Sheet9=table), "new.xlsx"))
    operations.map_upload_as_saved(uuid=other.uuid, name="老系统", actor=actor_of(who), now=now())
    assert [entry[2] for entry in read(other).report] == ["imported"]
    with pytest.raises(MappingNotFound):
        operations.map_upload_as_saved(uuid=other.uuid, name="nobody's", actor=actor_of(who), now=now())


def test_a_saved_mapping_that_does_not_fit_says_where(who):
    row = read(sent(who, GBK))
    said = ToMap(
        row.mapping, "老系统", {**row.mapping, "sheets": [{**row.mapping["sheets"][0], "sheet": "*"}]}
    )
    operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    other = read(sent(who, xlsx(Sheet9=[["题干", "答案"], ["新题。", "√"]]), "new.xlsx"))
    operations.map_upload_as_saved(uuid=other.uuid, name="老系统", actor=actor_of(who), now=now())
    other = read(other)
    assert other.state == "mapping"
    assert "sheet Sheet9, column A" in {problem["place"] for problem in other.problems}
    assert "header_differs" in {problem["code"] for problem in other.problems}


@pytest.mark.parametrize("name", [" ", "x" * 61, "a\x00b", "a\nb"])
def test_a_mapping_needs_a_name_or_nothing_is_done(who, name):
    row = read(sent(who, GBK))
    with pytest.raises(UnusableName):
        operations.map_upload(uuid=row.uuid, said=ToMap(row.mapping, name), actor=actor_of(who), now=now())
    assert fresh(row).state == "mapping"


def test_a_language_that_is_corrected_keeps_what_the_columns_mean(who):
    row = mapped(read(sent(who, GBK)))
    said = ToCorrect("NEW", Wishes("", "", "en"))
    operations.correct_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    row = read(row)
    assert (row.state, row.bank, row.found["languages"]) == ("ready", "NEW", ["en"])
    said = ToCorrect("NEW", Wishes("", "gb18030", "en"))
    operations.correct_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    assert read(row).state == "mapping", "with another encoding it may be another table"


def test_a_yes_to_an_older_report_takes_nothing_in(who):
    row = mapped(read(sent(who, GBK)))
    shown = row.round
    operations.map_upload(uuid=row.uuid, said=ToMap(row.mapping), actor=actor_of(who), now=now())
    with pytest.raises(FileNotReady):
        operations.confirm_upload(uuid=row.uuid, round_=shown, actor=actor_of(who), now=now())
    read(row)
    with pytest.raises(FileNotReady):
        operations.confirm_upload(uuid=row.uuid, round_=shown, actor=actor_of(who), now=now())


def test_saying_yes_and_working_twice_takes_the_questions_in_once(who):
    row = read(sent(who, GIFT))
    for _time in range(2):
        operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(who), now=now())
    work()
    operations.take_upload(uuid=row.uuid, now=now(), parts=quiet)
    assert (ItemImport.objects.count(), ItemDraft.objects.count()) == (1, 2)


def test_a_form_sent_twice_is_one_file_and_one_job(who):
    row = sent(who, GIFT)
    again = operations.receive_upload(
        new=operations.NewTransfer(row.key, who),
        file=None,
        said=ToCorrect("OLD", Wishes()),
        actor=actor_of(who),
        now=now(),
    )
    assert again.pk == row.pk
    assert Job.objects.filter(kind="exams.read_questions").count() == 1


def test_nobody_fills_the_disk_and_a_wrong_bank_keeps_nothing(who):
    for _time in range(MOST_OPEN):
        sent(who, GIFT)
    with pytest.raises(TooManyFiles):
        sent(who, GIFT)
    sent(an_officer(), GIFT)
    with pytest.raises(UnusableBank):
        sent(an_officer(), GIFT, bank="../x")
    assert len(kept_files()) == MOST_OPEN + 1


def test_two_people_bring_one_file_and_its_questions_are_in_the_bank_once():
    first, second = (read(sent(an_officer(), GIFT)) for _person in range(2))
    assert [entry[2] for entry in second.report].count("imported") == 2
    taken(first)
    done = taken(second)
    assert done.state == "taken"
    assert {entry["status"] for entry in done.origin.report} == {"refused"}
    assert ItemDraft.objects.count() == 2


def test_work_that_broke_off_is_done_again_when_somebody_asks(who, monkeypatch):
    row = sent(who, GIFT)
    monkeypatch.setattr(reading, "look_over", lambda **_values: 1 / 0)
    for _time in range(8):
        Job.objects.update(not_before=now() - timedelta(1))
        work()
    assert Job.objects.get().state == "failed"
    assert fresh(row).state == "reading"
    monkeypatch.undo()
    operations.retry_upload(uuid=row.uuid, actor=actor_of(who), now=now())
    operations.retry_upload(uuid=row.uuid, actor=actor_of(who), now=now())
    assert Job.objects.count() == 2
    work()
    assert fresh(row).state == "ready"


def test_progress_of_ten_thousand_rows_is_told_as_it_goes(who):
    rows = [f"第{number}题？,甲{number},乙,A" for number in range(3000)]
    content = "\n".join(["题干,选项A,选项B,答案", *rows]).encode()
    row = read(sent(who, content, "big.csv"))
    row.mapping["sheets"][0]["conventions"] = {"type_by_answer": True}
    operations.map_upload(uuid=row.uuid, said=ToMap(row.mapping), actor=actor_of(who), now=now())
    heard: list[tuple[int, float]] = []
    operations.read_upload(
        uuid=row.uuid,
        now=now(),
        parts=lambda part: lambda done, total: heard.append((part, done / total)),
    )
    assert fresh(row).state == "ready"
    assert heard == sorted(heard)
    assert len([1 for part, _share in heard if part == 1]) >= 5
    assert len([1 for part, _share in heard if part == 2]) >= 10
    assert heard[-1] == (2, 1.0)


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


def test_files_and_pictures_that_belong_to_nothing_are_deleted_after_two_hours(who):
    sent(who, GIFT)
    FILES._storage.save("questions/stray.bin", _file())
    default_storage.save("items/0000/stray.png", _file())
    picture = Attachment("picture", "a.png", a_picture())
    _take(a_single("看图 [[1]]", attachments=(picture,)))
    operations.tidy_files(now=now())
    assert len(kept_files()) == 2
    operations.tidy_files(now=now() + timedelta(hours=3))
    assert len(kept_files()) == 1
    assert default_storage.listdir("items")[0] == [ItemImport.objects.get().uuid.hex]


def _file():
    return ContentFile(b"x")


def _take(*items):
    who = an_officer()
    operations.take_in(
        bank="OLD", reading=a_reading(*items), file=FILE, by=who, actor=actor_of(who), now=now()
    )
    return ItemImport.objects.latest("pk")


def test_undoing_discards_what_is_open_with_its_pictures_and_nothing_else(
    who, django_capture_on_commit_callbacks
):
    picture, shared = (Attachment("picture", "a.png", a_picture(size=(size, 5))) for size in (4, 5))
    origin = _take(
        a_single("甲 [[1]]", attachments=(picture,)),
        a_single("乙 [[1]]", attachments=(shared,)),
        a_single("丙 [[1]]", attachments=(shared,)),
    )
    other = _take(a_single("丁"))
    ItemDraft.objects.filter(origin=origin, stem__startswith="丙").update(state=DraftState.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.undo_import(uuid=origin.uuid, actor=actor_of(who), now=now()) == 2
        assert operations.undo_import(uuid=origin.uuid, actor=actor_of(who), now=now()) == 0
    states = {draft.stem[0]: str(draft.state) for draft in ItemDraft.objects.all()}
    assert states == {"甲": "discarded", "乙": "discarded", "丙": "submitted", "丁": "open"}
    assert [bool(row.file) for row in DraftAttachment.objects.order_by("pk")] == [False, False, True]
    assert len(default_storage.listdir(f"items/{origin.uuid.hex}")[1]) == 1
    assert AuditEntry.objects.filter(action="exams.undo_import").count() == 1
    assert _take(a_single("甲 [[1]]", attachments=(picture,))).drafts.count() == 1, "it may be brought again"
    assert other.drafts.get().kind == Kind.SINGLE


def test_what_is_not_there_is_not_found(who):
    for doing in (operations.undo_import, operations.discard_upload, operations.retry_upload):
        with pytest.raises(FileNotFound):
            doing(uuid=uuid4(), actor=actor_of(who), now=now())
