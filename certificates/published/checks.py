"""System check: who ends certificates has the key of the files that a public part reads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from certificates.issuing.outside import is_wanted
from certificates.published.vault import STATE


@register()
def published_files_have_their_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check that files are not left to grow old by a process that does not know of them."""
    if is_wanted() or not (Path(settings.PUBLISHED_DIR) / STATE).exists():
        return []
    hint = (
        "Set PUBLISHED_KEY for web and workers alike; empty PUBLISHED_DIR where no public part stands alone."
    )
    words = "PUBLISHED_DIR holds what a public part reads, and PUBLISHED_KEY is not set."
    return [Error(words, hint=hint, id="certificates.E003")]
