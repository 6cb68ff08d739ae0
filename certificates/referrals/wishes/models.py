"""One table: what people said of the work that they wish, each time that they said it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.referrals.wishes import rules
from certificates.referrals.wishes.rules import Mind, Origin
from lms.core.ids import new_uuid

MINDS = [mind.value for mind in Mind]


class WishMind(models.TextChoices):
    WISH = Mind.WISH, pgettext_lazy("wish", "Says what")
    UNDECIDED = Mind.UNDECIDED, pgettext_lazy("wish", "Does not know yet")


class WishOrigin(models.TextChoices):
    SELF = Origin.SELF, pgettext_lazy("wish", "Said by the person")
    OFFICER = Origin.OFFICER, pgettext_lazy("wish", "Written down by an officer")


class WorkWish(models.Model):
    """One row is what somebody wished of work, from a moment on. PERSONAL.

    Insert-only (triggers): the highest number counts, the others are its history. No row: nobody has asked yet.
    Codes stand apart by spaces; none means that anything would do. Written by the person at a terminal or by an officer
    of the person's site, `by` whom is kept. Kept as long as the person.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="work_wishes")
    number = models.PositiveIntegerField()
    mind = models.CharField(max_length=10, choices=WishMind)
    occupations = models.CharField(_("kinds of work"), max_length=210, blank=True)
    districts = models.CharField(_("places"), max_length=140, blank=True)
    other_place = models.CharField(_("another place"), max_length=rules.LONGEST_PLACE, blank=True)
    lowest_pay = models.PositiveIntegerField(help_text="fen a month", null=True, blank=True)
    shifts = models.CharField(_("hours"), max_length=60, blank=True)
    needs_lodging = models.BooleanField(_("needs lodging"), default=False)
    from_date = models.DateField(_("from"), null=True, blank=True)
    origin = models.CharField(max_length=10, choices=WishOrigin)
    by = models.UUIDField()
    at = models.DateTimeField()
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("wish of work")
        verbose_name_plural = _("wishes of work")
        ordering = ["person", "number"]
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="work_wish_number_once_per_person"),
            models.CheckConstraint(condition=Q(mind__in=MINDS), name="work_wish_mind_is_known"),
            models.CheckConstraint(
                condition=Q(lowest_pay__isnull=True) | Q(lowest_pay__gt=0), name="work_wish_pay_is_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.number}"
