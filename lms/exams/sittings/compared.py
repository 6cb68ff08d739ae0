"""Whether somebody compared a person with photo or papers, and whether that holds."""

from django.db import models


class Compared(models.Model):
    """What a row keeps of it: both instants only grow, the later holds; why it was taken back stands in the room's log.

    `seen_at`: an invigilator found the person to be who they say; `unseen_at`: that was taken back.
    """

    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)
    unseen_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_seen(self) -> bool:
        """Return whether the person was compared, and nobody took it back."""
        return self.seen_at is not None and (self.unseen_at is None or self.unseen_at < self.seen_at)
