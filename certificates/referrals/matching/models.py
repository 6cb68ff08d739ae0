"""One table: whom officers proposed for which opening, why, and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from certificates.referrals.matching.rules import Group
from lms.core.ids import new_uuid

LONGEST_WHY = 500
GROUPS = [group.value for group in Group]


class MatchGroup(models.TextChoices):
    FITS = Group.FITS, pgettext_lazy("match", "All fits")
    OPEN = Group.OPEN, pgettext_lazy("match", "Open questions")
    AGAINST = Group.AGAINST, pgettext_lazy("match", "Something speaks against it")


class Proposal(models.Model):
    """One row says that an officer proposed somebody for an opening: why, and how the two stood then. PERSONAL.

    Once for the words of a revision: after a change that was approved the person may be proposed again (ADR 0222).
    Insert-only (triggers). Nothing is told to the employer by it: the person is asked first. `reasons` are codes of the
    matching rules; they hold the window of release and stay with officers. Kept as long as the person.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    opening = models.ForeignKey("certificates.Opening", on_delete=models.PROTECT, related_name="proposals")
    revision = models.PositiveIntegerField()
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="work_proposals")
    group = models.CharField(max_length=10, choices=MatchGroup)
    reasons = models.JSONField()
    why = models.CharField(max_length=LONGEST_WHY)
    by = models.UUIDField()
    at = models.DateTimeField()
    client_key = models.UUIDField()

    class Meta:
        verbose_name = pgettext_lazy("work", "proposal")
        verbose_name_plural = pgettext_lazy("work", "proposals")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "person", "revision"], name="proposed_once_for_the_same_words"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="proposal_says_why"),
            models.CheckConstraint(condition=Q(group__in=GROUPS), name="proposal_group_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.person_id}"
