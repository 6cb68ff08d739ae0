"""Films and sound as rows: the bytes never change, so that what a reviewer saw is what trainees see."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.pages.recordings.formats import FILM, SOUND
from lms.core.ids import new_uuid
from lms.core.sending import StoredFile


class RecordingKind(models.TextChoices):
    FILM = FILM, _("Film")
    SOUND = SOUND, _("Sound")


class Recording(models.Model):
    """One row is a film or sound of the courses. Instructors add it and mend title and captions; the file stays.

    Not personal; kept until no lesson shows it and somebody deletes it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=5, choices=RecordingKind)
    mime = models.CharField(max_length=40)
    file = models.FileField(_("file"), upload_to="recordings")
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size"))
    seconds = models.PositiveIntegerField(_("seconds"), null=True)
    captions_zh = models.TextField(_("Chinese captions"), blank=True)
    captions_en = models.TextField(_("English captions"), blank=True)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("film or sound")
        verbose_name_plural = _("films and sound")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """Return the name under which the second is kept at which somebody stopped."""
        return self.sha256[:16]

    @property
    def length(self) -> str:
        """Return minutes and seconds, or nothing where the file does not say."""
        return "" if self.seconds is None else f"{self.seconds // 60}:{self.seconds % 60:02d}"

    @property
    def megabytes(self) -> str:
        """Return the size for a list."""
        return f"{self.size / 1024**2:.1f} MB"

    @property
    def captions(self) -> dict[str, str]:
        """Return the captions that there are, by language."""
        found = {"zh": self.captions_zh, "en": self.captions_en}
        return {language: text for language, text in found.items() if text}

    def stored(self) -> StoredFile:
        """Return the file as it is sent."""
        return StoredFile(str(self.file), self.mime, self.size, self.sha256)
