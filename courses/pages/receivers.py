"""What a changed or deleted page sets off: which page shows its lesson is asked for anew."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from courses.pages.models import LessonPage
from courses.pages.queries import edition_name


@receiver([post_save, post_delete], sender=LessonPage)
def forget_edition(sender: Any, instance: LessonPage, **kwargs: Any) -> None:
    """Forget it now, for who asks within the transaction, and after it, for who asked meanwhile."""
    names = [edition_name(instance.lesson_id, language) for language, _title in settings.LANGUAGES]
    caches["screens"].delete_many(names)
    transaction.on_commit(lambda: caches["screens"].delete_many(names))
