"""Celery tasks of pages: what was approved for a later day goes out; packs on their way do not lie about for ever."""

from celery import shared_task
from django.core.management import call_command

from courses.pages.transfers import tasks as transfers


@shared_task
def publish_scheduled() -> None:
    """Publish approved revisions whose time has come, and take back pages whose time is over. Idempotent."""
    call_command("publish_scheduled")


@shared_task
def tidy_packs() -> None:
    """Let uploads and exports expire, and delete files that belong to nothing. Idempotent."""
    transfers.tidy()
