"""Whether a practical result follows from what was logged: chains, signatures, sums, photographs. Writes nothing."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from lms.exams.practical.checking import broken_logs_in
from lms.exams.practical.models import (
    DrawnTask,
    MarkSheet,
    PanelMember,
    PracticalCandidate,
    PracticalResult,
    SheetState,
)
from lms.exams.practical.operations.signing import marks_digest
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.rules.scoring import shown
from lms.exams.practical.standing import standing_of
from lms.exams.sittings.signing import is_genuine, key_id


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
    for sheet in sheets:
        if sheet.state != SheetState.SIGNED:
            continue
        signature, name = sheet.signature, sheet.member.assessor.get_full_name()
        held = marks_digest(tasks.get(sheet.candidate_id, []), values.get(sheet.pk, {}))
        if signature.payload["marks_digest"] != held:
            yield _("The marks on the sheet of %(name)s are not those that were signed.") % {"name": name}
        # A key that was replaced since is not at hand; the digest above holds all the same.
        is_ours = signature.payload.get("key") == key_id()
        if is_ours and not is_genuine(signature.payload, signature.signature):
            yield _("The signature on the sheet of %(name)s is not genuine.") % {"name": name}


def doubts_on_result(candidate: PracticalCandidate, result: PracticalResult | None) -> Iterator[str]:
    """Yield in words where the result of a try is not what its signed sheets give."""
    decision = standing_of(candidate).decision
    now = (shown(decision.total), decision.passed) if decision else None
    if result is not None and now != (result.percent, result.passed):
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
