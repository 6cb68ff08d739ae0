"""Which pages show lessons that learners have in their programmes. Such pages are not deleted, whoever asks for it."""

from collections import defaultdict
from collections.abc import Iterable
from os.path import commonprefix

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.catalog.api import ProgrammeVersion, VersionState
from courses.pages.errors import LessonInUse
from courses.pages.models import LessonPage
from lms.core.errors import LinkedReason
from lms.enrolments.api import EnrolmentState

VERSION = "lesson__places__unit__course__version"
# A draft that was never published is seen by nobody and counts for nothing.
TAUGHT = Q(first_published_at__isnull=False) & Q(**{f"{VERSION}__state": VersionState.PUBLISHED})
NAMED = 20


def versions_by_page(pages: Iterable[Page]) -> dict[int, list[ProgrammeVersion]]:
    """Return the published versions that show a page, or one below it, to learners, by the keys of the pages.

    Each version says in `learners` how many people are in training on it. Two queries for however many pages.
    """
    asked = list(pages)
    if not asked:
        return {}
    below = LessonPage.objects.filter(TAUGHT, path__startswith=commonprefix([page.path for page in asked]))
    found: dict[int, set[int]] = defaultdict(set)
    for path, version_id in below.order_by().values_list("path", f"{VERSION}__pk").distinct():
        for page in asked:
            if path.startswith(page.path):
                found[page.pk].add(version_id)
    versions = _with_learners({key for keys in found.values() for key in keys}) if found else []
    return {page: [row for row in versions if row.pk in keys] for page, keys in found.items()}


def _with_learners(keys: set[int]) -> list[ProgrammeVersion]:
    training = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ACTIVE))
    rows = ProgrammeVersion.objects.filter(pk__in=keys).annotate(learners=training)
    return list(rows.select_related("programme").order_by("programme__code", "-number"))


def refuse_taught(pages: QuerySet[LessonPage]) -> None:
    """Refuse to delete pages of lessons that a published version has: it never changes. One query.

    :raises LessonInUse: naming the lessons, the first twenty of them.
    """
    taught = pages.filter(TAUGHT).order_by("path").values_list("pk", "title", "path").distinct()[:NAMED]
    lessons = [
        LinkedReason(f"“{title}”", reverse("wagtailadmin_pages:edit", args=[pk]))
        for pk, title, _path in taught
    ]
    if lessons:
        raise LessonInUse(
            _("Learners have this in their programme, so it is not deleted. Take it offline instead."),
            reasons=lessons,
        )
