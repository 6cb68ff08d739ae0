"""What nobody asks for: signed registers lock when their days are over."""

from celery import shared_task

from lms.core.actor import Actor
from lms.core.clock import now
from lms.delivery.register.operations import lock_due_registers


@shared_task
def lock_registers() -> int:
    """Lock every signed register whose days are over; what a crash left is locked the next hour."""
    return lock_due_registers(actor=Actor.system("registers"), now=now())
