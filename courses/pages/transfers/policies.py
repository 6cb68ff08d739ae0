"""Who may take packs in and send them out: who may edit the catalogue.

A pack holds keys of examination items and publishes pages at once; packs belong to no site, because programmes do not.
"""

from django.db.models import QuerySet

from courses.pages.transfers.models import PackExport, PackUpload
from lms.accounts.api import User
from lms.core.access import Roles
from lms.core.enums import Role

MOVERS = (Role.CONTENT_REVIEWER, Role.ADMINISTRATOR)
MOVE = Roles(*MOVERS)


def uploads_visible_to(user: User) -> QuerySet[PackUpload]:
    """Return the uploads whose page this user may open: all of them, or none."""
    rows = PackUpload.objects.select_related("by", "confirmed_by", "release__version__programme")
    return rows if MOVE.admits(user) else rows.none()


def exports_visible_to(user: User) -> QuerySet[PackExport]:
    """Return the exports that this user may fetch: all of them, or none; each fetch is written down."""
    rows = PackExport.objects.select_related("by", "version__programme")
    return rows if MOVE.admits(user) else rows.none()
