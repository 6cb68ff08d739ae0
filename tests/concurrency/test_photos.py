"""Photographs under contention: two assessors add the last one at once; one is added while results are settled."""

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from PIL import Image

from lms.exams.models import DrawnTask, StruckPhoto, WorkPhoto
from lms.exams.practical.errors import PracticalRefused
from lms.exams.practical.operations import close_practical, photographing, results
from lms.exams.practical.operations.photographing import NewPhoto, add_photo, strike_photo
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.practical import Practical, actor_for, an_open_practical, signed
from tests.factories.results import as_actor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _one_at_most(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(photographing, "MOST_PHOTOS", 1)


def both_add(world: Practical) -> tuple[Callable[[], object], Callable[[], object]]:
    task = world.candidate().tasks.order_by("position")[0]

    def add(place: int, colour: str) -> object:
        target = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(target, "JPEG")
        user = world.assessors[place]
        new = NewPhoto(user, task.uuid, target.getvalue(), uuid4())
        return add_photo(new=new, actor=actor_for(user), now=NOW)

    return lambda: add(0, "red"), lambda: add(1, "blue")


def test_the_last_photo_is_added_once(monkeypatch):
    world = an_open_practical()
    outcomes = overtake(monkeypatch, (photographing, "_keep"), both_add(world))
    assert isinstance(outcomes[0], WorkPhoto)
    assert isinstance(outcomes[1], PracticalRefused)


def test_without_the_lock_both_take_its_number_and_the_constraint_stops_one(monkeypatch):
    world = an_open_practical()

    def unlocked(user: Any, task_uuid: Any) -> Any:
        task = DrawnTask.objects.select_related("candidate__examination").get(uuid=task_uuid)
        return task, task.candidate.sheets.get(member__assessor=user).member

    monkeypatch.setattr(photographing, "_own_task", unlocked)
    outcomes = overtake(monkeypatch, (photographing, "_keep"), both_add(world))
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [IntegrityError]
    assert WorkPhoto.objects.count() == 1


def closes(world: Practical) -> Callable[[], object]:
    for assessor in world.assessors:
        signed(world, assessor, "90")
    about = {"examination_uuid": world.examination.uuid, "actor": as_actor(world.officers[0]), "now": NOW}
    return lambda: close_practical(**about)


def test_nothing_is_added_while_the_results_are_settled(monkeypatch):
    world = an_open_practical()
    add = both_add(world)[0]
    closed, added = overtake(monkeypatch, (results, "standings"), (closes(world), add))
    assert closed.state == "closed"
    assert isinstance(added, PracticalRefused)
    assert not WorkPhoto.objects.exists()


def test_nothing_is_struck_out_while_the_results_are_settled(monkeypatch):
    world = an_open_practical()
    photo, user = both_add(world)[0](), world.assessors[0]
    about = {"examination_uuid": world.examination.uuid, "photo_uuid": photo.uuid, "reason": "拍糊了"}
    works = closes(world), lambda: strike_photo(**about, user=user, actor=actor_for(user), now=NOW)
    closed, struck = overtake(monkeypatch, (results, "standings"), works)
    assert closed.state == "closed"
    assert isinstance(struck, PracticalRefused)
    assert not StruckPhoto.objects.exists()
