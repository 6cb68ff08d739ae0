"""A packet comes into its envelope: ordered at once, laid out, given to one, confirmed by an officer or struck out."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from lms.core import jobs
from lms.core.models import AuditEntry, Job, JobState
from lms.core.printing.errors import NotPrintable
from lms.exams.errors import ReasonMissing
from lms.exams.models import Attempt, PacketStep, SealedReserve
from lms.exams.reserve.errors import ReserveRefused, UnusableReserve
from lms.exams.reserve.operations import (
    give_file,
    lay_out,
    lay_out_again,
    laying_out,
    strike_packet,
    tidy_files,
)
from lms.exams.reserve.packet_queries import packets_of, sealed_packets_of, without_booklet
from lms.exams.reserve.packets import FILES, KEPT, PacketState
from tests.factories.accounts import examinations_officer_at
from tests.factories.courses import NOW
from tests.factories.reserves import (
    LATER,
    OnPaper,
    a_new_reserve,
    a_packet,
    a_sealed_room,
    agree,
    as_,
    ask,
    laid_out,
    ordered,
    printed,
    sealed,
)

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=9)


@pytest.fixture
def room() -> OnPaper:
    return a_sealed_room()


def of_second_packet(room: OnPaper) -> SealedReserve:
    return ordered(a_new_reserve(room.sitting, seal="S-002"), room.officer, now=NOW)


def give(row: SealedReserve, user, *, now=SOON) -> bytes:
    return give_file(reserve_uuid=row.uuid, actor=as_(user), now=now)[1]


def strike(row: SealedReserve, user, reason="没有打印") -> SealedReserve:
    return strike_packet(reserve_uuid=row.uuid, reason=reason, actor=as_(user), now=LATER)


def kinds(row: SealedReserve) -> list[str]:
    return list(row.steps.order_by("pk").values_list("kind", flat=True))


def files() -> list[str]:
    return [name for name, _since in FILES.list_kept()]


def test_a_used_seal_is_refused_before_anything_is_laid_out(room, quick):
    with pytest.raises(UnusableReserve) as refused:
        ordered(a_new_reserve(room.sitting, seal=" S-001"), room.officer, now=NOW)
    assert refused.value.field == "seal"
    assert not quick
    assert not Job.objects.filter(kind="exams.lay_out_reserve").exists()


def test_ordering_lays_nothing_out_and_no_room_sees_the_packet(room, quick):
    row = of_second_packet(room)
    assert not quick
    assert kinds(row) == ["asked"]
    assert [line.reserve for line in sealed_packets_of(room.sitting)] == [room.reserve]
    room.reserve = row
    with pytest.raises(ReserveRefused):
        ask(room)


def test_the_job_lays_out_and_tells_how_far_it_is(room, quick, django_capture_on_commit_callbacks):
    row = of_second_packet(room)
    job = Job.objects.get(kind="exams.lay_out_reserve")
    jobs.run(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress_total) == (JobState.DONE, 2)
    assert kinds(row) == ["asked", "drawn"]
    assert quick == ["S-002"]


def test_what_is_kept_is_sealed_and_comes_to_who_asked_only(room, quick):
    row = laid_out(of_second_packet(room), now=NOW)
    (name,) = files()
    with storages["documents"].open(name) as kept:
        assert b"PDF" not in kept.read()
    assert give(row, room.officer) == b"%PDF S-002 1"
    assert give(row, room.officer) == b"%PDF S-002 1"
    with pytest.raises(ReserveRefused):
        give(row, examinations_officer_at(room.sitting.site))
    entries = AuditEntry.objects.filter(action="exams.print_reserve", target_uuid=row.uuid).order_by("pk")
    assert {entry.actor_uuid for entry in entries} == {room.officer.uuid}
    first, again = entries
    assert first.after_hash != again.after_hash, "that it was given out again is part of what is recorded"


def test_another_officer_has_it_laid_out_anew_and_the_first_file_is_gone(
    room, quick, django_capture_on_commit_callbacks
):
    row, other = laid_out(of_second_packet(room), now=NOW), examinations_officer_at(room.sitting.site)
    first = files()
    with django_capture_on_commit_callbacks(execute=True):
        lay_out_again(reserve_uuid=row.uuid, actor=as_(other), now=SOON)
    laid_out(row, now=SOON)
    assert len(files()) == 1
    assert files() != first
    assert give(row, other) == b"%PDF S-002 2"
    with pytest.raises(ReserveRefused):
        give(row, room.officer)


def test_while_it_is_being_laid_out_nothing_is_asked_for_anew_unless_the_work_broke_off(room):
    row = of_second_packet(room)
    lay_out_again(reserve_uuid=row.uuid, actor=as_(room.officer), now=NOW)
    assert kinds(row) == ["asked"]
    Job.objects.filter(kind="exams.lay_out_reserve").update(state=JobState.FAILED)
    lay_out_again(reserve_uuid=row.uuid, actor=as_(room.officer), now=NOW)
    assert kinds(row) == ["asked", "asked"]


def test_work_that_comes_twice_or_late_changes_nothing(room, quick):
    row = of_second_packet(room)
    step = row.steps.get()
    for _time in range(2):
        lay_out(step_uuid=step.uuid, now=NOW)
    assert kinds(row) == ["asked", "drawn"]
    late = ordered(a_new_reserve(room.sitting, seal="S-003"), room.officer, now=NOW)
    strike(late, room.officer)
    lay_out(step_uuid=late.steps.get(kind="asked").uuid, now=NOW)
    assert quick == ["S-002"]
    assert len(files()) == 1


def test_what_is_struck_out_while_it_is_drawn_leaves_no_file(room, monkeypatch):
    row = of_second_packet(room)

    def draw(_packet, _seen) -> bytes:
        strike(row, room.officer)
        return b"%PDF"

    monkeypatch.setattr(laying_out, "print_packet", draw)
    laid_out(row, now=NOW)
    assert kinds(row) == ["asked", "struck"]
    assert not files()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_papers_that_are_laid_anew_leave_a_word_and_no_file(room, monkeypatch, when):
    row = of_second_packet(room)

    def lay_anew() -> None:
        Attempt.objects.filter(pk=room.attempt(1).pk).update(shuffle_seed="other")

    def draw(_packet, _seen) -> bytes:
        lay_anew()
        return b"%PDF"

    monkeypatch.setattr(laying_out, "print_packet", draw)
    if when == "before":
        lay_anew()
    laid_out(row, now=NOW)
    assert kinds(row) == ["asked", "broken"]
    assert "重新编排过" in row.steps.get(kind="broken").reason
    assert not files()


def test_a_character_that_cannot_be_printed_is_named_once_and_not_tried_for_hours(room, monkeypatch):
    row = of_second_packet(room)

    def draw(_packet, _seen) -> bytes:
        raise NotPrintable("缺少：𓀀")

    monkeypatch.setattr(laying_out, "print_packet", draw)
    jobs.run(job_id=Job.objects.get(kind="exams.lay_out_reserve").pk)
    assert Job.objects.get(kind="exams.lay_out_reserve").state == JobState.DONE
    assert row.steps.get(kind="broken").reason == "缺少：𓀀"


def test_a_file_is_kept_for_a_day(room, quick):
    row = laid_out(of_second_packet(room), now=NOW)
    assert give(row, room.officer, now=NOW + KEPT - timedelta(minutes=1))
    with pytest.raises(ReserveRefused):
        give(row, room.officer, now=NOW + KEPT)


def test_what_was_kept_long_enough_is_deleted(room, quick):
    row = laid_out(of_second_packet(room), now=NOW)
    (name,) = files()
    ahead = storages["documents"].get_modified_time(name) + timedelta(days=400)
    tidy_files(now=NOW + KEPT - timedelta(minutes=1))
    assert files() == [name]
    tidy_files(now=max(ahead, NOW + KEPT))
    assert not files()
    with pytest.raises(ReserveRefused):
        give(row, room.officer)


def test_a_file_that_was_lost_is_said_and_can_be_laid_out_again(room, quick):
    row = laid_out(of_second_packet(room), now=NOW)
    (name,) = files()
    storages["documents"].delete(name)
    with pytest.raises(ReserveRefused):
        give(row, room.officer)
    assert "given" not in kinds(row)


def test_an_officer_confirms_with_count_and_seal_and_the_room_has_it(
    room, quick, django_capture_on_commit_callbacks
):
    row = laid_out(of_second_packet(room), now=NOW)
    with pytest.raises(ReserveRefused):
        sealed(row, room.officer, now=SOON)  # nobody has its file
    give(row, room.officer)
    for wrong, field in (({"booklets": 1}, "booklets"), ({"seal": "S-02"}, "seal")):
        with pytest.raises(UnusableReserve) as refused:
            sealed(row, room.officer, now=SOON, **wrong)
        assert refused.value.field == field
    with django_capture_on_commit_callbacks(execute=True):
        sealed(row, room.officer, now=SOON, seal=" S-002 ")
    assert sealed(row, room.officer, now=LATER) == row, "said again it stays"
    assert kinds(row) == ["asked", "drawn", "given", "sealed"]
    assert not files()
    assert AuditEntry.objects.filter(action="exams.seal_reserve", target_uuid=row.uuid).count() == 1
    assert row in [line.reserve for line in sealed_packets_of(room.sitting)]
    for work in (
        lambda: give(row, room.officer),
        lambda: lay_out_again(reserve_uuid=row.uuid, actor=as_(room.officer), now=LATER),
    ):
        with pytest.raises(ReserveRefused):
            work()
    room.reserve = row
    agree(room, ask(room))


def test_a_packet_that_is_struck_out_is_over_and_its_seal_used_up(room, quick):
    row = laid_out(of_second_packet(room), now=NOW)
    with pytest.raises(ReasonMissing):
        strike(row, room.officer, " ")
    strike(row, room.officer)
    assert strike(row, room.officer) == row
    entry = AuditEntry.objects.get(action="exams.strike_reserve", target_uuid=row.uuid)
    assert entry.reason == "没有打印"
    for work in (
        lambda: give(row, room.officer),
        lambda: sealed(row, room.officer, now=LATER),
        lambda: lay_out_again(reserve_uuid=row.uuid, actor=as_(room.officer), now=LATER),
    ):
        with pytest.raises(ReserveRefused):
            work()
    with pytest.raises(UnusableReserve):
        of_second_packet(room)


def test_a_sealed_packet_can_be_struck_out_until_a_room_asks_for_it(room):
    strike(a_packet(room.sitting, room.officer, at=NOW, seal="S-002"), room.officer, "信封破损")
    opening = ask(room)
    with pytest.raises(ReserveRefused):
        strike(room.reserve, room.officer)
    agree(room, opening, approve=False)
    strike(room.reserve, room.officer)
    with pytest.raises(ReserveRefused):
        ask(room)
    assert without_booklet(room.sitting) == ["001", "002"], "what was struck out holds no booklet"


def test_an_opened_packet_is_not_struck_out(room):
    agree(room, ask(room))
    with pytest.raises(ReserveRefused):
        strike(room.reserve, room.officer)


def test_a_packet_from_before_steps_were_kept_counts_as_sealed(room):
    new = a_new_reserve(room.sitting, seal="S-000")
    old = SealedReserve.objects.create(
        sitting=room.sitting,
        seal=new.seal,
        edition="zh",
        first_number=1,
        last_number=2,
        booklets=room.reserve.booklets,
        reason="备用",
        client_key=uuid4(),
        printed_at=NOW,
    )
    assert PacketState.of(old).is_sealed
    room.reserve = old
    agree(room, ask(room))


def test_lists_ask_no_more_of_the_database_as_packets_take_steps(room, quick, django_assert_max_num_queries):
    counts = []
    for seal in ("S-002", "S-003"):
        row, _file = printed(a_new_reserve(room.sitting, seal=seal), room.officer, now=NOW)
        give(row, room.officer)
        with django_assert_max_num_queries(10) as asked:
            packets_of(room.sitting)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- what the database holds by itself ----------------


def refuses(name, work) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


def test_the_database_holds_the_steps(room):
    row = of_second_packet(room)
    refuses("packet_is_sealed_after_it_was_given", lambda: row.steps.create(kind="sealed", at=NOW))
    refuses(
        "packet_is_opened_sealed",
        lambda: row.openings.create(cause="power", is_intact=True, client_key=uuid4(), asked_at=NOW),
    )
    refuses("packet_step_says_why", lambda: row.steps.create(kind="struck", at=NOW))
    refuses("packet_drawn_has_its_file", lambda: row.steps.create(kind="drawn", at=NOW))
    row.steps.create(kind="given", at=NOW)
    row.steps.create(kind="sealed", at=NOW)
    row.steps.create(kind="struck", reason="x", at=NOW)
    refuses("packet_step_is_not_after_its_end", lambda: row.steps.create(kind="given", at=NOW))
    opening = ask(room)
    agree(room, opening)
    refuses(
        "packet_opened_is_not_struck", lambda: room.reserve.steps.create(kind="struck", reason="x", at=NOW)
    )
    refuses("packet_sealed_and_struck_once|UNIQUE", lambda: room.reserve.steps.create(kind="sealed", at=NOW))
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        PacketStep.objects.filter(reserve=row).update(kind="sealed")


def test_a_packet_struck_out_is_not_asked_for_in_the_database_either(room):
    row = room.reserve
    row.steps.create(kind="struck", reason="x", at=NOW)
    values = {"cause": "power", "is_intact": True, "client_key": uuid4(), "asked_at": NOW}
    refuses("packet_is_opened_sealed", lambda: row.openings.create(**values))
    # A second copy brings back what was refused before.
    row.openings.create(**values, state="refused", decided_at=NOW)
