"""Certificates of many completed trainings as rows, whose documents nobody opens."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from certificates.models import Credential, KindDefinition, RegisterNumber
from lms.enrolments.models import Enrolment

THEN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def issue_all(enrolments: Sequence[Enrolment]) -> None:
    """Give each a training certificate that is in force."""
    numbers = RegisterNumber.objects.bulk_create(
        (
            RegisterNumber(number=f"9{row.pk:011d}", kind="training_certificate", reserved_at=THEN)
            for row in enrolments
        ),
        batch_size=2_000,
    )
    definition = KindDefinition.objects.filter(kind="training_certificate").latest("version")
    Credential.objects.bulk_create(
        (
            Credential(
                kind="training_certificate",
                definition=definition,
                enrolment=row,
                person_id=row.person_id,
                school_id=row.school_id,
                number=number,
                payload=b"{}",
                payload_sha256="0" * 64,
                token="x",  # noqa: S106 - nobody opens it
                token_hash=f"{row.pk:064x}",
                awarded_date=THEN.date() + timedelta(days=row.pk % 300),
                state="issued",
                document_name="x",
                document_sha256=f"{row.pk:064x}",
                reserved_at=THEN,
                issued_at=THEN,
            )
            for row, number in zip(enrolments, numbers, strict=True)
        ),
        batch_size=2_000,
    )
