"""Rows of the sealed reserve: packets of printed booklets, their opening, and the sheets that are keyed twice."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from lms.core.ids import new_uuid


class ReserveEdition(models.TextChoices):
    ZH = "zh", pgettext_lazy("edition", "Chinese")
    EN = "en", pgettext_lazy("edition", "English")
    BOTH = "both", pgettext_lazy("edition", "Chinese and English beside each other")


class SealedReserve(models.Model):
    """One row is one packet of a sitting's papers for one envelope; its steps say how far it is. Ten years.

    Insert-only (triggers). `printed_at` is when an officer asked for it. `booklets` names by attempt what is printed
    for it: the digest of its paper and order, so that a packet from before other forms were laid is known. Personal by
    reference.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sitting = models.ForeignKey("exams.Sitting", on_delete=models.PROTECT, related_name="reserves")
    seal = models.CharField(_("number of the seal"), max_length=40)
    edition = models.CharField(_("language"), max_length=4, choices=ReserveEdition)
    first_number = models.PositiveSmallIntegerField()
    last_number = models.PositiveSmallIntegerField()
    booklets = models.JSONField()
    reason = models.CharField(max_length=300)
    client_key = models.UUIDField(unique=True)
    printed_by = models.UUIDField(null=True)
    printed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed reserve")
        verbose_name_plural = _("sealed reserves")
        ordering = ["sitting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "seal"], name="reserve_seal_once_per_sitting"),
            models.CheckConstraint(condition=~Q(seal=""), name="reserve_has_a_seal"),
            models.CheckConstraint(condition=~Q(reason=""), name="reserve_has_a_reason"),
            models.CheckConstraint(
                condition=Q(last_number__gte=F("first_number")), name="reserve_numbers_go_up"
            ),
        ]

    def __str__(self) -> str:
        return self.seal


class PacketStepKind(models.TextChoices):
    ASKED = "asked", pgettext_lazy("packet", "Laying out asked for")
    DRAWN = "drawn", pgettext_lazy("packet", "Laid out")
    BROKEN = "broken", pgettext_lazy("packet", "Could not be laid out")
    GIVEN = "given", pgettext_lazy("packet", "File given")
    SEALED = "sealed", pgettext_lazy("packet", "Sealed")
    STRUCK = "struck", pgettext_lazy("packet", "Struck out")


