"""Authors and reviewers for tests of authoring, and what the editor's form sends."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from courses.pages.models import LessonPage
from lms.accounts.groups import mirror_in_groups
from lms.accounts.models import User
from lms.core.enums import Role
from tests.factories.accounts import a_user, give_role
from tests.factories.organisations import a_site


def a_writer(*roles: Role) -> User:
    """Return a user with these roles at a site, in the groups that mirror them."""
    place = a_site()
    user = a_user(roles[0], place)
    for role in roles[1:]:
        give_role(user, role, place)
    mirror_in_groups(user)
    return user


def an_instructor() -> User:
    return a_writer(Role.INSTRUCTOR)


def a_reviewer() -> User:
    return a_writer(Role.CONTENT_REVIEWER)


def client_of(user: User) -> Client:
    """Return a client at which the user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def a_lesson_page(language: str = "zh-hans") -> LessonPage:
    """Return the first lesson page of the loaded pack."""
    return LessonPage.objects.filter(locale__language_code=language).order_by("path")[0]


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def form_of(page: LessonPage, *, blocks: list[dict] | None = None, **extra: str) -> dict[str, str]:
    """Return what the editor sends for a page of headings and texts, plus the pressed button."""
    chosen = [block("heading", "标题"), block("text", "短句。")] if blocks is None else blocks
    data = {
        "title": page.title,
        "slug": page.slug,
        "lesson": str(page.lesson_id),
        "summary": page.summary,
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comment_notifications": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "1000",
        "objectives-count": "1",
        "objectives-0-deleted": "",
        "objectives-0-order": "0",
        "objectives-0-type": "sentence",
        "objectives-0-value": "我会做。",
        "objectives-0-id": "",
        "body-count": str(len(chosen)),
    }
    for number, one in enumerate(chosen):
        prefix = f"body-{number}"
        data |= {f"{prefix}-deleted": "", f"{prefix}-order": str(number), f"{prefix}-type": one["type"]}
        data |= {f"{prefix}-id": "", **_value_of(prefix, one)}
    return data | extra


def _value_of(prefix: str, one: dict[str, Any]) -> dict[str, str]:
    value = one["value"]
    if one["type"] == "text":
        content = {"blocks": [{"key": "a", "text": value, "type": "unstyled"}], "entityMap": {}}
        return {f"{prefix}-value": json.dumps(content)}
    if one["type"] == "practice":
        data = {f"{prefix}-value-items-count": str(len(value["items"]))}
        for number, code in enumerate(value["items"]):
            place = f"{prefix}-value-items-{number}"
            data |= {f"{place}-deleted": "", f"{place}-order": str(number), f"{place}-type": "item"}
            data |= {f"{place}-value": code, f"{place}-id": ""}
        return data
    if isinstance(value, dict):
        return {f"{prefix}-value-{name}": str(inner) for name, inner in value.items()}
    return {f"{prefix}-value": value}


def edit(client: Client, page: LessonPage, **extra: Any) -> Any:
    """Send the editor's form."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(page, **extra))
