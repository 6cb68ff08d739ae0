"""Kinds and public states of credentials by name, for readers that know no table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certificates.issuing.rules import State


class CredentialKind(TextChoices):
    TRAINING_CERTIFICATE = "training_certificate", _("Training certificate")
    DIPLOMA = "diploma", _("Diploma")
    STUDY_COMPLETION = "study_completion", _("Certificate of completed study")
    STUDY_RECORD = "study_record", _("Record of partial study")
    SKILL_LEVEL = "skill_level", _("Skill-level certificate")
    TRANSCRIPT = "transcript", _("Transcript of records")


EXPIRED = "expired"  # what a valid one is after its last day; no row says it, the day does


class PublicStatus(TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = State.REVOKED.value, _("Revoked")
    REPLACED = State.REPLACED.value, _("Replaced")
