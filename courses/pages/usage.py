"""What a lesson shows is not deleted: neither what trainees see nor what an author has put into a draft."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from courses.pages.blocks.pictures import SHOWING
from lms.core.errors import Refused

# Blocks of lessons and where each names its row.
RECORDING, HANDOUT = ("recording", "recording"), ("handout", "document")
PICTURE, POSTER = SHOWING.items()


def refuse_shown(row: Any, *places: tuple[str, str], error: type[Refused]) -> None:
    """Refuse to delete what a lesson shows, published or in its draft.

    :raises Refused: the error given; the message says what to do.
    """
    users = ReferenceIndex.get_references_to(row).group_by_source_object()
    if titles := [f"“{user}”" for user, _references in users]:
        words = _("A lesson shows this. Take it out of the lesson first; “Usage” lists where it stands.")
        raise error(words, reasons=titles)
    for kind, name in places:
        for title, keys in _drafts(kind, name):
            if row.pk in keys:
                words = _("The draft of “%(title)s” shows this. Take it out of the draft first.")
                raise error(words % {"title": title})


def _drafts(kind: str, name: str) -> Iterator[tuple[str, set[int]]]:
    """Yield what each draft shows; Wagtail's index knows pages as published."""
    from courses.pages.models import LessonPage

    drafts = LessonPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for content in drafts.values_list("latest_revision__content", flat=True).iterator(chunk_size=50):
        blocks = json.loads(content["body"])
        yield content["title"], {block["value"].get(name) for block in blocks if block["type"] == kind}
