"""What the audit trail may say of organisations."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    ADD_ORGANISATION = "organisations.add_organisation"
    ADD_ROOM = "organisations.add_room"
    PLAN_ROOM = "organisations.plan_room"
    PAIR_SCHOOL = "organisations.pair_school"
