"""The yes of another officer, as the tables of every proposal of a school have it; the no is `Closing`."""

from django.db import models


class Approval(models.Model):
    """One row is the yes of another officer to a proposal. Insert-only (triggers); kept for ever. Not personal."""

    by = models.UUIDField()
    approved_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} {self.approved_at:%Y-%m-%d}"
