"""What a lesson shows is not deleted and its file not replaced: what trainees see, and what stands in a draft."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from courses.pages.blocks.pictures import SHOWING
from courses.pages.errors import PictureInUse
from lms.core.errors import LinkedReason, Refused

# Blocks of lessons and where each names its row.
RECORDING, HANDOUT = ("recording", "recording"), ("handout", "document")
PICTURE, POSTER = SHOWING.items()


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, or the draft of one, that shows something."""

    title: str
    url: str
    is_draft: bool = False

    @property
    def reason(self) -> LinkedReason:
        """Return it as a reason not to delete what it shows."""
        words = _("the draft of “%(title)s”") if self.is_draft else "“%(title)s”"
        return LinkedReason(words % {"title": self.title}, self.url)


def find_shown(rows: Iterable[Any], *places: tuple[str, str]) -> dict[int, list[Shown]]:
    """Return what shows each of the rows, published or in a draft, by their keys; all drafts are read once."""
    asked = list(rows)
    grouped = ReferenceIndex.get_grouped_references_to_in_bulk(asked)
    found: dict[int, list[Shown]] = defaultdict(list)
    published: set[tuple[int, int]] = set()
    for row in asked:
        for user, _references in grouped[row]:
            found[row.pk].append(Shown(str(user), _address(user)))
            published.add((row.pk, user.pk))
    keys = {row.pk for row in asked}
    for page_id, title, shown in _drafts(places):
        for key in sorted(keys & shown):
            if (key, page_id) not in published:
                found[key].append(Shown(title, reverse("wagtailadmin_pages:edit", args=[page_id]), True))
    return found


def refuse_shown(rows: Sequence[Any], *places: tuple[str, str], error: type[Refused]) -> None:
    """Refuse to delete what lessons show, published or in their drafts.

    :raises Refused: the error given, its reasons the lessons; the message says what to do.
    """
    found = find_shown(rows, *places)
    if users := {use: None for uses in found.values() for use in uses}:
        words = _("Lessons show this, so it is not deleted. Take it out of these lessons first:")
        raise error(words, reasons=[use.reason for use in users])


def refuse_replacing(picture: Any) -> None:
    """Refuse another file for a picture that lessons show: a reviewer has seen this one, with these words below it.

    :raises PictureInUse: its reasons are the lessons; the message says what to do.
    """
    if uses := find_shown([picture], PICTURE, POSTER)[picture.pk]:
        words = _(
            "Lessons show this picture, so its file is not replaced. "
            "Add the new picture beside it and choose it in these lessons; a reviewer then looks at it:"
        )
        raise PictureInUse(words, reasons=[use.reason for use in dict.fromkeys(uses)])


def _address(user: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[user.pk]) if isinstance(user, Page) else ""


def _drafts(places: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, set[int]]]:
    """Yield what each draft shows; Wagtail's index knows pages as published."""
    from courses.pages.models import LessonPage

    drafts = LessonPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    rows = drafts.order_by("path").values_list("pk", "latest_revision__content")
    for page_id, content in rows.iterator(chunk_size=50):
        blocks = json.loads(content["body"])
        shown = {
            block["value"].get(name) for kind, name in places for block in blocks if block["type"] == kind
        }
        yield page_id, content["title"], shown
