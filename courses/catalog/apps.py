"""The catalog app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "courses.catalog"
    label = "catalog"

    def ready(self) -> None:
        from courses.catalog.audit_actions import AuditAction
        from lms.core.audit import register_actions

        register_actions(AuditAction)
