"""What accompanies a web process starts with its first request, once, and is tried again when its first step failed."""

import threading

import pytest

from lms.core.companions import Companion, accompanied


def answer(_environ, _start_response):
    return [b"ok"]


def companion(done, first=lambda: None):
    """Return something that is done once and then waits for the end of the tests."""

    def work() -> None:
        done.append(threading.current_thread().name)
        threading.Event().wait()

    return Companion("test-companion", 3600, work, first)


def wait_for(done, count):
    for _turn in range(6000):
        if len(done) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError(done)


def test_it_starts_with_the_first_request_and_once():
    done = []
    application = accompanied(answer, [companion(done)])
    assert done == []
    assert [application({}, None) for _request in range(3)] == [[b"ok"]] * 3
    wait_for(done, 1)
    assert done == ["test-companion"]


def test_where_the_first_step_fails_the_next_request_tries_again():
    done, tried = [], []

    def first() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("not yet")

    application = accompanied(answer, [companion(done, first)])
    with pytest.raises(RuntimeError):
        application({}, None)
    assert application({}, None) == [b"ok"]
    wait_for(done, 1)
    assert len(tried) == 2
