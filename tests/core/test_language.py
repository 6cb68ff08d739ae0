"""Pages are Chinese until the reader chooses English; the browser's own wish is not asked (ADR 0004)."""

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from lms.core.language import language_of, own_half, pick


def asking(cookie: str | None = None, wish: str = "") -> str:
    """Return which language a request would be answered in."""
    request = RequestFactory().get("/", headers={"accept-language": wish} if wish else {})
    if cookie is not None:
        request.COOKIES["language"] = cookie
    return language_of(request)


@pytest.mark.parametrize(
    ("cookie", "wish", "language"),
    [
        (None, "", "zh-hans"),
        (None, "en-GB,en;q=0.9", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("fr", "", "zh-hans"),
        ("../../etc", "", "zh-hans"),
        ("", "en", "zh-hans"),
    ],
)
def test_the_kept_choice_decides(cookie: str | None, wish: str, language: str) -> None:
    assert asking(cookie, wish) == language


@pytest.mark.django_db
def test_the_switch_keeps_the_choice_and_the_page() -> None:
    client = Client()
    response = client.post("/language/", {"language": "en", "next": "/verify/?number=1"})
    assert (response.status_code, response["Location"]) == (302, "/verify/?number=1")
    assert client.cookies["language"].value == "en"
    assert client.get("/")["Content-Language"] == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(target: str) -> None:
    response = Client().post("/language/", {"language": "en", "next": target})
    assert "evil" not in response.get("Location", "")
    assert "javascript" not in response.get("Location", "")


class Titled:
    title_zh, title_en = "电工", ""


def test_a_missing_english_text_falls_back_to_chinese() -> None:
    row = Titled()
    with translation.override("en"):
        assert pick(row, "title") == "电工"
        row.title_en = "Electrician"
        assert pick(row, "title") == "Electrician"
    with translation.override("zh-hans"):
        assert pick(row, "title") == "电工"


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("参照专业（660301） / plan of 660301", "参照专业（660301）", "plan of 660301"),
        ("GB/T 22239 / 2019", "GB/T 22239 / 2019", "GB/T 22239 / 2019"),
        ("标准甲 / 标准乙", "标准甲 / 标准乙", "标准甲 / 标准乙"),
        ("", "", ""),
    ],
)
def test_of_a_text_in_both_languages_each_reader_sees_one(text: str, chinese: str, english: str) -> None:
    for language, wanted in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert own_half(text) == wanted
