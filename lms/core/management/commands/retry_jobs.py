"""Gives background work that was given up one more attempt, once its cause is mended."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.core import clock, jobs


class Command(BaseCommand):
    help = "Let every job that was given up have one more attempt."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{jobs.retry_failed(now=clock.now())} job(s) wait again.")
