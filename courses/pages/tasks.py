"""Celery tasks of pages: what was approved for a later day goes out when the day has come."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled() -> None:
    """Publish approved revisions whose time has come, and take back pages whose time is over. Idempotent."""
    call_command("publish_scheduled")
