"""The watch on the browser sees what it is there for, on pages made for the purpose.

If it were blind, every journey would pass.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import (
    Watch,
    assert_accessible,
    assert_fits,
    assert_large_targets,
    new_page,
    violations,
)

pytestmark = pytest.mark.browser

FRAME = (
    "<!doctype html><html lang=en><title>t</title>"
    "<meta name=viewport content='width=device-width'><main><h1>T</h1>{}"
)
BODIES = {
    "/good": "<p>Text</p><button style='width:60px;height:60px'>Go</button>",
    "/console": "<script>console.error('paper jam')</script>",
    "/script": "<script>missing.thing()</script>",
    "/outside": "<img alt='' src='http://192.0.2.1/x.png'>",
    "/unlabelled": "<img src='data:,'>",
    "/wide": "<div style='width:5000px'>x</div>",
    "/pale": "<p style='color:#ccc'>Text</p>",
    "/behind": "<div style='background:#333'><p>Text</p></div>",
    "/behind all": "<style>html { background: #333 }</style><p>Text</p>",
    "/field": "<input aria-label='x' value='y' style='color:#ccc'>",
    "/shadow": "<div><template shadowrootmode='open'><p style='color:#ccc'>Text</p></template></div>",
    "/small": "<button style='width:20px;height:20px'>x</button>",
}


class Pages(BaseHTTPRequestHandler):
    """Answers with the bodies above."""

    def do_GET(self) -> None:
        body = FRAME.format(BODIES.get(unquote(self.path), "")).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def visited(browser: Browser, base_url: str, path: str) -> Watch:
    """Return the watch after a visit."""
    watch = Watch()
    page = new_page(browser, watch, base_url=base_url)
    page.goto(path)
    page.wait_for_timeout(100)
    page.context.close()
    return watch


def test_a_good_page_leaves_no_complaint(open_page: Callable[..., Page], base_url: str) -> None:
    for screen in ("desktop", "phone"):
        page = open_page(base_url=base_url, screen=screen)
        page.goto("/good")
        assert_accessible(page)
        assert_fits(page)
        assert_large_targets(page)


@pytest.mark.parametrize(
    ("path", "complaint"), [("/console", "paper jam"), ("/script", "missing"), ("/outside", "192.0.2.1")]
)
def test_what_goes_wrong_is_noted(browser: Browser, base_url: str, path: str, complaint: str) -> None:
    watch = visited(browser, base_url, path)

    assert any(complaint in text for text in watch.unexpected())


def test_what_a_test_provokes_is_allowed(browser: Browser, base_url: str) -> None:
    watch = visited(browser, base_url, "/console")

    watch.expect("paper jam")

    watch.assert_quiet()


@pytest.mark.parametrize(
    ("path", "look"),
    [("/unlabelled", assert_accessible), ("/wide", assert_fits), ("/small", assert_large_targets)],
)
def test_a_bad_page_is_refused(
    open_page: Callable[..., Page], base_url: str, path: str, look: Callable[[Page], None]
) -> None:
    page = open_page(base_url=base_url, screen="phone")
    page.goto(path)

    with pytest.raises(AssertionError):
        look(page)


@pytest.mark.parametrize("path", ["/pale", "/behind", "/behind all", "/field", "/shadow"])
def test_a_text_of_a_known_look_is_judged_anew_where_its_colour_or_what_is_behind_it_differs(
    open_page: Callable[..., Page], base_url: str, path: str
) -> None:
    page = open_page(base_url=base_url)
    page.goto("/good")
    assert_accessible(page)

    for _time in range(2):  # what is bad is not taken for known either
        page.goto(path)
        assert [row.split(":")[0] for row in violations(page)] == ["color-contrast"]
