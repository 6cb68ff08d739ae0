"""Places and bodies: administrations, schools that teach and issue, training sites, dated pairings, employers.

Site and school are different things everywhere: documents and public pages know the school only.
"""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.language import pick
from lms.core.natural import natural_key
from lms.organisations.employers.rules import CODE_FORM, CODE_LENGTH, compared_by
from lms.organisations.equipment.models import EquipmentKind, EquipmentOutage, RoomEquipment
from lms.organisations.rules import LONGEST_CONTACT, contact_line

__all__ = [
    "Administration",
    "DecisionKind",
    "Employer",
    "EmployerDecision",
    "EquipmentKind",
    "EquipmentOutage",
    "Organisation",
    "Pairing",
    "Room",
    "RoomEquipment",
    "School",
    "Site",
    "code_validator",
]
LONGEST_SORT_NAME = 200

code_validator = RegexValidator(r"^[A-Z0-9-]{2,20}$", _("Use 2 to 20 capital letters, digits and hyphens."))


class Organisation(models.Model):
    """Shared columns of every body: two names, a code for staff, an outside identifier."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[code_validator])
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return pick(self, "name")


class Administration(Organisation):
    """One row is the authority above sites: the root of what it may read. Kept for ever, not personal."""

    class Meta(Organisation.Meta):
        verbose_name = _("administration")
        verbose_name_plural = _("administrations")


class School(Organisation):
    """One row is a partner school: it teaches, issues, and is the only body that documents name.

    Administrators may change it; issued documents keep the name they were issued with. Kept for ever. The contact is
    where employers' replies go: an office of the school, public and not personal, never one of a site; placement
    officers keep it.
    """

    principal = models.CharField(_("principal"), max_length=100, blank=True)
    contact_address = models.CharField(
        pgettext_lazy("school", "postal address"), max_length=LONGEST_CONTACT["address"], blank=True
    )
    contact_phone = models.CharField(_("telephone"), max_length=LONGEST_CONTACT["phone"], blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=LONGEST_CONTACT["email"], blank=True)

    class Meta(Organisation.Meta):
        verbose_name = _("school")
        verbose_name_plural = _("schools")

    @property
    def contact(self) -> str:
        """Return where replies go, in one line; empty where nothing is kept."""
        return contact_line(self.contact_address, self.contact_phone, self.contact_email)


class Site(Organisation):
    """One row is a training site. Its name never leaves staff pages (invariant I3). Kept for ever."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="sites")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")

    class Meta(Organisation.Meta):
        verbose_name = _("training site")
        verbose_name_plural = _("training sites")


class Room(models.Model):
    """One row is a room of a site with its seats. Administrators may change it; kept for ever, not personal.

    `plan`: the seats' names as they stand, row by row, an empty name where there is a gap; without a plan they are
    numbered from 1 on. `sort_name`: the name as it sorts, numbers by their value.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("room"), max_length=60)
    sort_name = models.CharField(max_length=LONGEST_SORT_NAME, editable=False)
    seats = models.PositiveSmallIntegerField(_("seats"))
    plan = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["site", "sort_name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="room_name_once_per_site"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="room_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep with the name by what it sorts."""
        self.sort_name = natural_key(self.name)[:LONGEST_SORT_NAME]
        super().save(*args, **kwargs)


class Pairing(models.Model):
    """One row says that a school teaches at a site from one day to another. Kept for ever, not personal."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pairings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="pairings")
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        ordering = ["school", "site", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["school", "site", "valid_from"], name="pairing_once_per_start"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="pairing_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school.code} - {self.site.code}"


class Employer(Organisation):
    """One row is an employer as a body; its people are users with the employer role. Kept for ever.

    PERSONAL as far as it names who is to be asked for. Its people write it when they sign up; placement officers decide
    whether it is verified (EmployerDecision). The two keys are the names as they are compared.
    """

    # NULL, not empty: employers of before have none, and those must not meet in the unique constraint.
    credit_code = models.CharField(  # noqa: DJ001
        _("unified social credit code"), max_length=CODE_LENGTH, null=True, db_index=True
    )
    contact_person = models.CharField(_("contact person"), max_length=100, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    about = models.TextField(_("what the organisation does"), max_length=1000, blank=True)
    is_verified = models.BooleanField(_("checked by a placement officer"), default=False)
    key_zh = models.CharField(max_length=200, editable=False, db_index=True, default="")
    key_en = models.CharField(max_length=200, editable=False, db_index=True, default="")

    class Meta(Organisation.Meta):
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__isnull=True) | Q(credit_code__regex=CODE_FORM),
                name="employer_credit_code_has_its_form",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(is_verified=True),
                name="employer_credit_code_of_one_that_is_verified",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep with the names by what they are compared."""
        self.key_zh, self.key_en = compared_by(self.name_zh), compared_by(self.name_en)
        super().save(*args, **kwargs)


# Rows of the app's parts, for Django to find.
from lms.organisations.employers.models import DecisionKind, EmployerDecision  # noqa: E402
