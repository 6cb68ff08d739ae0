"""What the lesson player's forms may hold. Programs send the same forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lms.delivery.api import MOST_LETTERS

LARGEST = 2**31 - 1
A_DAY = 24 * 3600
# No instant of a terminal lies outside of these years.
FROM_MS, UNTIL_MS = 946_684_800_000, 4_102_444_800_000


class PositionForm(forms.Form):
    """A place in a lesson and when it was taken, in milliseconds of the server's clock."""

    part = forms.IntegerField(min_value=1, max_value=999)
    paragraph = forms.IntegerField(min_value=0, max_value=9999, required=False)
    recording = forms.SlugField(max_length=64, required=False)
    second = forms.IntegerField(min_value=0, max_value=A_DAY, required=False)
    at = forms.IntegerField(min_value=FROM_MS, max_value=UNTIL_MS)

    def clean(self) -> dict[str, Any]:
        """Let a second and a recording come together only."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("recording")) != (cleaned.get("second") is not None):
            self.add_error("second", _("A second belongs to a recording."))
        return cleaned


class SignForm(forms.Form):
    """A sign of life of a page on which somebody learns."""

    page = forms.UUIDField()
    seq = forms.IntegerField(min_value=1, max_value=LARGEST)
    active_ms = forms.IntegerField(min_value=0, max_value=LARGEST)
    quiet_ms = forms.IntegerField(min_value=0, max_value=LARGEST)
    keys = forms.IntegerField(min_value=0, max_value=10_000)
    pointers = forms.IntegerField(min_value=0, max_value=10_000)
    scrolls = forms.IntegerField(min_value=0, max_value=10_000)
    media_seconds = forms.IntegerField(min_value=0, max_value=10_000)


class NoteForm(forms.Form):
    """The text of a note and the revision that it was written over."""

    text = forms.CharField(required=False, strip=False, max_length=MOST_LETTERS)
    revision = forms.IntegerField(min_value=0, max_value=LARGEST)

    def __init__(self, data: Any) -> None:
        data = data.copy()
        # A browser sends line ends as two letters; they count as one.
        data["text"] = data.get("text", "").replace("\r\n", "\n")
        super().__init__(data)


class BookmarkForm(forms.Form):
    """Which part, and whether it is to be marked."""

    part = forms.IntegerField(min_value=1, max_value=999)
    is_on = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
