"""Photographs of work for tests of the second copy: added, read where they are kept, found where they are copied."""

import io
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import default_storage
from PIL import Image

from lms.exams.models import WorkPhoto
from lms.exams.practical.operations import save_marks
from lms.exams.practical.operations.photographing import NewPhoto, add_photo
from lms.exams.secondcopy.keeping import Copier
from tests.factories.courses import NOW
from tests.factories.practical import Practical, actor_for, marks_of


def add(world: Practical, colour: str = "red", *, task: int = 0, now: datetime = NOW) -> WorkPhoto:
    """Let the first assessor photograph a task of the first candidate."""
    target = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "JPEG")
    user, row = world.assessors[0], world.candidate().tasks.order_by("position")[task]
    return add_photo(new=NewPhoto(user, row.uuid, target.getvalue(), uuid4()), actor=actor_for(user), now=now)


def save_first_mark(world: Practical) -> None:
    """Let the first assessor give one mark."""
    user = world.assessors[0]
    mark = marks_of(world, user, "80")[0]
    save_marks(ref=world.ref(user), epoch=1, marks=[mark], actor=actor_for(user), now=NOW)


def stored(photo: WorkPhoto) -> bytes:
    """Return what is kept of a photograph."""
    with default_storage.open(photo.file) as file:
        return file.read()


def sealed_in(copier: Copier) -> list[Path]:
    """Return the pictures on the second disk."""
    return sorted(copier.folder.glob("practical-*.photos/*.sealed"))
