"""Deleting and taking offline in Wagtail: what is in use stays, and who takes it offline hears what that means.

The rules stand in courses.pages.taught and courses.pages.usage; here they are said before anything is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction as DeletePages
from wagtail.documents.views.bulk_actions import DeleteBulkAction as DeleteDocuments
from wagtail.documents.views.documents import DeleteView as DeleteDocument
from wagtail.images.views.bulk_actions import DeleteBulkAction as DeleteImages
from wagtail.images.views.images import DeleteView as DeleteImage
from wagtail.models import Page

from courses.catalog.api import ProgrammeVersion
from courses.pages.errors import HandoutInUse, PictureInUse
from courses.pages.taught import versions_by_page
from courses.pages.usage import HANDOUT, PICTURE, POSTER, refuse_shown


@dataclass(frozen=True, slots=True)
class LessonUse:
    """A page whose lessons stand in published versions: these, each with `learners`, the people in training on it."""

    page: Page
    versions: tuple[ProgrammeVersion, ...]
    unpublish_url: str = ""


def uses_of_pages(pages: Iterable[Page], user: Any) -> list[LessonUse]:
    """Return those of the pages that learners have in their programmes."""
    asked = list(pages)
    found = versions_by_page(asked)
    return [
        LessonUse(page, tuple(found[page.pk]), _way_offline(page, user)) for page in asked if page.pk in found
    ]


def _way_offline(page: Page, user: Any) -> str:
    may = page.live and page.permissions_for_user(user).can_unpublish()
    return reverse("wagtailadmin_pages:unpublish", args=[page.pk]) if may else ""


@hooks.register("before_delete_page")
def keep_what_learners_have(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refusal_of_pages(request, [page])


def refusal_of_pages(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    """Answer that nothing was deleted, naming programmes and people, where one of the pages is in use."""
    uses = uses_of_pages(pages, request.user)
    if not uses:
        return None
    back = reverse("wagtailadmin_explore", args=[uses[0].page.get_parent().pk])
    return render(request, "pages/authoring/in_use.html", {"uses": uses, "back_url": back}, status=409)


class KeepsWhatIsUsed:
    """A bulk deletion that refuses before it asks, as the deletion of a single thing does, and again before it acts."""

    request: HttpRequest

    def refusal(self, objects: list[Any]) -> HttpResponse | None:
        """Return the answer when one of the objects is in use, or raise what the domain raises."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        objects, _without_access = self.get_actionable_objects()  # type: ignore[attr-defined]
        return self.refusal(objects) or super().get(request, *args, **kwargs)  # type: ignore[misc]

    def prepare_action(self, objects: list[Any], objects_without_access: Any) -> HttpResponse | None:
        return self.refusal(objects) or super().prepare_action(objects, objects_without_access)  # type: ignore[misc]


@hooks.register("register_bulk_action", order=10)
class DeleteUnusedPages(KeepsWhatIsUsed, DeletePages):
    def refusal(self, objects: list[Any]) -> HttpResponse | None:
        return refusal_of_pages(self.request, objects)


@hooks.register("register_bulk_action", order=10)
class DeleteUnusedPictures(KeepsWhatIsUsed, DeleteImages):
    def refusal(self, objects: list[Any]) -> HttpResponse | None:
        refuse_shown(objects, PICTURE, POSTER, error=PictureInUse)
        return None


@hooks.register("register_bulk_action", order=10)
class DeleteUnusedHandouts(KeepsWhatIsUsed, DeleteDocuments):
    def refusal(self, objects: list[Any]) -> HttpResponse | None:
        refuse_shown(objects, HANDOUT, error=HandoutInUse)
        return None


class DeleteUnusedPicture(DeleteImage):
    """The question about one picture is not asked where the answer would be no."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_shown([self.object], PICTURE, POSTER, error=PictureInUse)
        return super().get(request, *args, **kwargs)


class DeleteUnusedHandout(DeleteDocument):
    """The question about one sheet is not asked where the answer would be no."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_shown([self.object], HANDOUT, error=HandoutInUse)
        return super().get(request, *args, **kwargs)


@hooks.register("register_admin_urls", order=-10)
def before_those_of_wagtail() -> list[URLPattern]:
    return [
        path("images/<int:image_id>/delete/", DeleteUnusedPicture.as_view(), name="delete_unused_picture"),
        path(
            "documents/delete/<int:document_id>/", DeleteUnusedHandout.as_view(), name="delete_unused_handout"
        ),
    ]
