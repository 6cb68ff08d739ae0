"""What a changed or deleted page sets off: which page shows its lesson is asked for anew; and what handouts do.

What is in use is not deleted, whichever view, command or bulk action asks: the rule is asked before any row goes.

Handouts are Wagtail's documents: four of its views and content packs write them, so rule and audit row stand here.
"""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.documents import get_document_model

from courses.pages.audit_actions import AuditAction
from courses.pages.errors import HandoutInUse, PictureInUse
from courses.pages.handout_audit import note_handout
from courses.pages.models import LessonPage, Picture
from courses.pages.queries import edition_name
from courses.pages.taught import refuse_taught
from courses.pages.usage import HANDOUT, PICTURE, POSTER, refuse_replacing, refuse_shown


@receiver([post_save, post_delete], sender=LessonPage)
def forget_edition(sender: Any, instance: LessonPage, **kwargs: Any) -> None:
    """Forget it now, for who asks within the transaction, and after it, for who asked meanwhile."""
    names = [edition_name(instance.lesson_id, language) for language, _title in settings.LANGUAGES]
    caches["screens"].delete_many(names)
    transaction.on_commit(lambda: caches["screens"].delete_many(names))


def rows_to_delete(sender: type[Model], instance: Model, origin: Any) -> QuerySet:
    """Return all rows of a deletion the first time that it is asked, and none after: one look for many rows."""
    if not isinstance(origin, QuerySet) or not issubclass(sender, origin.model):
        return sender._default_manager.filter(pk=instance.pk)
    asked = origin.__dict__.setdefault("_asked_before_deletion", set())
    if sender in asked:
        return sender._default_manager.none()
    asked.add(sender)
    return sender._default_manager.filter(pk__in=origin.order_by().values("pk"))


@receiver(pre_delete, sender=LessonPage)
def keep_taught_lesson(sender: Any, instance: LessonPage, origin: Any = None, **kwargs: Any) -> None:
    refuse_taught(rows_to_delete(sender, instance, origin))


@receiver(pre_delete, sender=Picture)
def keep_shown_picture(sender: Any, instance: Picture, origin: Any = None, **kwargs: Any) -> None:
    refuse_shown(rows_to_delete(sender, instance, origin), PICTURE, POSTER, error=PictureInUse)


@receiver(pre_save, sender=Picture)
def keep_file_of_shown_picture(sender: Any, instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    if instance.pk and not raw and not instance.file._committed:  # a file that is about to be written
        refuse_replacing(instance)


@receiver(pre_delete, sender=get_document_model())
def keep_shown_handout(sender: Any, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    refuse_shown(rows_to_delete(sender, instance, origin), HANDOUT, error=HandoutInUse)
    note_handout(instance, AuditAction.REMOVE_HANDOUT)


@receiver(post_save, sender=get_document_model())
def note_saved_handout(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    if created:
        note_handout(instance, AuditAction.ADD_HANDOUT)
    elif not kwargs["update_fields"]:  # Wagtail notes a file's hash and size by themselves
        note_handout(instance, AuditAction.MEND_HANDOUT)
