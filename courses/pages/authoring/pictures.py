"""Pictures as instructors upload them: refused, with a sentence that helps, before anything decodes them.

What telephones and cameras note beside a picture, the place above all, is taken out before it is kept.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from courses.pages.errors import PictureInUse
from courses.pages.usage import refuse_replacing
from lms.core.drawings import find_fault
from lms.core.photographs import DamagedPicture, without_notes
from lms.core.picture_sizes import SMALLEST, size_if_too_small


class PictureField(WagtailImageField):
    """Wagtail's field, with the size read from the head of the file first, and drawings looked through."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile):
            refuse_oversized(data)
            refuse_tiny(data)
        try:
            file = super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:  # Wagtail decodes it to learn its size
            raise damaged() from error
        if file is not None and str(file.name).lower().endswith(".svg"):
            refuse_active(file)
        return file


def refuse_oversized(file: UploadedFile) -> None:
    """Refuse a picture with too many points; only its head is read.

    :raises ValidationError: saying how large it may be.
    """
    if has_too_many_points(file):
        raise ValidationError(
            _(
                "The picture is too large: more than %(most)s million points. "
                "Make it smaller, about 2000 points wide, and upload it again."
            )
            % {"most": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000},
            code="too_many_points",
        )


def refuse_tiny(file: UploadedFile) -> None:
    """Refuse a picture of a few points, on which nobody can make out anything.

    :raises ValidationError: saying how small it may be.
    """
    size = size_if_too_small(file)
    if size is not None:
        words = _(
            "The picture is too small: %(width)s × %(height)s points. The smallest is %(least)s × %(least)s. "
            "Upload a larger one."
        )
        facts = {"width": size[0], "height": size[1], "least": SMALLEST}
        raise ValidationError(words % facts, code="too_few_points")


def has_too_many_points(file: UploadedFile) -> bool:
    """Return whether the head of the file promises more points than are allowed; nothing is decoded."""
    try:
        with Image.open(file) as picture:
            return picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except Exception:
        return False
    finally:
        file.seek(0)


def damaged() -> ValidationError:
    """Return the refusal of a picture that ends too early or is broken."""
    words = _("The picture is cut off or damaged. Save it again and upload it again.")
    return ValidationError(words, code="damaged")


def refuse_active(file: Any) -> None:
    """Refuse a drawing that does something or reaches outside.

    :raises ValidationError: naming what was found and what to do.
    """
    file.seek(0)
    fault = find_fault(file.read())
    file.seek(0)
    if fault is None:
        return
    if fault.code == "unreadable":
        raise ValidationError(
            _("This is not a plain SVG drawing. Export it again as “plain SVG”."), code="no_svg"
        )
    if fault.code == "repeated":
        raise ValidationError(
            _(
                "The drawing repeats its shapes too many times, or is nested too deep. "
                "Simplify it in a drawing program, save it as “plain SVG”, and upload it again."
            ),
            code="repeating_svg",
        )
    raise ValidationError(
        _(
            "The drawing holds something that is not a drawing (%(name)s). "
            "Open it in a drawing program, save it as “plain SVG”, and upload it again."
        )
        % {"name": fault.name},
        code="active_svg",
    )


class PictureForm(BaseImageForm):
    """The form of a picture, wherever one is uploaded."""

    file = PictureField(label=gettext_lazy("File"), widget=BaseImageForm.Meta.widgets["file"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # Wagtail words the limits when the field is made: above, in the language of whoever came first.
            worded = PictureField()
            own = _("What telephones and cameras note in it of place, person and device is taken out.")
            self.fields["file"].help_text = f"{worded.help_text} {own}"
            self.fields["file"].error_messages = worded.error_messages

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):  # the one that is kept already
            return file
        self._refuse_replacing()
        file.seek(0)
        try:
            content = without_notes(file.read())
        except DamagedPicture as error:
            raise damaged() from error
        return SimpleUploadedFile(str(file.name), content, file.content_type)

    def _refuse_replacing(self) -> None:
        if not self.instance.pk:
            return
        try:
            refuse_replacing(self.instance)
        except PictureInUse as error:
            ways = format_html_join(
                ", ",
                '<a href="{}">{}</a>',
                ((getattr(reason, "url", ""), reason) for reason in error.reasons),
            )
            raise ValidationError(format_html("{} {}", error.message, ways), code=error.code) from error
