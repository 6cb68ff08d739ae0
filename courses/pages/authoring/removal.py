"""Deleting and taking offline: what learners are on stays, and who takes it offline hears what that means to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page

from courses.catalog.api import ProgrammeVersion, VersionState
from courses.pages.models import LessonPage
from lms.enrolments.api import EnrolmentState


@dataclass(frozen=True, slots=True)
class LessonUse:
    """A page whose lessons stand in published versions: these, each with `learners`, the people in training on it."""

    page: Page
    versions: tuple[ProgrammeVersion, ...]
    unpublish_url: str = ""


def versions_taught_by(page: Page) -> list[ProgrammeVersion]:
    """Return the published versions that show a page, or one below it, to learners, with how many are in training.

    A draft that was never published is seen by nobody and counts for nothing.
    """
    shown = LessonPage.objects.descendant_of(page, inclusive=True).filter(first_published_at__isnull=False)
    versions = ProgrammeVersion.objects.filter(
        pk__in=ProgrammeVersion.objects.filter(
            state=VersionState.PUBLISHED, courses__units__places__lesson__in=shown.values("lesson")
        ).values("pk")
    )
    training = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ACTIVE))
    return list(
        versions.annotate(learners=training)
        .select_related("programme")
        .order_by("programme__code", "-number")
    )


def uses_of_pages(pages: Iterable[Page], user: Any) -> list[LessonUse]:
    """Return those of the pages that learners have in their programmes."""
    found = []
    for page in pages:
        if versions := versions_taught_by(page):
            may = page.live and page.permissions_for_user(user).can_unpublish()
            url = reverse("wagtailadmin_pages:unpublish", args=[page.pk]) if may else ""
            found.append(LessonUse(page, tuple(versions), url))
    return found


@hooks.register("before_delete_page")
def keep_what_learners_have(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refusal(request, [page])


@hooks.register("before_bulk_action")
def keep_them_together(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type != "delete" or not issubclass(action.model, Page):
        return None
    return _refusal(request, objects)


def _refusal(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    """Answer that nothing was deleted, naming programmes and people, where one of the pages is in use."""
    uses = uses_of_pages(pages, request.user)
    if not uses:
        return None
    back = reverse("wagtailadmin_explore", args=[uses[0].page.get_parent().pk])
    return render(request, "pages/authoring/in_use.html", {"uses": uses, "back_url": back}, status=409)
