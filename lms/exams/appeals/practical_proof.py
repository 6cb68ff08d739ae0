"""Whether a practical result follows from what was logged: chains, signatures, sums, photographs. Writes nothing."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lms.exams.practical.checking import MARKS, SIGNATURE, broken_logs_in, faults_of_sheet, follows_from
from lms.exams.practical.models import (
    DrawnTask,
    MarkSheet,
    PanelMember,
    PracticalCandidate,
    PracticalResult,
)
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.standing import standing_of


def doubts_on_logs(sheets: Iterable[MarkSheet]) -> Iterator[str]:
    """Yield in words whose log of marks is broken; the whole log of each assessor is read."""
    names = {str(sheet.member.uuid): sheet.member.assessor.get_full_name() for sheet in sheets}
    panel = PanelMember.objects.filter(uuid__in=names)
    words = _("The log of marks of %(name)s is broken at place %(place)d.")
    for broken in broken_logs_in(panel):
        yield words % {"name": names[broken.panel_member], "place": broken.position}


def doubts_on_sheets(
    sheets: Iterable[MarkSheet], tasks: Mapping[int, list[DrawnTask]], values: Mapping[int, dict[int, Any]]
) -> Iterator[str]:
    """Yield in words which signed sheet is not what its assessor signed."""
    words = {
        MARKS: _("The marks on the sheet of %(name)s are not those that were signed."),
        SIGNATURE: _("The signature on the sheet of %(name)s is not genuine."),
    }
    for sheet in sheets:
        name = sheet.member.assessor.get_full_name()
        for what in faults_of_sheet(sheet, tasks.get(sheet.candidate_id, []), values.get(sheet.pk, {})):
            yield words[what] % {"name": name}


def doubts_on_result(candidate: PracticalCandidate, result: PracticalResult | None) -> Iterator[str]:
    """Yield in words where the result of a try is not what its signed sheets give."""
    if result is not None and not follows_from(result, standing_of(candidate)):
        yield _("The result is not what the signed sheets give.")


def doubts_on_photos(photos: Iterable[WorkPhoto]) -> Iterator[str]:
    """Yield in words which photograph is gone, or is not the one that was kept."""
    words = _("Photo %(number)d of “%(task)s” is not the one that was kept, or is gone.")
    for photo in photos:
        content = content_of(photo)
        if content is None or hashlib.sha256(content).hexdigest() != photo.sha256:
            yield words % {"number": photo.number, "task": photo.task.rubric.title}


def content_of(photo: WorkPhoto) -> bytes | None:
    """Return the kept file of a photograph, or None when it is gone."""
    try:
        with default_storage.open(photo.file) as file:
            return bytes(file.read())
    except OSError:
        return None
