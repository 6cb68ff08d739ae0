"""The platform: project settings and learning operations.

Celery's application is imported here so that tasks find it in every process.
"""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
