"""What a changed or deleted page sets off: which page shows its lesson is asked for anew; and what handouts do.

Handouts are Wagtail's documents: four of its views and content packs write them, so rule and audit row stand here.
"""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.documents import get_document_model

from courses.pages.audit_actions import AuditAction
from courses.pages.errors import HandoutInUse, PictureInUse
from courses.pages.handout_audit import note_handout
from courses.pages.models import LessonPage, Picture
from courses.pages.queries import edition_name
from courses.pages.usage import HANDOUT, PICTURE, POSTER, refuse_shown


@receiver([post_save, post_delete], sender=LessonPage)
def forget_edition(sender: Any, instance: LessonPage, **kwargs: Any) -> None:
    """Forget it now, for who asks within the transaction, and after it, for who asked meanwhile."""
    names = [edition_name(instance.lesson_id, language) for language, _title in settings.LANGUAGES]
    caches["screens"].delete_many(names)
    transaction.on_commit(lambda: caches["screens"].delete_many(names))


@receiver(pre_delete, sender=Picture)
def keep_shown_picture(sender: Any, instance: Picture, **kwargs: Any) -> None:
    refuse_shown(instance, PICTURE, POSTER, error=PictureInUse)


@receiver(pre_delete, sender=get_document_model())
def keep_shown_handout(sender: Any, instance: Any, **kwargs: Any) -> None:
    refuse_shown(instance, HANDOUT, error=HandoutInUse)
    note_handout(instance, AuditAction.REMOVE_HANDOUT)


@receiver(post_save, sender=get_document_model())
def note_saved_handout(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    if created:
        note_handout(instance, AuditAction.ADD_HANDOUT)
    elif not kwargs["update_fields"]:  # Wagtail notes a file's hash and size by themselves
        note_handout(instance, AuditAction.MEND_HANDOUT)
