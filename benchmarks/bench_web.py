"""What one answer save and one verification cost, against a bare view with one committed UPDATE; and two pages.

A lesson page is measured against a bare view with one query, both behind every middleware and for the same signed-in
person, sent compressed as browsers ask for it; at most 2.5 times that. The answer for the code on a paper is measured
against a bare view, past every middleware, that finds one record by its index: at least 0.6 of its throughput. All on
the same running server and database, taking turns; medians. On SQLite, and on PostgreSQL where there is one.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.floor import CHECK_FLOOR, FLOOR, READ_FLOOR
from scripts.system_parts import postgres_folder
from tests.production.visitor import Trainee, Visitor, event
from tests.support.postgres import free_port, running_cluster
from tests.support.server import RunningPlatform, assembled
from tests.support.templates import fresh_data

ROUNDS, WARM_UP = 150, 15
LESSON = "one lesson page"
MOST_FOR_A_LESSON = 2.5
CODE = "the code on a paper"
LEAST_FOR_A_CODE = 0.6  # of the throughput of its floor
# Trainees of the demonstration: who is being examined may not read a lesson meanwhile.
READER, EXAMINEE = 0, 4


@dataclass
class Measured:
    """One kind of request and how long each took, in seconds."""

    name: str
    send: Callable[[], int]
    took: list[float] = field(default_factory=list)
    floor: Measured | None = None

    @property
    def ratio(self) -> float:
        """Return how many times the floor's median this takes."""
        return self.median / (self.floor or self).median

    def once(self) -> None:
        """Send one request and note how long its answer took."""
        start = time.perf_counter()
        try:
            status = self.send()
        except http.client.RemoteDisconnected:  # a slow turn: the server closed the silent connection
            start = time.perf_counter()
            status = self.send()
        self.took.append(time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"{self.name} was answered {status}")

    @property
    def median(self) -> float:
        """Return the middle of all but the first turns."""
        return statistics.median(self.took[WARM_UP:])

    @property
    def slow(self) -> float:
        """Return what 95 of 100 turns stay below."""
        return statistics.quantiles(self.took[WARM_UP:], n=20)[-1]


