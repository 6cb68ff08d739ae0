"""Rows of interruptions, withdrawals and what ended them, transfers: each a fact with its reason, never taken away."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid


class InterruptionReason(models.TextChoices):
    """Why training rests; never which illness."""

    CLINIC = "clinic", _("The clinic says that training has to rest")
    PROCEEDINGS = "proceedings", _("Proceedings of a court or an authority")
    SITE = "site", _("Order of the site")
    FAMILY = "family", _("Family matter")
    NO_CLASS = "no_class", _("No class can be held")
    WITHDRAWN = "withdrawn", _("Withdrawn, and taken up again later")
    LEFT = "left", _("Had left before it was recorded")
    OTHER = "other", pgettext_lazy("reason", "Other")

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Return those that somebody chooses."""
        return [choice for choice in cls.choices if choice[0] not in cls.unasked()]

    @classmethod
    def unasked(cls) -> tuple[str, ...]:
        """Return those that write themselves: between a withdrawal and its end, and before a release is recorded."""
        return (cls.WITHDRAWN, cls.LEFT)


class WithdrawalReason(models.TextChoices):
    """Why training ends before its goal."""

    OWN_WISH = "own_wish", _("Own wish")
    RELEASED = "released", _("Released, and does not go on")
    NOT_IN_TIME = "not_in_time", _("Cannot be finished in time")
    OTHER_PROGRAMME = "other_programme", _("Changes to another programme")
    NOT_FIT = "not_fit", _("Not fit for this training")
    ABSENT = "absent", _("Did not come")
    OTHER = "other", pgettext_lazy("reason", "Other")


class ResumptionReason(models.TextChoices):
    """Why an enrolment that was withdrawn goes on."""

    MISTAKE = "mistake", _("Withdrawn by mistake")
    BACK = "back", _("Comes back to the programme")
    OTHER = "other", pgettext_lazy("reason", "Other")


class TransferReason(models.TextChoices):
    """Why somebody is trained elsewhere from a day on."""

    AUTHORITY = "authority", _("Decision of the authority")
    COOPERATION = "cooperation", _("The school teaches here no more")
    OFFER = "offer", _("The programme is taught there")
    RESUMED = "resumed", _("Taken up again there")
    OTHER = "other", pgettext_lazy("reason", "Other")

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """Return those that somebody chooses; who is enrolled again elsewhere is transferred by that."""
        return [choice for choice in cls.choices if choice[0] != cls.RESUMED]


class Interruption(models.Model):
    """One row is a time in which an enrolment rests: from the first day without to the first day back. PERSONAL.

    Written by `changing.operations`; the return fills the last columns once. Kept as long as the enrolment.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="interruptions"
    )
    reason = models.CharField(_("reason"), max_length=12, choices=InterruptionReason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    began_on = models.DateField(_("first day without training"))
    expected_on = models.DateField(_("expected back on"), null=True, blank=True)
    ended_on = models.DateField(_("first day back"), null=True, blank=True)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("interruption")
        verbose_name_plural = _("interruptions")
        ordering = ["began_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(ended_on__isnull=True),
                name="enrolment_interrupted_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="interruption_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.began_on}"

    @property
    def back_on(self) -> date | None:
        """Return the first day back in training; None while it rests, and where somebody had left for good."""
        return None if self.reason == InterruptionReason.LEFT else self.ended_on


class Withdrawal(models.Model):
    """One row says why an enrolment ended before its goal. PERSONAL. Insert-only (triggers); kept as the enrolment.

    A later one follows on the resumption that ended the one before: so at most one stands at a time.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="withdrawals"
    )
    after = models.OneToOneField(
        "enrolments.Resumption", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=16, choices=WithdrawalReason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(after__isnull=True),
                name="enrolment_withdrawn_for_the_first_time_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.reason}"


class Resumption(models.Model):
    """One row says that a withdrawn enrolment goes on, from when and why. PERSONAL. Insert-only (triggers); kept as it.

    A withdrawal ends once (one to one): of two who take an enrolment up at the same moment one is told.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    withdrawal = models.OneToOneField(Withdrawal, on_delete=models.PROTECT, related_name="resumption")
    reason = models.CharField(_("reason"), max_length=8, choices=ResumptionReason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("resumption")
        verbose_name_plural = _("resumptions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} {self.reason}"


class Transfer(models.Model):
    """One row says that an enrolment is taught at another school or site from a day on. PERSONAL.

    Insert-only (triggers); what was done before stays with the enrolment, and with those who taught it (ADR 0139).
    Kept as long as the enrolment. `ended_on`: when it had been withdrawn at the former site, if it was taken up again
    elsewhere; that site reads no further for it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey("enrolments.Enrolment", on_delete=models.PROTECT, related_name="transfers")
    from_school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    from_site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    to_school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    to_site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("first day there"))
    ended_on = models.DateField(_("withdrawn at the former site on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=TransferReason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)
    client_key = models.UUIDField()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "client_key"], name="enrolment_transferred_once_per_key"
            ),
            models.CheckConstraint(
                condition=~Q(from_school=F("to_school"), from_site=F("to_site")),
                name="transfer_changes_the_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__lte=F("on")),
                name="transfer_is_not_before_the_end_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.on}"


class Continuation(models.Model):
    """One row says that an enrolment goes on after the release. PERSONAL. Insert-only (triggers); kept as it.

    Only that and from when: where somebody lives afterwards is no part of training.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="continuations"
    )
    admission = models.ForeignKey("enrolments.Admission", on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField(_("goes on from"))
    at = models.DateTimeField()
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("training after the release")
        verbose_name_plural = _("training after the release")
        ordering = ["from_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "admission"], name="enrolment_continued_once_per_stay"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.from_date}"
