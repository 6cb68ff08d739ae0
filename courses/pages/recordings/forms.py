"""The forms in which a film or sound is added and its captions are mended."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.pages.recordings.captions import MOST_CHARACTERS
from courses.pages.recordings.errors import UnusableRecording
from courses.pages.recordings.intake import MOST_BYTES, checked_captions, take_in
from courses.pages.recordings.models import Recording
from courses.pages.recordings.operations import RecordingWords, refuse_known

ACCEPTED = ".mp4,.webm,.mp3,.m4a,.wav,.ogg,.oga,.opus,.weba,.m4v"
LANGUAGES = ("zh", "en")


class CaptionsFile(forms.FileField):
    """A .vtt file that takes the place of what stands in the field."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ".vtt,text/vtt"})
        super().__init__(required=False, widget=widget, **kwargs)


class WordsForm(forms.ModelForm):
    """Title and captions. A caption file, where one is given, stands for the field."""

    captions_zh_file = CaptionsFile(label=gettext_lazy("Chinese captions from a file (.vtt)"))
    captions_en_file = CaptionsFile(label=gettext_lazy("English captions from a file (.vtt)"))
    field_order = ("title", "file", "captions_zh_file", "captions_zh", "captions_en_file", "captions_en")

    class Meta:
        model = Recording
        fields = ("title", "captions_zh", "captions_en")
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in ("captions_zh", "captions_en")}
        help_texts = {
            "title": gettext_lazy("By this name the recording is found in the library."),
            "captions_zh": gettext_lazy(
                "WebVTT: the words with the times at which they stand on the picture."
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language in LANGUAGES:
            self._clean_captions(cleaned, f"captions_{language}")
        return cleaned

    def _clean_captions(self, cleaned: dict[str, Any], name: str) -> None:
        given = cleaned.get(f"{name}_file")
        try:
            text = _text_of(given) if given else cleaned.get(name, "")
            cleaned[name] = checked_captions(text)
        except UnusableRecording as error:
            self.add_error(f"{name}_file" if given else name, error.message)

    def words(self) -> RecordingWords:
        """Return what was written."""
        cleaned = self.cleaned_data
        return RecordingWords(cleaned["title"], cleaned["captions_zh"], cleaned["captions_en"])


class AddForm(WordsForm):
    """A new recording."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "Film as MP4 (H.264) or WebM, sound as MP3, M4A, WAV or Ogg; at most %(most)s MB. "
            "What the file says about place, person and program is emptied; only an Ogg keeps what it says of itself. "
            "The file cannot be changed later, only replaced by another recording."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = str(field.help_text) % {"most": MOST_BYTES // 1024**2}

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            refuse_known(take_in(file))
        except UnusableRecording as error:
            raise ValidationError(error.message, code=error.code) from error
        return file


def _text_of(file: UploadedFile) -> str:
    """Return the words of a caption file.

    :raises UnusableRecording: it is no text of our encoding.
    """
    content = file.read(4 * MOST_CHARACTERS + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableRecording(
            _("This is no text in UTF-8. Save the captions as “WebVTT, UTF-8”.")
        ) from error
