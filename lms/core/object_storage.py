"""Pictures in an object storage: kept there, shown at our own address (lms.core.media)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name


class PictureStorage(S3Storage):
    """A bucket whose address no page names: it may be in a closed network, and pages load from themselves only."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address at which `serve_media` sends the file."""
        return settings.MEDIA_URL + filepath_to_uri(name).lstrip("/")

    def read_part(self, name: str, first: int, last: int) -> bytes:
        """Return some bytes of an object, the last one included; only they are fetched.

        :raises FileNotFoundError: the object was lost.
        """
        stored = self.bucket.Object(self._normalize_name(clean_name(name)))
        with _lost_if_missing(name):
            answer = stored.get(Range=f"bytes={first}-{last}")
        return bytes(answer["Body"].read())

    def get_modified_time(self, name: str) -> datetime:
        """Return when an object was written.

        :raises FileNotFoundError: the object was lost.
        """
        with _lost_if_missing(name):
            return super().get_modified_time(name)


@contextmanager
def _lost_if_missing(name: str) -> Iterator[None]:
    """Say that an object is not there as a folder of files says it."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(name) from error
        raise
