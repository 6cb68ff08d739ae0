"""Keeps photographs for certificates: one person's, or many files that are named by trainee numbers."""

import hashlib
import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.policies import refuse_preparer
from certificates.issuing.documents.photograph import printable_photograph
from certificates.issuing.errors import MayNotIssue, NotPrintable, UnusablePhotograph
from certificates.issuing.portraits.models import Portrait
from lms.core import audit
from lms.core.actor import Actor
from lms.core.whole_pictures import whole_pictures_only
from lms.enrolments.api import Enrolment

LEAST_WIDTH = 200  # pixels on 35 mm: below that a face is squares in print


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as it came: its name, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What became of a file: whose photograph it is, or why it was not kept."""

    name: str
    person: str = ""
    reason: str = ""


def keep_portrait(enrolment: Enrolment, *, content: bytes, actor: Actor, now: datetime) -> Portrait:
    """Keep a photograph of an enrolled person; the one that counts already is not kept twice.

    :raises MayNotIssue: when the actor is not in charge of the person.
    :raises UnusablePhotograph: when it cannot be printed, with the reason in words.
    """
    refuse_preparer(actor, [enrolment])
    picture = _checked(content)
    digest = hashlib.sha256(picture).hexdigest()
    with transaction.atomic(durable=True):
        newest = Portrait.objects.filter(person=enrolment.person_id).order_by("-pk").first()
        if newest is not None and newest.sha256 == digest:
            return newest
        row = Portrait.objects.create(
            person_id=enrolment.person_id, content=b64encode(picture).decode(), sha256=digest, kept_at=now
        )
        audit.record(
            actor=actor, action=AuditAction.KEEP_PORTRAIT, target=row, after={"sha256": digest}, now=now
        )
    return row


def keep_portraits(
    files: Sequence[NamedFile], enrolments: Sequence[Enrolment], *, actor: Actor, now: datetime
) -> list[KeptFile]:
    """Keep files named by trainee number (or by a full name that only one of these people has or had), each on its own.

    A photograph that is called by a former name shows nobody who has that name now. A file that is refused hinders no
    other; the answer says of each what became of it.
    """
    numbers, names = _by_number_and_name(enrolments)
    kept = []
    for file in files:
        stem = stem_of(file.name)
        known = numbers.get(stem.lower()) or names.get(stem)
        if known is None:
            kept.append(
                KeptFile(
                    file.name, reason=_("Nobody here, or more than one, has this trainee number or name.")
                )
            )
            continue
        try:
            keep_portrait(known, content=file.content, actor=actor, now=now)
        except (UnusablePhotograph, MayNotIssue) as error:
            kept.append(KeptFile(file.name, known.person.full_name, str(error)))
        else:
            kept.append(KeptFile(file.name, known.person.full_name))
    return kept


def stem_of(name: str) -> str:
    """Return what a file is called, without folder and ending."""
    return PurePath(name.replace("\\", "/")).stem.strip()


def _by_number_and_name(enrolments: Sequence[Enrolment]) -> tuple[dict[str, Enrolment], dict[str, Enrolment]]:
    numbers: dict[str, Enrolment] = {}
    names: dict[str, Enrolment] = {}
    doubled = set()
    for row in enrolments:
        user = getattr(row.person, "user", None)
        if user is not None:
            numbers[user.username] = row
        for name in row.person.names:
            if names.setdefault(name, row).person_id != row.person_id:
                doubled.add(name)
    return numbers, {name: row for name, row in names.items() if name not in doubled}


def _checked(content: bytes) -> bytes:
    try:
        picture = printable_photograph(content)
    except NotPrintable as error:
        raise UnusablePhotograph(str(error), field="photograph") from None
    try:
        with whole_pictures_only(), Image.open(io.BytesIO(picture), formats=["JPEG"]) as drawn:
            drawn.load()
            width = drawn.width
    except Exception:  # hostile files fail in every way
        raise UnusablePhotograph(_("The photograph is damaged."), field="photograph") from None
    if width < LEAST_WIDTH:
        words = _("The photograph is too small: at least %(pixels)s pixels across.") % {"pixels": LEAST_WIDTH}
        raise UnusablePhotograph(words, field="photograph")
    return picture
