"""Kinds of equipment, what a room has of each, and what of it is out of order."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.equipment import Outage, Stock
from lms.core.ids import new_uuid
from lms.core.language import pick


class EquipmentKind(models.Model):
    """One row is a kind of equipment, such as an oven, that rooms have and programmes ask for.

    Reference data for all sites: administrators change it by `equipment.operations`, and content packs bring what they
    ask for. Kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("kind of equipment")
        verbose_name_plural = _("kinds of equipment")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return pick(self, "name")


class RoomEquipment(models.Model):
    """One row says how many of a kind stand in a room, those out of order included; 0 after they were taken away.

    Registrars and administrators of the site change it by `equipment.operations`. Kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    room = models.ForeignKey("organisations.Room", on_delete=models.PROTECT, related_name="equipment")
    kind = models.ForeignKey(EquipmentKind, on_delete=models.PROTECT, related_name="in_rooms")
    count = models.PositiveSmallIntegerField(_("how many there are"))

    class Meta:
        verbose_name = _("equipment of a room")
        verbose_name_plural = _("equipment of rooms")
        ordering = ["room", "kind__code"]
        constraints = [
            models.UniqueConstraint(fields=["room", "kind"], name="equipment_once_per_room_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.kind_id} {self.count}"

    def as_stock(self) -> Stock:
        """Return it as the rules take it; asks nothing where kind and outages are fetched already."""
        outages = tuple(Outage(row.count, row.first_day, row.last_day) for row in self.outages.all())
        return Stock(self.kind.code, self.count, outages)


class EquipmentOutage(models.Model):
    """One row says that some of a room's equipment are out of order from a day on. Kept for ever, not personal.

    `last_day` is the last day without them, empty while nobody knows. Changed by `equipment.operations` only.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    equipment = models.ForeignKey(RoomEquipment, on_delete=models.PROTECT, related_name="outages")
    count = models.PositiveSmallIntegerField(_("how many are out of order"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("equipment out of order")
        verbose_name_plural = _("equipment out of order")
        ordering = ["equipment", "first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="outage_is_of_something"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="outage_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.equipment_id} {self.count} {self.first_day}"
