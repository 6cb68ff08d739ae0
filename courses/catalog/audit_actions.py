"""What the audit trail may say of the catalogue."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    CREATE_DRAFT = "catalog.create_draft", pgettext_lazy("audit", "Draft of a programme begun")
    CHANGE_DRAFT = "catalog.change_draft", pgettext_lazy("audit", "Draft of a programme changed")
    DISCARD_DRAFT = "catalog.discard_draft", pgettext_lazy("audit", "Draft of a programme discarded")
    CHANGE_PROGRAMME = "catalog.change_programme", pgettext_lazy("audit", "Programme changed")
    CHANGE_LESSON = "catalog.change_lesson", pgettext_lazy("audit", "Lesson changed")
    PUBLISH_VERSION = "catalog.publish_version", pgettext_lazy("audit", "Version of a programme published")
