"""The certificates app."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"

    def ready(self) -> None:
        from certificates.audit_actions import ABOUT_ENDINGS, SECOND_PERSON, AuditAction
        from certificates.issuing import checks, receivers, tasks  # noqa: F401 - they register themselves
        from certificates.issuing.diplomas import Diplomas
        from certificates.issuing.ending.models import EndingReason
        from certificates.issuing.holdings import certificates_held
        from certificates.issuing.named import papers_of
        from certificates.issuing.tellings import tell_credentials
        from certificates.published import checks as published_checks  # noqa: F401
        from certificates.published import receivers as published_receivers  # noqa: F401
        from certificates.published import tasks as published_tasks  # noqa: F401
        from certificates.referrals.consent.mails import tell_employer
        from certificates.referrals.consent.operations import register_ending
        from certificates.referrals.wishes.told import register_sources
        from lms.core.audit import Mark, labels_of, register_actions, register_reasons
        from lms.enrolments.api import (
            register_diploma_desk,
            register_issuer,
            register_printer,
            register_teller,
        )

        register_actions(AuditAction, {Mark.SECOND_PERSON: SECOND_PERSON})
        register_reasons(dict.fromkeys(ABOUT_ENDINGS, labels_of(EndingReason)))
        register_sources()
        register_issuer(certificates_held)
        register_diploma_desk(Diplomas())
        register_teller(tell_credentials)
        register_printer(papers_of)
        register_ending(tell_employer)
