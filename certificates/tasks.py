"""Celery's names of this app's work."""

from celery import shared_task

from certificates.issuing import tasks
from certificates.issuing.register import tasks as register
from certificates.published import tasks as published
from certificates.referrals.followup.arranging import count_for_letters
from certificates.referrals.followup.reminding import remind_of_follow_ups
from lms.core.clock import now


@shared_task
def sweep_completions() -> None:
    tasks.sweep()


@shared_task
def keep_status_lists() -> None:
    tasks.keep_status_lists()


@shared_task
def sign_a_second_time() -> None:
    tasks.sign_a_second_time()


@shared_task
def checkpoint_register() -> None:
    register.checkpoint()


@shared_task
def anchor_register() -> None:
    register.anchor()


@shared_task
def monitor_register() -> None:
    register.monitor()


@shared_task
def keep_published() -> None:
    published.keep()


@shared_task
def count_follow_ups() -> None:
    count_for_letters(now())
    remind_of_follow_ups(now())
