"""What the audit trail may say of those who read it."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    EXPORT_LOG = "auditing.export_log", pgettext_lazy("audit", "Audit log taken away as a file")
    ASK_FOR_CHECK = "auditing.ask_for_check", pgettext_lazy("audit", "Check of the audit log asked for")
