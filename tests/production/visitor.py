"""People who use the platform over plain HTTP, as browsers do: forms with their tokens, cookies, redirects."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from html import unescape
from typing import Any

import httpx

from tests.journeys.answers import Known, known_items, plain

# Inside the one card that says what comes next.
NEXT_LESSON = re.compile(r'card--main(?:(?!</article>).)*?href="(/learn/[^"]+)"', re.DOTALL)
FIELD = re.compile(r"<(?:input|button)\b[^>]*>")


class Visitor:
    """One browser's worth of cookies."""

    def __init__(self, base_url: str) -> None:
        # No connection is kept, so none has to be closed at the end.
        once = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(base_url=base_url, follow_redirects=True, timeout=60, limits=once)
        self.client.headers["referer"] = base_url + "/"
        self.client.cookies.set("language", "en")
        self.page = ""
        self.path = ""

    def get(self, path: str) -> httpx.Response:
        """Open a page and remember its text."""
        return self._remember(self.client.get(path))

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the token of the page that is open."""
        return self._remember(self.client.post(path, data={"csrfmiddlewaretoken": self.token(), **fields}))

    def _remember(self, response: httpx.Response) -> httpx.Response:
        if "text/html" in response.headers.get("content-type", ""):
            self.page, self.path = response.text, response.url.path
        return response

    def token(self) -> str:
        """Return the token of the forms on the page that is open."""
        return self.value("csrfmiddlewaretoken")

    def value(self, name: str) -> str:
        """Return the value of a field on the page that is open.

        :raises AssertionError: when the page has no such field.
        """
        for tag in FIELD.findall(self.page):
            if f'name="{name}"' in tag:
                found = re.search(r'value="([^"]*)"', tag)
                return unescape(found[1]) if found else ""
        raise AssertionError(f"no field {name} on {self.path}:\n{self.page[:2000]}")

    def find(self, pattern: str) -> str:
        """Return the first group of the first match on the page that is open.

        :raises AssertionError: when there is none.
        """
        found = re.search(pattern, self.page, re.DOTALL)
        assert found is not None, f"no {pattern} on {self.path}:\n{self.page[:3000]}"
        return unescape(found[1])

    def api(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call the examination API as the page's script does."""
        headers = {"x-csrftoken": self.token()}
        response = self.client.post(path, json=body, headers=headers)
        assert response.status_code == 200, response.text
        return dict(response.json())


class Administrator(Visitor):
    """Signs in with a second factor and registers terminals."""

    def enter(self, who: dict[str, str]) -> None:
        """Sign in by user name and password and set up the second factor that the work asks for."""
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=who["username"], password=who["secret"])
        self.get("/terminals/")
        assert self.path == "/accounts/2fa/", f"let in without a second factor: {self.path}"
        self.get("/accounts/2fa/totp/activate/")
        self.post("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", password=who["secret"])
        self.get("/accounts/2fa/totp/activate/")
        secret = self.find(r"\b([A-Z2-7]{32})\b")
        self.post("/accounts/2fa/totp/activate/", code=one_time_code(secret))
        self.get("/terminals/")
        assert self.path == "/terminals/"

    def codes_for_all_rooms(self, seat: int = 1) -> dict[str, str]:
        """Return a registration code for one seat of each room, by the room's key."""
        rooms = re.findall(r'<option value="(\d+)"', self.page)
        codes = {}
        for room in rooms:
            self.get("/terminals/")
            self.post("/terminals/", room=room, seat=str(seat))
            codes[room] = self.find(r'code-large">([^<]+)<')
        return codes


class Trainee(Visitor):
    """Sits at a terminal."""

    def register_terminal(self, code: str) -> None:
        """Make this browser the terminal of a seat."""
        self.get("/terminals/register/")
        self.post("/terminals/register/", code=code)
        assert self.path == "/sign-in/"

    def enter(self, who: dict[str, str]) -> bool:
        """Sign in by number and PIN; return whether this terminal lets the person in."""
        self.get("/sign-in/")
        self.post("/sign-in/", number=who["username"], pin=who["secret"], card="")
        if self.path != "/sign-in/confirm/":
            return False
        self.post("/sign-in/confirm/", answer="yes")
        return self.path == "/home/"

    def finish_lessons(self) -> int:
        """Finish one lesson after the other, as the home page leads on."""
        done = 0
        while True:
            self.get("/home/")
            lesson = NEXT_LESSON.search(self.page)
            if lesson is None:
                return done
            self.get(lesson[1])
            self.finish(lesson[1])
            done += 1
            assert done < 40, "the lessons do not end"

    def finish(self, lesson: str) -> None:
        """Press the last button of the open lesson; who has hardly learnt is asked, and says yes."""
        self.post(f"{lesson}complete/")
        if self.path == f"{lesson}complete/":
            self.post(f"{lesson}complete/", sure=self.find(r'name="sure" value="([^"]+)"'))

    def sit_examination(self) -> str:
        """Answer everything rightly, hand in, and return the address of the receipt."""
        self.get("/home/")
        self.get(self.find(r'href="(/exams/sittings/[^"]+)"'))
        self.get(self.find(r'href="(/exams/attempts/[^"]+)"'))
        address = self.find(r'data-api="([^"]+)"')
        paper = self.api(f"{address}/lease", {})
        events = [event(number, item) for number, item in enumerate(paper["items"], start=1)]
        saved = self.api(f"{address}/events", {"epoch": paper["epoch"], "events": events})
        assert not any(saved["missing"].values()), saved
        assert saved["held"] == [], saved
        self.api(f"{address}/hand-in", {"final_seq": len(events)})
        return self.find(r'data-receipt="([^"]+)"')


def event(number: int, item: dict[str, Any]) -> dict[str, Any]:
    """Return the right answer of an item as the terminal sends it."""
    known = known_items()[plain(item["stem"]["zh"])]
    right = response_to(known, item)
    return {
        "seq": number,
        "item": item["uuid"],
        "response": right,
        "monotonic_ms": number,
        "client_at": "",
    }


def response_to(known: Known, item: dict[str, Any]) -> Any:
    """Return the response that is right: true or false, an option, or several."""
    labels = known.right_labels("zh")
    if not labels:
        return known.item["key"]
    chosen = sorted(option["id"] for option in item["options"] if plain(option["zh"]) in labels)
    return chosen if item["kind"] == "multiple" else chosen[0]


def one_time_code(secret: str) -> str:
    """Return the present code of a TOTP secret (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
