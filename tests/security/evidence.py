"""What the world of these tests has of rooms on paper and of photographs of work."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from lms.accounts.models import User
from lms.core.enums import Role
from lms.exams.models import MarkSheet, WorkPhoto
from tests.exams.intake.samples import a_picture
from tests.factories.courses import NOW
from tests.factories.practical import Practical
from tests.factories.reserves import OnPaper, key


def let_key(paper: OnPaper, users: Mapping[Role, User]) -> None:
    """Let the users who may key, in this world, be those who key the first sheet."""
    for role in (Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER):
        key(paper.sheet(), users[role], {}, is_done=False)


def sheets_at(paper: OnPaper) -> dict[str, Any]:
    """Return what the addresses of a room on paper name: sheets that two, nobody and one person key."""
    key(paper.sheet(2), paper.invigilators[0], {}, is_done=False)
    return {
        "paper_sitting_uuid": paper.sitting.uuid,
        "packet_uuid": paper.reserve.uuid,
        "sheet_uuid": paper.sheet().uuid,
        "free_sheet_uuid": paper.sheet(1).uuid,
        "begun_sheet_uuid": paper.sheet(2).uuid,
        "keyer_uuid": paper.invigilators[0].uuid,
        "opening_uuid": paper.opening.uuid if paper.opening else None,
    }


def a_photo_of_work(practical: Practical) -> WorkPhoto:
    """Keep a photograph of the first candidate's first task."""
    file = default_storage.save("practical/world/photo.jpg", ContentFile(a_picture()))
    return WorkPhoto.objects.create(
        task=practical.candidate().tasks.order_by("position")[0],
        member=practical.examination.panel.order_by("pk")[0],
        number=1,
        file=file,
        sha256="0" * 64,
        width=1,
        height=1,
        size=1,
        client_key=uuid4(),
        at=NOW,
    )


def let_mark(practical: Practical, assessor: User) -> None:
    """Put somebody on the panel of an open examination, with a sheet of the first candidate."""
    member = practical.examination.panel.create(assessor=assessor)
    MarkSheet.objects.create(candidate=practical.candidate(), member=member, assigned_at=NOW)
