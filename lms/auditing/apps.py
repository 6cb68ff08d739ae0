"""The app of those who audit."""

from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "lms.auditing"
    label = "auditing"

    def ready(self) -> None:
        from lms.auditing import tasks  # noqa: F401 - the task registers itself
        from lms.auditing.audit_actions import AuditAction
        from lms.core.audit import register_actions

        register_actions(AuditAction)
