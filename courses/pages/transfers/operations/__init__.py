"""Writes of packs on their way: take a file in, check, confirm, load; make a file; put away what is over."""

from courses.pages.transfers.operations.exports import (
    discard_export,
    fetch_export,
    make_export,
    request_export,
)
from courses.pages.transfers.operations.loading import check_upload, load_upload
from courses.pages.transfers.operations.retrying import retry_export, retry_upload
from courses.pages.transfers.operations.tidying import tidy_transfers
from courses.pages.transfers.operations.uploads import (
    NewTransfer,
    confirm_upload,
    discard_upload,
    receive_upload,
)

__all__ = [
    "NewTransfer",
    "check_upload",
    "confirm_upload",
    "discard_export",
    "discard_upload",
    "fetch_export",
    "load_upload",
    "make_export",
    "receive_upload",
    "request_export",
    "retry_export",
    "retry_upload",
    "tidy_transfers",
]
