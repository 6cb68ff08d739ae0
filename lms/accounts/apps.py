"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"

    def ready(self) -> None:
        from lms.accounts import receivers  # noqa: F401
        from lms.accounts.audit_actions import AuditAction
        from lms.core.audit import register_actions

        register_actions(AuditAction)