class Line:
    """One kept connection, so that no turn pays for opening one."""

    def __init__(self, platform: RunningPlatform, visitor: Visitor | None = None) -> None:
        address = urlsplit(platform.base_url)
        self.connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        self.headers = {"Referer": platform.base_url + "/"}
        if visitor is not None:
            cookies = [f"{cookie.name}={cookie.value}" for cookie in visitor.client.cookies.jar]
            self.headers |= {"Cookie": "; ".join(cookies), "X-CSRFToken": visitor.token()}
            self.headers["Accept-Encoding"] = "gzip"

    def ask(
        self, method: str, path: str, body: str = "", kind: str = "application/x-www-form-urlencoded"
    ) -> int:
        """Send a request, read the whole answer and return its status."""
        headers = {**self.headers, "Content-Type": kind}
        self.connection.request(method, path, body=body.encode(), headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


def main() -> int:
    """Measure on each database, print the tables and one line of JSON."""
    results = {"sqlite": measure("")}
    if postgres_folder() is not None:
        with running_cluster() as cluster:
            results["postgresql"] = measure(cluster.create_database("benchmark"))
    print(
        json.dumps(
            {
                "name": "web",
                "unit": "median time as a multiple of one bare committed UPDATE or query",
                **results,
            }
        )
    )
    rows = results.values()
    is_slow = any(row[LESSON] > MOST_FOR_A_LESSON or row[CODE] > 1 / LEAST_FOR_A_CODE for row in rows)
    return 1 if is_slow else 0


def measure(database_url: str) -> dict[str, float]:
    """Return the ratios on one database."""
    with running(database_url) as platform:
        kinds = requests(platform)
        for _turn in range(ROUNDS + WARM_UP):
            for kind in kinds:
                kind.once()
    return report("PostgreSQL" if database_url else "SQLite", kinds)


@contextlib.contextmanager
def running(database_url: str) -> Iterator[RunningPlatform]:
    """Provide the platform with the floor's address, over the demonstration; no worker, so that nothing else runs."""
    with tempfile.TemporaryDirectory(prefix="lms-bench-", ignore_cleanup_errors=True) as folder:
        data, port = Path(folder) / "var", free_port()
        facts = fresh_data(data, database_url)
        settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        platform = assembled(data=data, database_url=database_url, port=port, settings=settings)
        platform.facts.update(facts)
        platform.web.command[platform.web.command.index("lms.wsgi:application")] = (
            "benchmarks.wsgi:application"
        )
        platform.restart_web()
        try:
            yield platform
        finally:
            platform.web.stop(patience=5)


def requests(platform: RunningPlatform) -> list[Measured]:
    """Return the floor and what is measured against it."""
    reader, examinee = signed_in(platform, READER), signed_in(platform, EXAMINEE)
    lesson = reader.find(r'href="(/learn/[^"#]+)')
    update, query = floor(platform), read_floor(platform, reader)
    page, save, check = (
        lesson_page(platform, reader, lesson),
        answer_save(platform, examinee),
        verification(platform),
    )
    record, code = check_floor(platform), code_on_paper(platform)
    page.floor, save.floor, check.floor, code.floor = query, update, update, record
    return [update, save, check, query, page, record, code]


def signed_in(platform: RunningPlatform, which: int) -> Trainee:
    """Return one of the demonstration's trainees, at home."""
    trainees = [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"]
    trainee = Trainee(platform.base_url)
    if not trainee.enter(trainees[which]):
        raise RuntimeError("the trainee could not sign in")
    return trainee


def floor(platform: RunningPlatform) -> Measured:
    """Return the bare committed UPDATE."""
    line = Line(platform)
    return Measured("bare view, one committed UPDATE", lambda: line.ask("POST", f"{FLOOR}?room=1"))


def read_floor(platform: RunningPlatform, trainee: Trainee) -> Measured:
    """Return the bare query, for somebody who is signed in."""
    line = Line(platform, trainee)
    return Measured("bare view, one query", lambda: line.ask("GET", f"{READ_FLOOR}?room=1"))


def answer_save(platform: RunningPlatform, trainee: Trainee) -> Measured:
    """Return the save of one numbered answer of an examination that runs."""
    trainee.get(trainee.find(r'href="(/exams/sittings/[^"]+)"'))
    trainee.get(trainee.find(r'href="(/exams/attempts/[^"]+)"'))
    address = trainee.find(r'data-api="([^"]+)"')
    paper = trainee.api(f"{address}/lease", {})
    line, numbers = Line(platform, trainee), iter(range(1, 100_000))

    def save() -> int:
        number = next(numbers)
        item = paper["items"][number % len(paper["items"])]
        body = {"epoch": paper["epoch"], "page": paper["page"], "events": [event(number, item)]}
        return line.ask("POST", f"{address}/events", json.dumps(body), "application/json")

    return Measured("one answer saved", save)


def lesson_page(platform: RunningPlatform, trainee: Trainee, lesson: str) -> Measured:
    """Return a lesson page as a trainee reads it again."""
    line = Line(platform, trainee)
    return Measured(LESSON, lambda: line.ask("GET", lesson))


def verification(platform: RunningPlatform) -> Measured:
    """Return the public check of a certificate by number and name."""
    stranger = Visitor(platform.base_url)
    stranger.get("/verify/")
    line, credential = Line(platform, stranger), platform.facts["credentials"][0]
    fields = {
        "csrfmiddlewaretoken": stranger.token(),
        "number": credential["number"],
        "name": credential["holder"],
    }
    return Measured("one verification", lambda: line.ask("POST", "/verify/", urlencode(fields)))


def check_floor(platform: RunningPlatform) -> Measured:
    """Return the bare look at one published record after the other."""
    line, rows = Line(platform), itertools.cycle(platform.facts["credentials"])
    return Measured(
        "bare view, one record", lambda: line.ask("GET", f"{CHECK_FLOOR}?number={next(rows)['number']}")
    )


def code_on_paper(platform: RunningPlatform) -> Measured:
    """Return the public answer for the code on one paper after the other, sent compressed to a stranger."""
    line, rows = Line(platform), itertools.cycle(platform.facts["credentials"])
    line.headers["Accept-Encoding"] = "gzip"
    return Measured(CODE, lambda: line.ask("GET", urlsplit(next(rows)["verify_url"]).path))


def report(database: str, kinds: list[Measured]) -> dict[str, float]:
    """Print the table and return the ratios by name."""
    print(f"{database}, {ROUNDS} rounds taking turns      median     p95   ratio")
    for kind in kinds:
        print(f"  {kind.name:<36} {kind.median * 1000:7.2f} {kind.slow * 1000:7.2f}  {kind.ratio:6.2f}")
    return {kind.name: round(kind.ratio, 2) for kind in kinds}


if __name__ == "__main__":
    sys.exit(main())
