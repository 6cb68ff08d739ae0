"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "courses.pages"
    label = "pages"

    def ready(self) -> None:
        from courses.pages.audit_actions import AuditAction
        from lms.core.audit import register_actions

        register_actions(AuditAction)
