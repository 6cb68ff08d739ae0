"""The examinations officer's desk for tests: who sits there, and forms as a browser would send them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from lms.core.enums import Role
from tests.factories.accounts import a_user, sign_in
from tests.factories.organisations import a_site

ROW = {"topic": "safety", "type": "single", "depth": "", "difficulty": "", "count": "4", "marks": "10"}
FACTS = {
    "title_zh": "理论考试",
    "title_en": "Theory examination",
    "duration_minutes": "30",
    "pass_percent": "60",
    "release": "at_once",
    "basis_zh": "教学计划",
    "basis_en": "Teaching plan",
}


def at_the_desk(place: Any = None, *, role: Role = Role.EXAMINATIONS_OFFICER, language: str = "en") -> Client:
    """Return the client of somebody signed in, an examinations officer of a new site unless told otherwise."""
    client = sign_in(Client(), a_user(role, place or a_site()))
    client.cookies["language"] = language
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    """Return a page as text."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def sent(step: str, *, rows: list[dict[str, str]], based_on: int = 1, **further: Any) -> dict[str, Any]:
    """Return the editor's form as a browser sends it."""
    columns = {name: [row[name] for row in rows] for name in ROW}
    return {**FACTS, **columns, "step": step, "based_on": str(based_on), **further}
