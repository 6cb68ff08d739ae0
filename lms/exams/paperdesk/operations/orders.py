"""Use cases: order papers, draw what was ordered, cancel an order, ask once more for work that broke off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.core.models import Job, JobState
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import OrderExists, OrderNotFound, TooFewItems, UnusableDrawing
from lms.exams.paperdesk.models import OrderState, PaperOrder
from lms.exams.paperdesk.proofs import kept_proof
from lms.exams.papers.models import DrawingPurpose, PaperDrawing
from lms.exams.papers.operations import NewDrawing, check_drawing, draw_papers
from lms.exams.papers.queries import is_sealed, prove_drawing
from lms.organisations.api import School

DRAW_JOB = "exams.draw_ordered_papers"


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Which papers are wanted, for which school, by whom. The key of the form makes sending it twice one order."""

    drawing: NewDrawing
    school: School
    by: User


def order_papers(*, order: NewOrder, actor: Actor, now: datetime) -> PaperOrder:
    """Keep the order and ask a worker to draw; the same key again is the same order.

    :raises UnusableDrawing: a number of papers that cannot be, or a seed that cannot be or is sealed.
    :raises OrderExists: the key came before, for other papers or another school.
    """
    wanted = order.drawing
    check_drawing(wanted)
    with transaction.atomic(durable=True):
        known = PaperOrder.objects.filter(client_key=wanted.client_key).first()
        if known is None and is_sealed(wanted.seed):
            raise UnusableDrawing(
                _("Papers that are still sealed were drawn from this seed. Take another, or leave it empty."),
                field="seed",
            )
        row, is_new = PaperOrder.objects.get_or_create(
            client_key=wanted.client_key,
            defaults={
                "scheme": wanted.scheme,
                "school": order.school,
                "purpose": wanted.purpose,
                "forms": wanted.forms,
                "overlap": wanted.overlap,
                "seed": wanted.seed,
                "by": order.by,
                "at": now,
            },
        )
        asked = (wanted.scheme.pk, order.school.pk, wanted.purpose, wanted.forms, wanted.overlap)
        if not is_new and (row.scheme_id, row.school_id, row.purpose, row.forms, row.overlap) != asked:
            raise OrderExists(_("This request was already used for other papers."))
        if is_new:
            after = {"scheme": str(wanted.scheme), "papers": wanted.forms}
            audit.record(actor=actor, action=AuditAction.ORDER_PAPERS, target=row, after=after, now=now)
            _ask(row, now=now)
    return row


def draw_ordered(*, uuid: UUID, now: datetime) -> PaperOrder:
    """Draw what was ordered and prove it, or say why it cannot be; what is done or cancelled stays as it is.

    :raises OrderNotFound: there is none.
    """
    try:
        row = _draw(uuid, now=now)
    except TooFewItems as lacking:
        return _refuse(uuid, lacking, now=now)
    return _prove(row, row.drawing) if row.drawing and is_at_work(row) else row


def _draw(uuid: UUID, *, now: datetime) -> PaperOrder:
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state == OrderState.WAITING:
            actor = Actor(user_uuid=row.by.uuid, role="system:worker")
            row.drawing = draw_papers(_wanted(row), actor=actor, now=now)
            row.state = OrderState.DRAWN
            row.save(update_fields=["drawing", "state"])
    return row


def _prove(row: PaperOrder, drawing: PaperDrawing) -> PaperOrder:
    """Count the papers again, outside the transaction that drew them: of many that takes longer than drawing."""
    row.proof = kept_proof(prove_drawing(drawing))
    with transaction.atomic(durable=True):
        row.save(update_fields=["proof"])
    return row


def cancel_order(*, uuid: UUID, actor: Actor, now: datetime) -> PaperOrder:
    """Cancel an order whose papers are not drawn; papers that are drawn stay.

    :raises OrderNotFound: there is none.
    """
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state == OrderState.WAITING:
            row.state = OrderState.CANCELLED
            row.save(update_fields=["state"])
            audit.record(actor=actor, action=AuditAction.CANCEL_PAPERS, target=row, now=now)
    return row


def retry_order(*, uuid: UUID, actor: Actor, now: datetime) -> PaperOrder:
    """Ask once more for work that broke off; while it waits or runs nothing changes.

    :raises OrderNotFound: there is none.
    """
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if has_broken_off(row):
            row.round += 1
            row.save(update_fields=["round"])
            audit.record(
                actor=actor, action=AuditAction.ORDER_PAPERS, target=row, after={"round": row.round}, now=now
            )
            _ask(row, now=now)
    return row


def job_of(row: PaperOrder) -> Job | None:
    """Return the work on an order."""
    return Job.objects.filter(kind=DRAW_JOB, key=f"{row.uuid}:{row.round}").first()


def is_at_work(row: PaperOrder) -> bool:
    """Return whether a worker has to do something next: draw, or prove what was drawn."""
    return row.state == OrderState.WAITING or (row.state == OrderState.DRAWN and not row.proof)


def has_broken_off(row: PaperOrder) -> bool:
    """Return whether work is needed that nobody will do any more."""
    job = job_of(row) if is_at_work(row) else None
    return is_at_work(row) and (job is None or job.state == JobState.FAILED)


def _ask(row: PaperOrder, *, now: datetime) -> None:
    jobs.enqueue(kind=DRAW_JOB, key=f"{row.uuid}:{row.round}", payload={"order": str(row.uuid)}, now=now)


def _lock(uuid: UUID) -> PaperOrder:
    row = (
        PaperOrder.objects.select_for_update(of=("self",))
        .select_related("scheme", "by")
        .filter(uuid=uuid)
        .first()
    )
    if row is None:
        raise OrderNotFound(_("There is nothing at this address."))
    return row


def _wanted(row: PaperOrder) -> NewDrawing:
    return NewDrawing(
        scheme=row.scheme,
        client_key=row.uuid,
        purpose=DrawingPurpose(row.purpose),
        forms=row.forms,
        overlap=row.overlap,
        seed=row.seed,
    )


def _refuse(uuid: UUID, lacking: TooFewItems, *, now: datetime) -> PaperOrder:
    """Say in both languages what is lacking, and end the order."""
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state == OrderState.WAITING:
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    row.reasons[language] = lacking.in_words()
            row.state = OrderState.REFUSED
            row.save(update_fields=["state", "reasons"])
            audit.record(actor=Actor.system("worker"), action=AuditAction.REFUSE_PAPERS, target=row, now=now)
    return row
