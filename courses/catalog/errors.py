"""What can go wrong in the catalogue."""

from lms.core.errors import Conflict, NotFound


class VersionNotFound(NotFound):
    code = "catalog.version.not_found"


class VersionInUse(Conflict):
    code = "catalog.version.in_use"
