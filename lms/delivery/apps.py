"""The delivery app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "lms.delivery"
    label = "delivery"

    def ready(self) -> None:
        from lms.core.audit import register_actions
        from lms.delivery.audit_actions import AuditAction

        register_actions(AuditAction)
