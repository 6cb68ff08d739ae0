"""The enrolments app."""

from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "lms.enrolments"
    label = "enrolments"

    def ready(self) -> None:
        from lms.core.audit import register_actions
        from lms.enrolments import tasks  # noqa: F401 - names the jobs
        from lms.enrolments.audit_actions import AuditAction

        register_actions(AuditAction)
