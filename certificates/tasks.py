"""Celery's names of this app's work."""

from celery import shared_task

from certificates.issuing import tasks


@shared_task
def sweep_completions() -> None:
    tasks.sweep()


@shared_task
def keep_status_lists() -> None:
    tasks.keep_status_lists()
