"""Opening the case of an appeal: everything that was logged, for its reviewer; each look is written down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.appeals.errors import PartTaken
from lms.exams.appeals.models import Appeal
from lms.exams.appeals.operations.locking import user_of
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.models import PaperPart
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.operations import look_on


def open_case(*, appeal: Appeal, actor: Actor, now: datetime, document: str = "page") -> OpenedPaper:
    """Let the reviewer of an appeal look at its case, with paper and key of its result, and write that down.

    :raises PartTaken: the caller does not review it, or did not decide it.
    """
    reference = str(UUID(int=appeal.uuid.int))[:8]
    why = _("Appeal %(reference)s") % {"reference": reference}
    _write_down(appeal, document, actor, now)
    # The key is sealed as long as it may serve again: this opening stands in the trail of the paper too.
    return look_on(paper_uuid=appeal.written.paper.uuid, part=PaperPart.KEY, reason=why, actor=actor, now=now)


def open_practical_case(*, appeal: Appeal, actor: Actor, now: datetime, document: str = "page") -> None:
    """Let the reviewer of an appeal against a practical result look at its case, and write that down.

    :raises PartTaken: the caller does not review it, or did not decide it.
    """
    _write_down(appeal, document, actor, now)


def _write_down(appeal: Appeal, document: str, actor: Actor, now: datetime) -> None:
    user = user_of(actor)
    if appeal.reviewer != user:
        raise PartTaken(_("Only who reviews this appeal sees what was logged. Take it first."))
    with transaction.atomic(durable=True):
        after = {"document": document}
        audit.record(actor=actor, action=AuditAction.READ_APPEAL, target=appeal, after=after, now=now)
