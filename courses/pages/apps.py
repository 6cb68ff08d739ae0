"""The pages app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "courses.pages"
    label = "pages"

    def ready(self) -> None:
        from courses.pages.audit_actions import AuditAction
        from courses.pages.blocks.shown import parts
        from lms.core.audit import register_actions
        from lms.core.styleguide.registry import register_part

        register_actions(AuditAction)
        for part in parts():
            register_part(part)