class PacketStep(models.Model):
    """One row is one step of a packet on its way into the sealed envelope. PERSONAL by reference; ten years with it.

    Insert-only (triggers). Nothing follows on a packet that was struck out; one that was opened is not struck out, and
    one that is not sealed is not opened (triggers). A packet without any step is from before steps were kept, or from
    a second copy of then: it counts as sealed. `digest` is the SHA-256 of the sealed file that a worker laid out;
    `reason`: why it was struck out, or could not be laid out.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    reserve = models.ForeignKey(SealedReserve, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=6, choices=PacketStepKind)
    digest = models.CharField(max_length=64, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a packet")
        verbose_name_plural = _("steps of packets")
        ordering = ["reserve", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reserve", "kind"],
                condition=Q(kind__in=("sealed", "struck")),
                name="packet_sealed_and_struck_once",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=("broken", "struck")) & ~Q(reason=""))
                | (~Q(kind__in=("broken", "struck")) & Q(reason="")),
                name="packet_step_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(kind="drawn") & ~Q(digest="")) | (~Q(kind="drawn") & Q(digest="")),
                name="packet_drawn_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reserve_id} {self.kind}"


class OpeningCause(models.TextChoices):
    POWER = "power", _("No electricity")
    NETWORK = "network", _("No network")
    SERVER = "server", _("The server does not answer")
    COMPUTERS = "computers", _("Too many computers have failed")
    ROOM = "room", _("The room had to be changed")
    OTHER = "other", pgettext_lazy("reserve", "Something else")


class OpeningState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    OPENED = "opened", pgettext_lazy("reserve", "Opened")
    REFUSED = "refused", pgettext_lazy("request", "Refused")


class ReserveOpening(models.Model):
    """One row opens a packet, or asks for it: an invigilator asks with a coded cause, another person agrees.

    Kept with the sitting, ten years. What was asked never changes, and what was decided stays (triggers).
    `is_intact`: the seal was whole when the packet was opened. `numbers`: who goes on on paper; empty:
    everybody of the packet who has not ended.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    reserve = models.ForeignKey(SealedReserve, on_delete=models.PROTECT, related_name="openings")
    state = models.CharField(max_length=8, choices=OpeningState, default=OpeningState.WAITING)
    cause = models.CharField(_("why the room cannot go on"), max_length=10, choices=OpeningCause)
    is_intact = models.BooleanField()
    numbers = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    client_key = models.UUIDField(unique=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("opening of a reserve")
        verbose_name_plural = _("openings of reserves")
        ordering = ["reserve", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="opened")
                | Q(asked_by__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="reserve_opened_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="reserve_decision_has_its_instant",
            ),
            models.UniqueConstraint(
                fields=["reserve"],
                condition=Q(state="waiting"),
                name="reserve_asked_for_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reserve_id} {self.state}"

    @property
    def is_taken_back(self) -> bool:
        """Return whether who asked has taken the question back; refused it is by somebody else."""
        is_own = self.asked_by is not None and self.decided_by == self.asked_by
        return self.state == OpeningState.REFUSED and is_own

    @property
    def state_in_words(self) -> str:
        """Return where it stands."""
        return pgettext("request", "Taken back") if self.is_taken_back else str(self.get_state_display())


class PaperSheetState(models.TextChoices):
    WAITING = "waiting", _("Not keyed")
    ONCE = "once", _("Keyed once")
    APART = "apart", _("Differences")
    AGREED = "agreed", _("Agreed")
    HANDED_IN = "handed_in", _("Handed in")
    NONE = "none", _("Nothing on paper")


# The candidate goes on on paper, and nothing of it is in the log yet.
ON_PAPER = (PaperSheetState.WAITING, PaperSheetState.ONCE, PaperSheetState.APART, PaperSheetState.AGREED)


class PaperSheet(models.Model):
    """One row lets one attempt go on on paper, from the opening of its packet to the hand-in. PERSONAL by reference.

    Where nothing was on paper the attempt may get another, from another packet; one only counts. It only goes
    forward, and is handed in only where two people have keyed it (triggers). Kept ten years with the attempt.
    `epoch` and `digest` say where the keyed answers stand in its log and what they were made of. `none_reason`:
    why there is no sheet to key.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    opening = models.ForeignKey(ReserveOpening, on_delete=models.PROTECT, related_name="sheets")
    attempt = models.ForeignKey("exams.Attempt", on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(
        pgettext_lazy("sheet", "state"),
        max_length=9,
        choices=PaperSheetState,
        default=PaperSheetState.WAITING,
    )
    was_running = models.BooleanField()
    epoch = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    none_reason = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")
        ordering = ["opening", "attempt__candidate__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="handed_in", epoch__isnull=False, ended_at__isnull=False)
                | (~Q(state="handed_in") & Q(epoch__isnull=True)),
                name="sheet_handed_in_has_its_place",
            ),
            models.CheckConstraint(
                condition=(Q(state="none") & ~Q(none_reason="")) | (~Q(state="none") & Q(none_reason="")),
                name="sheet_without_paper_has_its_reason",
            ),
            models.UniqueConstraint(
                fields=["attempt"], condition=~Q(state="none"), name="one_sheet_that_counts_per_attempt"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="sheet_by_state")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.state}"


class Keying(models.Model):
    """One row is one person's keying of one sheet: a draft until `done_at`. PERSONAL by reference.

    Only that person reads and writes it before; done or given back, it stays (triggers). Kept ten years with the
    sheet, also one that was given back; `answers` holds by item the texts as they were typed, box by box.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="keyings")
    turn = models.PositiveSmallIntegerField()
    keyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("keying of a sheet")
        verbose_name_plural = _("keyings of sheets")
        ordering = ["sheet", "turn"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "turn"],
                condition=Q(given_back_at__isnull=True),
                name="sheet_keyed_once_per_turn",
            ),
            models.UniqueConstraint(
                fields=["sheet", "keyer"],
                condition=Q(given_back_at__isnull=True),
                name="sheet_keyed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(given_back_at__isnull=True),
                name="keying_that_is_done_stays",
            ),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="sheet_keyed_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}.{self.turn}"


class SheetDecision(models.Model):
    """One row says what stands on a sheet where two people keyed differently: the third look, with its reason.

    Insert-only (triggers), kept ten years; of two on one question the later holds. PERSONAL by reference. Its
    keyers are those who finished the sheet (triggers).
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    sheet = models.ForeignKey(PaperSheet, on_delete=models.PROTECT, related_name="decisions")
    item_uuid = models.UUIDField()
    texts = models.JSONField()
    response = models.JSONField(null=True)
    reason = models.CharField(max_length=300)
    first_keyer = models.UUIDField()
    second_keyer = models.UUIDField()
    decided_by = models.UUIDField()
    client_key = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on a keyed answer")
        verbose_name_plural = _("decisions on keyed answers")
        ordering = ["sheet", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("first_keyer")) & ~Q(decided_by=F("second_keyer")),
                name="third_look_by_a_third_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="third_look_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.item_uuid}"
