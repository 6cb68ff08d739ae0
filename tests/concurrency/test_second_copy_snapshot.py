"""Somebody saves while the second copy is read: what is copied is one state of the room, never half of one."""

import threading

import pytest
from django.db import connection

from lms.exams.api import save_events
from lms.exams.models import AnswerEvent, Attempt, MarkEvent, PanelMember
from lms.exams.practical.operations import save_marks
from lms.exams.secondcopy import keeping
from lms.exams.secondcopy.files import lines_of, opened
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.practical import actor_for, an_open_practical, marks_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_save_between_two_reads_is_copied_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    begun, read = started_attempt(), keeping._new_rows
    (tmp_path / keeping.MARKER).touch()

    def save(seq):
        events = [begun.answer(seq, item=seq)]
        save_events(ref=begun.ref, epoch=1, events=events, actor=ACTOR, now=begun.began + MINUTE)
        connection.close()

    def meanwhile(model, sitting, file):
        rows = list(read(model, sitting, file))
        if model is Attempt:
            thread = threading.Thread(target=save, args=[2])
            thread.start()
            thread.join()
        return iter(rows)

    save(1)
    monkeypatch.setattr(keeping, "_new_rows", meanwhile)
    copier = keeping.Copier(tmp_path)
    assert copier.copy_new(now=NOW)
    copier.close()
    (path,) = tmp_path.glob("sitting-*.jsonl")
    rows = [opened(line) for line in lines_of(path)]
    (attempt,) = [row for row in rows if row["model"] == Attempt._meta.label_lower]
    events = [row for row in rows if row["model"] == AnswerEvent._meta.label_lower]
    assert AnswerEvent.objects.count() == 2
    assert attempt["fields"]["log_count"] == len(events) == 1


def test_a_mark_between_two_reads_is_copied_with_its_log_or_not_at_all(tmp_path, monkeypatch):
    world, read = an_open_practical(), keeping._new_rows
    assessor = world.assessors[0]
    first, second, *_others = marks_of(world, assessor, "80")
    (tmp_path / keeping.MARKER).touch()

    def save(mark):
        save_marks(ref=world.ref(assessor), epoch=1, marks=[mark], actor=actor_for(assessor), now=NOW)
        connection.close()

    def meanwhile(model, examination, file):
        rows = list(read(model, examination, file))
        if model is PanelMember:
            thread = threading.Thread(target=save, args=[second])
            thread.start()
            thread.join()
        return iter(rows)

    save(first)
    monkeypatch.setattr(keeping, "_new_rows", meanwhile)
    copier = keeping.Copier(tmp_path)
    assert copier.copy_new(now=NOW)
    copier.close()
    (path,) = tmp_path.glob("practical-*.jsonl")
    rows = [opened(line) for line in lines_of(path)]
    counts = [row["fields"]["log_count"] for row in rows if row["model"] == PanelMember._meta.label_lower]
    events = [row for row in rows if row["model"] == MarkEvent._meta.label_lower]
    assert MarkEvent.objects.count() == 2
    assert sum(counts) == len(events) == 1
