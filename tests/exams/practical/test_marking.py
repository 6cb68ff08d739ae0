"""The log of marks: acknowledged is kept, replays change nothing, nothing changes after the signature."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.exams.errors import SequenceConflict, UnknownEpoch
from lms.exams.models import ConflictOfInterest, MarkEvent, MarkSignature, SheetState
from lms.exams.practical.checking import faults_of_sheet
from lms.exams.practical.errors import MarksMoved, PracticalNotFound, SheetIncomplete, UnusableMark
from lms.exams.practical.operations import (
    Final,
    NewMark,
    Place,
    declare_conflict,
    find_broken_mark,
    note_absence,
    open_device,
    save_marks,
    sign_sheet,
    take_back_absence,
    take_back_conflict,
)
from lms.exams.practical.queries import get_marking
from lms.exams.practical.rules.marks import task_mark
from lms.exams.practical.standing import lines_of, values_by_sheet
from lms.exams.sittings.signing import is_genuine
from tests.factories.courses import NOW
from tests.factories.practical import WHO, Practical, an_open_practical, marks_of, signed

pytestmark = pytest.mark.django_db


def save(world: Practical, marks: list[NewMark], *, who: int = 0, epoch: int = 1):
    return save_marks(ref=world.ref(world.assessors[who]), epoch=epoch, marks=marks, **WHO)


def numbers() -> int:
    return MarkEvent.objects.count()


def test_what_is_acknowledged_is_kept_and_a_replay_changes_nothing():
    world = an_open_practical()
    marks = marks_of(world, world.assessors[0], "90")
    reply = save(world, marks)
    assert (reply.acknowledged, reply.missing, reply.held) == ({1: len(marks)}, {}, [])
    assert save(world, marks[::-1]).acknowledged == {1: len(marks)}
    assert numbers() == len(marks)
    assert find_broken_mark(world.examination.panel.get(assessor=world.assessors[0])) is None


def test_a_gap_is_named():
    world = an_open_practical()
    marks = marks_of(world, world.assessors[0], "90")
    reply = save(world, [marks[0], marks[3]])
    assert (reply.acknowledged, reply.missing) == ({1: 1}, {1: [(2, 3)]})


def test_the_same_number_with_another_mark_is_a_conflict_and_nothing_of_it_is_kept():
    world = an_open_practical()
    first, second, *_rest = marks_of(world, world.assessors[0], "90")
    save(world, [first])
    with pytest.raises(SequenceConflict):
        save(world, [replace(first, value="1"), second])
    assert numbers() == 1


def test_marks_for_lines_tasks_and_sheets_that_are_not_the_assessors_are_refused():
    world = an_open_practical(candidates=2)
    first, second = world.assessors[:2]
    mine, foreign = world.sheet(first), world.sheet(second)
    task = mine.candidate.tasks.first()
    other = world.candidate(1).tasks.first()
    wrong = [
        Place(foreign.uuid, task.uuid, "1"),
        Place(mine.uuid, other.uuid, "1"),
        Place(mine.uuid, task.uuid, "9"),
    ]
    for place in wrong:
        with pytest.raises(UnusableMark):
            save(world, [NewMark(1, place, "1", 0)])
    with pytest.raises(UnusableMark):
        save(world, [NewMark(1, Place(mine.uuid, task.uuid, "1"), "60.5", 0)])
    with pytest.raises(UnknownEpoch):
        save(world, [], epoch=9)
    assert numbers() == 0


def test_who_is_not_on_the_panel_marks_nothing():
    world = an_open_practical()
    with pytest.raises(PracticalNotFound):
        open_device(ref=world.ref(world.officers[0]), **WHO)


def test_a_second_tablet_has_its_own_numbers_and_the_newer_page_wins_line_by_line():
    world = an_open_practical()
    assessor = world.assessors[0]
    marks = marks_of(world, assessor, "50")
    assert open_device(ref=world.ref(assessor), **WHO).epoch == 2
    newer = replace(marks[0], value="60")
    assert save(world, [newer], epoch=2).is_newest
    assert not save(world, marks).is_newest
    sheet = world.sheet(assessor)
    values = values_by_sheet(sheet.events.all())[sheet.pk]
    task = sheet.candidate.tasks.first()
    assert values[task.pk] == {"1": "60", "2": "20.00"}


def test_signing_waits_for_everything_and_for_every_criterion():
    world = an_open_practical()
    assessor = world.assessors[0]
    ref, sheet = world.ref(assessor), world.sheet(assessor)
    marks = marks_of(world, assessor, "90")
    save(world, marks[:1])
    waiting = sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=world.final(assessor, 4), **WHO)
    assert (waiting.missing, waiting.signature) == ([(2, 4)], None)
    with pytest.raises(SheetIncomplete) as refused:
        sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=world.final(assessor, 1), **WHO)
    assert len(refused.value.reasons) == 2


def test_what_the_page_does_not_show_is_not_signed_and_comes_back_to_be_looked_at():
    world = an_open_practical()
    assessor = world.assessors[0]
    ref, sheet = world.ref(assessor), world.sheet(assessor)
    marks = marks_of(world, assessor, "90")
    save(world, marks)
    assert open_device(ref=ref, **WHO).epoch == 2
    shown = world.final(assessor, 0, epoch=2)
    late = replace(marks[0], seq=len(marks) + 1, value="1")
    save(world, [late])  # the first tablet comes back after the second one was opened
    with pytest.raises(MarksMoved) as moved:
        sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=shown, **WHO)
    place = str(late.place)
    assert moved.value.marks[place] == {"response": "1", "epoch": 1, "seq": late.seq}
    assert {at: mark["response"] for at, mark in moved.value.marks.items() if at != place} == {
        at: value for at, value in shown.shown.items() if at != place
    }
    assert not MarkSignature.objects.exists()
    seen = world.final(assessor, 0, epoch=2)
    assert sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=seen, **WHO).signature


def test_what_the_server_refused_holds_up_no_signature_and_the_signature_names_it():
    world = an_open_practical()
    assessor = world.assessors[0]
    ref, sheet = world.ref(assessor), world.sheet(assessor)
    marks = marks_of(world, assessor, "90")
    save(world, marks)
    last = len(marks) + 2
    final = world.final(assessor, last)
    assert sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=final, **WHO).missing == [(last - 1, last)]
    some = replace(final, left_out=frozenset({last}))
    assert sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=some, **WHO).missing == [(last - 1, last - 1)]
    told = replace(final, left_out=frozenset({1, last - 1, last, last + 5}))
    unseen = replace(told, shown={**told.shown, str(marks[0].place): "12"})
    with pytest.raises(MarksMoved):
        sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=unseen, **WHO)
    row = sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=told, **WHO).signature
    assert row.payload["left_out"] == {"1": [last - 1, last]}
    assert is_genuine(row.payload, row.signature)


def test_what_was_taken_back_need_not_be_shown():
    world = an_open_practical()
    assessor = world.assessors[0]
    marks = marks_of(world, assessor, "90")
    note = replace(marks[0].place, line="note")
    save(world, [*marks, NewMark(5, note, "看清了", 0), NewMark(6, note, None, 0)])
    final = Final(1, 6, {str(mark.place): mark.value for mark in marks})
    sheet = world.sheet(assessor)
    assert sign_sheet(ref=world.ref(assessor), sheet_uuid=sheet.uuid, final=final, **WHO).signature


def test_the_signature_covers_the_marks_and_one_flipped_value_fails():
    world = an_open_practical()
    sheet = signed(world, world.assessors[0], "90")
    row = MarkSignature.objects.get(sheet=sheet)
    assert is_genuine(row.payload, row.signature)
    assert not is_genuine({**row.payload, "marks_digest": "0" * 64}, row.signature)
    final = Final(1, world.sequences[world.assessors[0].pk], {})
    ref = world.ref(world.assessors[0])
    assert sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=final, **WHO).signature == row


def test_after_the_signature_marks_are_held_and_nothing_changes():
    world = an_open_practical()
    assessor = world.assessors[0]
    sheet = signed(world, assessor, "90")
    before = values_by_sheet(sheet.events.all())
    late = marks_of(world, assessor, "10")
    assert save(world, late).held == [mark.seq for mark in late]
    assert values_by_sheet(sheet.events.all()) == before
    assert set(sheet.events.filter(seq__in=[mark.seq for mark in late]).values_list("held", flat=True)) == {
        "after_signature"
    }


def test_marks_on_a_sheet_that_was_set_aside_are_held():
    world = an_open_practical()
    assessor = world.assessors[0]
    declare_conflict(assessor=assessor, person=world.enrolments[0].person, reason="亲属", **WHO)
    assert world.sheet(assessor).state == SheetState.SET_ASIDE
    marks = marks_of(world, assessor, "90")
    assert save(world, marks).held == [mark.seq for mark in marks]


def the_absence_is_taken_back(world: Practical) -> None:
    take_back_absence(candidate_uuid=world.candidate().uuid, reason="点名时漏看", **WHO)


def the_conflict_is_taken_back(world: Practical) -> None:
    conflict = ConflictOfInterest.objects.get()
    take_back_conflict(
        examination_uuid=world.examination.uuid, conflict_uuid=conflict.uuid, reason="同名", **WHO
    )


@pytest.mark.parametrize("undo", [the_absence_is_taken_back, the_conflict_is_taken_back])
def test_marks_that_came_while_the_sheet_was_set_aside_by_mistake_count_once_it_goes_on(undo):
    world = an_open_practical()
    assessor = world.assessors[0]
    if undo is the_absence_is_taken_back:
        note_absence(candidate_uuid=world.candidate().uuid, **WHO)
    else:
        declare_conflict(assessor=assessor, person=world.enrolments[0].person, reason="亲属", **WHO)
    marks = marks_of(world, assessor, "90")
    assert save(world, marks).held == [mark.seq for mark in marks]
    sheet = world.sheet(assessor)
    assert values_by_sheet(sheet.events.all())[sheet.pk] == {}
    undo(world)
    sheet, member = world.sheet(assessor), world.examination.panel.get(assessor=assessor)
    shown = get_marking(member, epoch=1, now=NOW)["marks"]
    assert {place: mark["response"] for place, mark in shown.items()} == {
        str(mark.place): mark.value for mark in marks
    }
    final = world.final(assessor, len(marks))
    assert sign_sheet(ref=world.ref(assessor), sheet_uuid=sheet.uuid, final=final, **WHO).signature
    assert find_broken_mark(member) is None
    values = values_by_sheet(MarkEvent.objects.all())[sheet.pk]
    sheet = world.sheet(assessor)
    assert list(faults_of_sheet(sheet, list(sheet.candidate.tasks.all()), values)) == []


def test_an_assessors_mark_of_a_task_is_the_sum_of_its_criteria():
    world = an_open_practical()
    sheet = signed(world, world.assessors[0], "50", veto=True)
    task = sheet.candidate.tasks.first()
    mark = task_mark(lines_of(task), values_by_sheet(sheet.events.all())[sheet.pk][task.pk])
    assert (mark.mark, mark.vetoes, mark.missing) == (Decimal("50.00"), {"v1"}, ())


def test_a_broken_chain_is_found():
    world = an_open_practical()
    save(world, marks_of(world, world.assessors[0], "90"))
    member = world.examination.panel.get(assessor=world.assessors[0])
    member.log_head = "0" * 64
    member.save(update_fields=["log_head"])
    assert find_broken_mark(member) == member.log_count + 1


class AnyOrderTest(TestCase):
    """Any split, order, repetition of batches leaves the same marks."""

    @settings(max_examples=15)
    @given(st.data())
    def test_batches_may_come_in_any_order(self, data):
        world = an_open_practical()
        assessor = world.assessors[0]
        task = world.sheet(assessor).candidate.tasks.first()
        place = Place(world.sheet(assessor).uuid, task.uuid, "1")
        marks = [NewMark(seq, place, str(seq), seq) for seq in range(1, 7)]
        batches = data.draw(st.lists(st.lists(st.sampled_from(marks), max_size=6), max_size=5))
        for batch in [*batches, data.draw(st.permutations(marks))]:
            save(world, batch)
        sheet = world.sheet(assessor)
        assert values_by_sheet(sheet.events.all())[sheet.pk][task.pk] == {"1": "6"}
        assert numbers() == len(marks)
        assert find_broken_mark(world.examination.panel.get(assessor=assessor)) is None


def test_everybody_has_a_log_of_their_own():
    world = an_open_practical()
    for who, assessor in enumerate(world.assessors):
        save(world, marks_of(world, assessor, "90"), who=who)
    assert {member.log_count for member in world.examination.panel.all()} == {4}
