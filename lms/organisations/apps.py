"""The organisations app."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lms.organisations"
    label = "organisations"

    def ready(self) -> None:
        from lms.core.audit import Mark, register_actions
        from lms.organisations.audit_actions import SECOND_PERSON, AuditAction

        register_actions(AuditAction, {Mark.SECOND_PERSON: SECOND_PERSON})
