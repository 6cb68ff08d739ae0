"""Celery is the doorbell for job rows (see lms.core.jobs): messages carry ids only, as JSON.

A worker's service names its settings in DJANGO_SETTINGS_MODULE, like the web's.
"""

from celery import Celery

app = Celery("lms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
