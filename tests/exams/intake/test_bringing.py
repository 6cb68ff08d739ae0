"""A file is sent, read, confirmed and taken in, or leaves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from lms.core.models import AuditEntry, Job
from lms.exams.errors import (
    FileDamaged,
    FileEnded,
    TooManyFiles,
    UnusableBank,
)
from lms.exams.intake import operations
from lms.exams.intake.models import ItemDraft, ItemImport, QuestionUpload
from lms.exams.intake.operations import ToCorrect, reading, taking, uploads, writing
from lms.exams.intake.operations.steps import FILES, MOST_OPEN, content_of
from lms.exams.intake.reading import Wishes
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
from tests.exams.interchange.tables_samples import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
OWN_WORDS = xlsx(题库=[["题型", "题干", "选项A", "选项B", "答案"], ["情景题", "乙？", "断电", "浇水", "A"]])


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
    lacking = {"have": 0, "lack": 2}
    assert (row.state, row.found) == (
        "ready",
        {
            "format": "gift",
            "encoding": "utf-8",
            "languages": ["zh"],
            "known": {"rationale": lacking, "topic": lacking, "difficulty": lacking},
            "asides": {},
            "unread": [],
        },
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
    row = sent(who, b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz></quiz>", "x.xml")
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


def test_a_file_that_was_read_anew_meanwhile_is_not_refused_for_what_was_wrong_before(who, monkeypatch):
    row = read(sent(who, GIFT))
    operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(who), now=now())

    def read_too_late(*_given):
        QuestionUpload.objects.filter(pk=row.pk).update(round=F("round") + 1)
        raise FileDamaged("")

    monkeypatch.setattr(writing, "read_row", read_too_late)
    operations.take_upload(uuid=row.uuid, now=now(), parts=quiet)
    assert fresh(row).state == "taking"


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


def test_files_that_could_not_be_read_keep_nobody_from_sending_others(who):
    for _time in range(MOST_OPEN):
        assert read(sent(who, b"x = {}\n", "a.txt")).state == "stuck"
    for _time in range(MOST_OPEN):
        sent(who, GIFT)
    with pytest.raises(TooManyFiles):
        sent(who, GIFT)


def test_not_without_end_though(who, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_KEPT", 2)
    for _time in range(2):
        read(sent(who, b"x = {}\n", "a.txt"))
    with pytest.raises(TooManyFiles):
        sent(who, GIFT)


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
