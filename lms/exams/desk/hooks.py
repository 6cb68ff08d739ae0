"""Where the desk stands in Wagtail's interface: its addresses, its menu items, and what waits for somebody."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.core.menu import RuledMenuItem
from lms.exams.desk.panels import Waiting
from lms.exams.desk.policies import APPROVE, READ, WRITE
from lms.exams.desk.views import attached, drafts, editing, items, listing, many, reading

ITEM, DRAFT = "items/<slug:item_code>/", "drafts/<uuid:draft_uuid>/"
ADDRESSES = [
    path("", listing.Questions.as_view(), name="index"),
    path("export/", listing.ExportFound.as_view(), name="export"),
    path("submit/", many.SubmitFound.as_view(), name="submit_found"),
    path("sort/", many.SortFound.as_view(), name="sort_found"),
    path("topics/", many.Topics.as_view(), name="topics"),
    path("new/", drafts.BeginDraft.as_view(), name="begin"),
    path("reading/", reading.BeginReading.as_view(), name="reading"),
    path("reading/end/", reading.ReadingEnd.as_view(), name="reading_end"),
    path("reading/<uuid:draft_uuid>/", reading.ReadDraft.as_view(), name="read"),
    path(ITEM, items.ItemPage.as_view(), name="item"),
    path(f"{ITEM}compare/", items.CompareWordings.as_view(), name="compare"),
    path(f"{ITEM}next/", items.NextWording.as_view(), name="next_wording"),
    path(f"{ITEM}retire/", items.RetireItem.as_view(), name="retire"),
    path(f"{ITEM}restore/", items.RestoreItem.as_view(), name="restore"),
    path(f"{ITEM}twins/", items.MarkTwins.as_view(), name="twins"),
    path(f"{ITEM}twins/part/", items.PartTwin.as_view(), name="part_twin"),
    path(f"{ITEM}wordings/<int:wording>/attached/<int:number>/", attached.of_wording, name="attached"),
    path(DRAFT, drafts.DraftPage.as_view(), name="draft"),
    path(f"{DRAFT}edit/", editing.EditDraft.as_view(), name="edit"),
    path(f"{DRAFT}submit/", drafts.SubmitDraft.as_view(), name="submit"),
    path(f"{DRAFT}take-back/", drafts.TakeBackDraft.as_view(), name="take_back"),
    path(f"{DRAFT}discard/", drafts.DiscardDraft.as_view(), name="discard"),
    path(f"{DRAFT}fetch/", drafts.FetchDraft.as_view(), name="fetch"),
    path(f"{DRAFT}attached/<int:number>/", attached.of_draft, name="draft_attached"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("question-bank/", include((ADDRESSES, "question_bank")))]


@hooks.register("register_questions_menu_item")
def questions_item() -> MenuItem:
    address = reverse("question_bank:index")
    label = gettext_lazy("Questions of the bank")
    return RuledMenuItem(READ, label, address, name="question-bank", icon_name="help", order=100)


@hooks.register("register_questions_menu_item")
def begin_item() -> MenuItem:
    address = reverse("question_bank:begin")
    label = gettext_lazy("Write a question")
    return RuledMenuItem(WRITE, label, address, name="write-question", icon_name="edit", order=110)


@hooks.register("register_questions_menu_item")
def reading_item() -> MenuItem:
    address = reverse("question_bank:reading")
    label = gettext_lazy("Read questions")
    return RuledMenuItem(APPROVE, label, address, name="read-questions", icon_name="glasses", order=120)


@hooks.register("register_questions_menu_item")
def topics_item() -> MenuItem:
    address = reverse("question_bank:topics")
    label = gettext_lazy("Topics")
    return RuledMenuItem(WRITE, label, address, name="topics-of-banks", icon_name="tag", order=130)


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    if READ.admits(request.user):
        panels.append(Waiting())
