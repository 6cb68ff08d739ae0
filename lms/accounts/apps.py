"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"

    def ready(self) -> None:
        from lms.accounts import receivers, tasks  # noqa: F401 - they register themselves
        from lms.accounts.audit_actions import AuditAction
        from lms.core.audit import Mark, register_actions

        register_actions(
            AuditAction,
            {
                Mark.REVEAL: {AuditAction.REVEAL_RESIDENT_ID},
                Mark.SIGN_IN: {AuditAction.SIGN_IN, AuditAction.SIGN_OUT},
            },
        )
