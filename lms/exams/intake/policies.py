"""Who brings questions in and takes them out: those who write them and those who hold examinations at a school.

A file of questions holds keys. While it is on its way only its sender sees it; banks and what came into them belong to
no site, because programmes do not.
"""

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.core.access import Roles
from lms.core.enums import Role
from lms.exams.intake.models import ItemImport, QuestionExport, QuestionUpload

BRING = Roles(Role.INSTRUCTOR, Role.EXAMINATIONS_OFFICER)


def uploads_visible_to(user: User) -> QuerySet[QuestionUpload]:
    """Return the uploads whose pages this user may open: one's own."""
    rows = QuestionUpload.objects.select_related("by", "origin")
    return rows.filter(by=user) if BRING.admits(user) else rows.none()


def exports_visible_to(user: User) -> QuerySet[QuestionExport]:
    """Return the exports that this user may fetch: one's own; each fetch is written down."""
    rows = QuestionExport.objects.select_related("by")
    return rows.filter(by=user) if BRING.admits(user) else rows.none()


def imports_visible_to(user: User) -> QuerySet[ItemImport]:
    """Return the imports that this user may look at and undo: all of them, or none."""
    rows = ItemImport.objects.select_related("by", "bank")
    return rows if BRING.admits(user) else rows.none()
