"""System checks: what is missing for documents is said at start, not at the first certificate."""

import warnings
from typing import Any

from django.core.checks import CheckMessage, Error, Info, register
from django.core.checks import Warning as Notice

from lms.core.printing import fonts


@register()
def documents_can_be_printed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check the typefaces and the library that cuts it to the characters used."""
    return [*_typeface(), *_subsetting()]


def _typeface() -> list[CheckMessage]:
    if fonts.font_file() is None:
        hint = "Install fonts-noto-cjk (Debian, Ubuntu) or the cask font-noto-serif-cjk (macOS)."
        return [Error(f"{fonts.FAMILY} is not installed.", hint=hint, id="certificates.E001")]
    if not fonts.has_rare_typeface():
        hint = "Install fonts-hanazono (Debian, Ubuntu) or the cask font-hanamin (macOS)."
        lost = f"{fonts.RARE_FAMILY} is not installed: names with some of the rarest characters cannot be printed."
        return [Info(lost, hint=hint, id="certificates.I001")]
    return []


def _subsetting() -> list[CheckMessage]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from weasyprint.text.ffi import harfbuzz_subset
        except OSError as error:
            return [Error(f"WeasyPrint cannot load Pango: {error}", id="certificates.E002")]
    if harfbuzz_subset:
        return []
    hint = "Install libharfbuzz-subset0 (Debian, Ubuntu) or harfbuzz (macOS)."
    slow = "HarfBuzz's subsetter is missing: each document takes ten seconds instead of half a second."
    return [Notice(slow, hint=hint, id="certificates.W001")]
