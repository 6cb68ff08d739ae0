"""Core's rows: the audit chain and the jobs that Celery is rung for."""

from datetime import UTC

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class AuditChain(models.Model):
    """One row is the head of one hash chain; only `lms.core.audit` moves it. Kept for ever, not personal."""

    name = models.CharField(max_length=64, unique=True)
    last_seq = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name}:{self.last_seq}"


class AuditEntry(models.Model):
    """One row says who did what to what and when. Insert-only (triggers); kept for ever.

    Personal only by reference: values appear as salted hashes.
    """

    chain = models.ForeignKey(AuditChain, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)
    acting_role = models.CharField(max_length=40)
    terminal_uuid = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_uuid = models.UUIDField()
    reason = models.CharField(max_length=500, blank=True)
    salt = models.CharField(max_length=32)
    before_hash = models.CharField(max_length=64, blank=True)
    after_hash = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_entry_seq_once_per_chain"),
        ]
        indexes = [
            # "What happened to this thing?"
            models.Index(fields=["target_type", "target_uuid"], name="audit_entry_by_target"),
            # What auditors ask, newest first (docs/decisions/0233): "What did this person do?"
            models.Index(fields=["actor_uuid", "seq"], name="audit_entry_by_actor"),
            # "Where was this done?"
            models.Index(fields=["action", "seq"], name="audit_entry_by_action"),
            # "What happened to things of this kind?"
            models.Index(fields=["target_type", "seq"], name="audit_entry_by_kind"),
            # "What was done on this day?"
            models.Index(fields=["at"], name="audit_entry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    def chained_values(self) -> dict:
        """Return what the hash covers, as JSON-safe values."""
        return {
            "seq": self.seq,
            "uuid": str(self.uuid),
            "at": self.at.astimezone(UTC).isoformat(),  # as it will be read, whatever zone it came in
            "actor": str(self.actor_uuid or ""),
            "role": self.acting_role,
            "terminal": str(self.terminal_uuid or ""),
            "action": self.action,
            "target": f"{self.target_type}:{self.target_uuid}",
            "reason": self.reason,
            "salt": self.salt,
            "before": self.before_hash,
            "after": self.after_hash,
            "prev": self.prev_hash,
        }


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """One row is one piece of background work and the truth about it; Celery is only its doorbell.

    Written by `lms.core.jobs`; kept 90 days after the end; holds ids only, nothing personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=1)
    error_code = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once_per_kind_and_key"),
        ]
        indexes = [
            # The sweep asks: what is due and not finished?
            models.Index(fields=["state", "not_before"], name="job_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key} {self.state}"
