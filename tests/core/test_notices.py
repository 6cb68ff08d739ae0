"""A message that waits to be shown is not told twice."""

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import HttpResponse
from django.test import RequestFactory


def asked(*told, cookies=None):
    """Return the answer to a request that tells something, and what was told so far."""
    request = RequestFactory().post("/")
    request.COOKIES.update(cookies or {})
    request.session = {}
    request._messages = default_storage(request)
    for level, text in told:
        messages.add_message(request, level, text)
    answer = HttpResponse()
    request._messages.update(answer)
    return {name: morsel.value for name, morsel in answer.cookies.items()}, request


def shown(cookies):
    _cookies, request = asked(cookies=cookies)
    return [(one.level, one.message) for one in messages.get_messages(request)]


def test_a_button_pressed_twice_is_answered_once() -> None:
    first, _request = asked((messages.SUCCESS, "Signed."))
    second, _request = asked((messages.SUCCESS, "Signed."), cookies=first)
    assert shown(second or first) == [(messages.SUCCESS, "Signed.")]


def test_different_words_and_other_kinds_are_all_told() -> None:
    cookies, _request = asked((messages.SUCCESS, "A"), (messages.SUCCESS, "B"), (messages.WARNING, "A"))
    assert shown(cookies) == [(messages.SUCCESS, "A"), (messages.SUCCESS, "B"), (messages.WARNING, "A")]


def test_what_was_shown_is_told_again() -> None:
    cookies, request = asked((messages.SUCCESS, "A"))
    assert [one.message for one in messages.get_messages(request)] == ["A"]
    answer = HttpResponse()
    request._messages.update(answer)
    assert shown(asked((messages.SUCCESS, "A"))[0]) == [(messages.SUCCESS, "A")]
