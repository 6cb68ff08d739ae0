"""Where the files of a package are, as manifests, tests and items say it."""

import posixpath
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from lms.exams.interchange.qti import xml


def folded(path: str) -> str:
    """Return a path in the one spelling in which paths are compared."""
    return unicodedata.normalize("NFC", path).casefold()


def is_remote(address: str) -> bool:
    """Return whether an address lies outside of the package."""
    if ":" not in address:
        return address.startswith("//")
    try:
        return address.startswith("//") or bool(urlsplit(address).scheme)
    except ValueError:
        return True


def address_of(resource: Any, folder: str) -> str:
    """Return where a resource is: its own address, else its first file."""
    first = xml.child(resource, "file")
    href = xml.attribute(resource, "href") or ("" if first is None else xml.attribute(first, "href"))
    return posixpath.normpath(posixpath.join(folder, href)) if href and not is_remote(href) else href
