"""Pages hold words and pictures. Records refer to the catalogue, never to a page, so pages may come and go."""

from collections.abc import Collection
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from courses.pages.authoring.forms import LessonCopyForm, LessonForm
from courses.pages.authoring.naming import NamesLesson
from courses.pages.authoring.panels import ChecksPanel
from courses.pages.authoring.preview import LessonPreview
from courses.pages.authoring.review import ReviewTask
from courses.pages.authoring.reviewed import ReviewedPage
from courses.pages.authoring.search import FoundByChinese
from courses.pages.blocks import LESSON_BLOCKS, LessonStream
from courses.pages.recordings.models import Recording
from courses.pages.transfers.models import PackExport, PackLoad, PackUpload
from lms.core.ids import new_uuid

__all__ = [
    "CircuitDrawing",
    "CoursePage",
    "CoursesIndexPage",
    "LessonPage",
    "PackExport",
    "PackLoad",
    "PackRelease",
    "PackUpload",
    "Picture",
    "PictureRendition",
    "ProgrammePage",
    "Recording",
    "ReviewTask",
    "UnitPage",
]


class Picture(FoundByChinese, AbstractImage):
    """One row is a picture of the courses. Instructors add it; the file is named by its content.

    Personal only by who uploaded it; kept until no page shows it.
    """

    admin_form_fields = ("title", "file", "description", "collection", "tags")
    search_fields: ClassVar[list] = [*AbstractImage.search_fields, *FoundByChinese.search_extra]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def words_to_find(self) -> list[str]:
        return [self.title, self.description]


class PictureRendition(AbstractRendition):
    """One row is a picture at one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            ),
        ]


class CoursesIndexPage(ReviewedPage, FoundByChinese, Page):
    """One row is the shelf of programmes in one language: the public list of what can be learnt."""

    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.ProgrammePage"]
    search_fields: ClassVar[list] = [*Page.search_fields, *FoundByChinese.search_extra]
    template = "pages/courses_index.html"

    class Meta:
        verbose_name = _("shelf of programmes")

    def words_to_find(self) -> list[str]:
        return [self.title]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        programmes = ProgrammePage.objects.child_of(self).live().select_related("programme")
        return {**super().get_context(request), "programmes": programmes}


class ProgrammePage(ReviewedPage, FoundByChinese, Page):
    """One row shows a programme in one language."""

    programme = models.ForeignKey("catalog.Programme", on_delete=models.PROTECT, related_name="pages")
    introduction = models.TextField(_("introduction"))
    parent_page_types: ClassVar[list[str]] = ["pages.CoursesIndexPage"]
    subpage_types: ClassVar[list[str]] = ["pages.CoursePage"]
    search_fields: ClassVar[list] = [*Page.search_fields, *FoundByChinese.search_extra]
    content_panels: ClassVar[list] = [
        *Page.content_panels,
        FieldPanel("programme"),
        FieldPanel("introduction"),
    ]
    template = "pages/programme.html"

    class Meta:
        verbose_name = _("programme page")

    @property
    def programme_code(self) -> str:
        return self.programme.code

    def words_to_find(self) -> list[str]:
        return [self.title, self.introduction, self.programme.code]

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        from courses.pages.queries import outline_of

        return {**super().get_context(request), "outline": outline_of(self)}


class PartPage(ReviewedPage, FoundByChinese, Page):
    """Shared by the levels between a programme and its lessons: they order pages; the programme shows them all."""

    introduction = models.TextField(_("introduction"), blank=True)
    search_fields: ClassVar[list] = [*Page.search_fields, *FoundByChinese.search_extra]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead to the programme, which shows all its courses and units."""
        programme = self.get_ancestors().type(ProgrammePage).last()
        if programme is None:
            raise Http404
        return redirect(programme.get_url(request))


class CoursePage(PartPage):
    """One row groups the units of a course in one language."""

    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="pages")
    parent_page_types: ClassVar[list[str]] = ["pages.ProgrammePage"]
    subpage_types: ClassVar[list[str]] = ["pages.UnitPage"]
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("course"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("course page")

    @property
    def programme_code(self) -> str:
        return self.course.version.programme.code

    def words_to_find(self) -> list[str]:
        return [self.title, self.introduction, self.course.code]


class UnitPage(PartPage):
    """One row groups the lessons of a unit in one language."""

    unit = models.ForeignKey("catalog.Unit", on_delete=models.PROTECT, related_name="pages")
    parent_page_types: ClassVar[list[str]] = ["pages.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["pages.LessonPage"]
    content_panels: ClassVar[list] = [*Page.content_panels, FieldPanel("unit"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("unit page")

    @property
    def programme_code(self) -> str:
        return self.unit.course.version.programme.code

    def words_to_find(self) -> list[str]:
        return [self.title, self.introduction, self.unit.code]


class LessonPageQuerySet(PageQuerySet):
    """Asks which pages show a lesson to its readers."""

    def showing(self, codes: Collection[str]) -> Self:
        """Return the live pages of these lessons; of two in one language (somebody copied one) the first counts."""
        return self.live().filter(lesson__code__in=codes).order_by("pk")


class LessonPage(LessonPreview, NamesLesson, ReviewedPage, FoundByChinese, Page):
    """One row shows a lesson in one language."""

    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="pages")
    summary = models.TextField(_("summary"), blank=True)
    objectives = models.JSONField(_("what you will be able to do"), default=list, blank=True)
    body = StreamField(LessonStream(LESSON_BLOCKS), verbose_name=_("lesson"))
    parent_page_types: ClassVar[list[str]] = ["pages.UnitPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = LessonForm
    copy_form_class = LessonCopyForm
    search_fields: ClassVar[list] = [*Page.search_fields, *FoundByChinese.search_extra]
    content_panels: ClassVar[list] = [
        ChecksPanel(),
        *Page.content_panels,
        FieldPanel("lesson", heading=_("Lesson of the catalogue")),
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("body"),
    ]
    template = "pages/lesson_preview.html"
    objects = PageManager.from_queryset(LessonPageQuerySet)()

    class Meta:
        verbose_name = _("lesson page")

    @property
    def programme_code(self) -> str:
        """Return the code of the programme that the lesson belongs to, "" when to none."""
        return self.lesson.owner.code if self.lesson.owner else ""

    def clean(self) -> None:
        """Refuse objectives that are no list of sentences: the editor sends one, but others write pages too."""
        super().clean()
        written = self.objectives
        if not isinstance(written, list) or not all(isinstance(line, str) for line in written):
            raise ValidationError(
                {"objectives": _("What trainees will be able to do is a list of sentences.")}
            )

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page to who writes or reviews it; lead everybody else to the player, which asks who may read."""
        permissions = self.permissions_for_user(request.user)
        if permissions.can_edit() or permissions.can_publish():
            return self.serve_preview(request, self.default_preview_mode)
        return redirect("learning:lesson", lesson_uuid=self.lesson.uuid)


class PackRelease(models.Model):
    """One row says that a content pack of this content was loaded. Written by the pack loader; kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(max_length=60)
    version = models.ForeignKey(
        "catalog.ProgrammeVersion", on_delete=models.PROTECT, null=True, related_name="pack_releases"
    )
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "sha256"], name="pack_content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.sha256[:8]}"


class CircuitDrawing(models.Model):
    """One row is a circuit diagram as drawn, named by its description and the version that drew it.

    Worked out from lessons and worked out again when it is missing, so it has no audit row; nobody changes it.
    Kept until a newer version draws it otherwise; not personal.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    svg = models.TextField()

    def __str__(self) -> str:
        return self.sha256[:8]
