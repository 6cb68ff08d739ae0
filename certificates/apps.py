"""The certificates app."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"

    def ready(self) -> None:
        from certificates.audit_actions import AuditAction
        from certificates.issuing import checks, receivers, tasks  # noqa: F401 - they register themselves
        from lms.core.audit import register_actions

        register_actions(AuditAction)
