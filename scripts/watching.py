"""Watches the platform's processes: one that ends by itself is started again, and a line says what happened.

Not without end: one that does not stay up is named, and everything stops. A classroom runs on this.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from datetime import datetime

from scripts.processes import Child, answers, shown_path

MOST_STARTS = 5
WITHIN_SECONDS = 600.0
# Before the first start nobody waits; what the others wait for (a full disk, a taken port) may pass meanwhile.
PAUSES = (0.0, 2.0, 5.0, 10.0, 20.0)
LOOK_EVERY = 0.5


class DoesNotStayUp(Exception):
    """A process ended by itself again and again; the message says which, how, and the end of its log."""


class Watch:
    """Keeps processes alive. The first of them is the web server, and `url` answers when it can be used."""

    def __init__(self, children: list[Child], url: str, *, pauses: tuple[float, ...] = PAUSES) -> None:
        self.children = children
        self.url = url
        self.pauses = pauses
        self.ends: dict[str, list[float]] = defaultdict(list)
        self.away_since: float | None = None

    def stay(self) -> None:
        """Look until a signal ends the waiting.

        :raises DoesNotStayUp: when a process was started again too often.
        """
        while True:
            time.sleep(LOOK_EVERY)
            self.look()

    def look(self) -> None:
        """Start again what has ended, and say when the platform answers again.

        :raises DoesNotStayUp: when a process was started again too often.
        """
        for child in self.children:
            if child.has_died():
                self.start_again(child)
        if self.away_since is not None and answers(self.url):
            say(f"The platform answers again, after {time.monotonic() - self.away_since:.0f} s.")
            self.away_since = None

    def start_again(self, child: Child) -> None:
        """Start a process that has ended by itself, and say so.

        :raises DoesNotStayUp: when that was done too often within a while.
        """
        now = time.monotonic()
        lately = [at for at in self.ends[child.name] if now - at < WITHIN_SECONDS]
        if len(lately) >= MOST_STARTS:
            raise DoesNotStayUp(given_up(child))
        self.ends[child.name] = [*lately, now]
        if child is self.children[0]:
            self.away_since = self.away_since or now
        say(
            f"The {child.name} process ended by itself ({child.how_it_ended()}). It is started again "
            f"({len(lately) + 1} of at most {MOST_STARTS} times within {WITHIN_SECONDS / 60:.0f} minutes). "
            f"Its log: {shown_path(child.log)}"
        )
        # Before the pause: a group without its leader may go meanwhile, and its number be given to another one.
        child.clear_away()
        time.sleep(self.pauses[min(len(lately), len(self.pauses) - 1)])
        child.start()


def given_up(child: Child) -> str:
    """Return what to tell about a process that does not stay up, the reason in the first line."""
    return (
        f"The {child.name} process does not stay up: it ended by itself {MOST_STARTS + 1} times within "
        f"{WITHIN_SECONDS / 60:.0f} minutes, the last time with {child.how_it_ended()}. Everything is stopped.\n"
        f"The end of {shown_path(child.log)}:\n{child.last_lines()}"
    )


def say(line: str) -> None:
    """Tell whoever started the platform, with the time: it may be read much later."""
    print(f"{datetime.now().astimezone():%H:%M:%S} {line}", file=sys.stderr, flush=True)
