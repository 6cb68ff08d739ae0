"""Pictures in an object storage: kept there, shown at our own address (lms.core.media)."""

from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class PictureStorage(S3Storage):
    """A bucket whose address no page names: it may be in a closed network, and pages load from themselves only."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address at which `serve_media` sends the file."""
        return settings.MEDIA_URL + filepath_to_uri(name).lstrip("/")
