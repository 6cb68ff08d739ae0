"""Rows of the register: events that wait, entries, the nodes of their tree, checkpoints, what the monitor found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WaitingEvent(models.Model):
    """One row is an event that is noted for the register and becomes an entry with the next checkpoint.

    Written by `register.operations` in the transaction of what it tells of, removed in the one that makes it an entry;
    the monitor misses one that went otherwise. Not personal, as the entry is not.
    """

    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    entry = models.BinaryField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("event that waits for the register")
        verbose_name_plural = _("events that wait for the register")
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind"], name="waiting_event_once"),
        ]

    def __str__(self) -> str:
        return self.kind


class RegisterEvent(models.Model):
    """One row is one entry of the register: its exact bytes, at its place.

    Insert-only (triggers), written by `register.operations` under the head's lock, kept for ever. Not personal: a
    digest of bytes that hold a random token or signature cannot be guessed.
    """

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    entry = models.BinaryField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the register")
        verbose_name_plural = _("entries of the register")
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind"], name="register_event_once"),
            models.CheckConstraint(condition=Q(index__gte=0), name="register_event_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class RegisterNode(models.Model):
    """One row is the hash of one complete subtree. Insert-only (triggers), kept for ever, not personal.

    `position` numbers the nodes of all levels in order: leaves have the even numbers.
    """

    position = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("node of the register")
        verbose_name_plural = _("nodes of the register")

    def __str__(self) -> str:
        return str(self.position)


class RegisterHead(models.Model):
    """One row is a register: how many entries it has. Its lock is what makes appending one after the other."""

    name = models.CharField(max_length=20, unique=True)
    size = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return f"{self.name} {self.size}"


class RegisterCheckpoint(models.Model):
    """One row is what the register was at the hour that was due: size, root, and the signed text.

    Insert-only (triggers), kept for ever, not personal.
    """

    due_at = models.DateTimeField(unique=True)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:8]}"


class RegisterAnchor(models.Model):
    """One row is what an authority outside said of a checkpoint: that its text was there at an instant (RFC 3161).

    Insert-only (triggers), kept for ever, not personal.
    """

    checkpoint = models.OneToOneField(RegisterCheckpoint, on_delete=models.PROTECT, related_name="anchor")
    token = models.BinaryField()
    authority = models.CharField(max_length=200)
    stamped_at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("time-stamp of a checkpoint")
        verbose_name_plural = _("time-stamps of checkpoints")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.checkpoint} {self.stamped_at:%Y-%m-%d}"


class RegisterCheck(models.Model):
    """One row is one run of the monitor and what it found; no findings is good news. Insert-only (triggers)."""

    size = models.BigIntegerField()
    findings = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check of the register")
        verbose_name_plural = _("checks of the register")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {len(self.findings)}"
