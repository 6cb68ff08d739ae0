"""The server's disk is lost in the middle of an examination: backup, second copy, and who wrote or marked goes on."""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from lms.exams.practical.rules.marks import NOTE
from lms.exams.secondcopy.keeping import SECONDS
from tests.production.visitor import Trainee, Visitor, event
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.browser]
PROMISED = 5.0  # seconds that the copy may be behind (exam-protocol.md section 6)
PATIENCE = 60.0  # how long one copy takes says how busy the machine is


@pytest.fixture
def second_disk(tmp_path) -> Path:
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / ".second-copy").touch()
    return folder


@pytest.fixture
def platform(second_disk) -> Iterator[RunningPlatform]:
    settings = {"SECOND_COPY_DIR": str(second_disk)}
    with running_platform(settings=settings, with_worker=False) as started:
        yield started


def enter(platform: RunningPlatform) -> tuple[Trainee, str]:
    """Sign the first trainee in who has an examination today, and return the address of the attempt's API."""
    row = platform.candidates()[0]
    trainee = Trainee(platform.base_url)
    assert trainee.enter(row)
    trainee.get(trainee.find(r'href="(/exams/sittings/[^"]+)"'))
    trainee.get(trainee.find(r'href="(/exams/attempts/[^"]+)"'))
    return trainee, trainee.find(r'data-api="([^"]+)"')


def wait_until_copied(platform: RunningPlatform, files: tuple[Path, str], kind: str, count: int) -> None:
    """Wait until the copy holds so many rows of a kind, in files of that pattern of a folder."""
    folder, pattern = files
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        texts = [path.read_text() for path in folder.glob(pattern)]
        if sum(text.count(f'"kind":"{kind}"') for text in texts) >= count:
            return
        time.sleep(0.1)
    raise AssertionError(f"not copied: {platform.web.last_lines(20)}")


def a_backup(platform: RunningPlatform, folder: Path) -> tuple[Path, Path]:
    """Back the database up; return where it is, and the backup."""
    database, backup = platform.data_dir / "platform.sqlite3", folder / "backup.sqlite3"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    return database, backup


def room_of(database: Path, address: str) -> UUID:
    """Return the sitting of the attempt with this address."""
    told = (
        "SELECT exams_sitting.uuid FROM exams_sitting"
        " JOIN exams_sittingcandidate ON exams_sittingcandidate.sitting_id = exams_sitting.id"
        " JOIN exams_attempt ON exams_attempt.candidate_id = exams_sittingcandidate.id WHERE exams_attempt.uuid = ?"
    )
    with closing(sqlite3.connect(database)) as rows:
        ((found,),) = rows.execute(told, [UUID(address.rsplit("/", 1)[1]).hex])
    return UUID(found)


def lose(platform: RunningPlatform, database: Path, backup: Path) -> None:
    """Lose the disk with the server; the backup is restored on another one."""
    platform.kill_web()
    for path in database.parent.glob("platform.sqlite3*"):
        path.unlink()
    shutil.copyfile(backup, database)


def test_the_copy_comes_as_often_as_the_promise_needs():
    assert 2 * SECONDS < PROMISED


def test_a_lost_disk_costs_no_acknowledged_answer(platform, second_disk, tmp_path):
    database, backup = a_backup(platform, tmp_path)
    trainee, address = enter(platform)
    paper = trainee.api(f"{address}/lease", {})
    items = [item for item in paper["items"] if item["kind"] == "true_false"][:3]
    for number, item in enumerate(items, start=1):
        events = [{**event(number, item), "response": number % 2 == 0}]
        reply = trainee.api(f"{address}/events", {"epoch": paper["epoch"], "events": events})
        assert reply["acknowledged"] == {str(paper["epoch"]): number}
    # Rooms whose answers are being marked are copied too, with events of their own.
    files = (second_disk, f"sitting-{room_of(database, address)}.jsonl")
    wait_until_copied(platform, files, "exams.answerevent", len(items))
    lose(platform, database, backup)
    said = platform.manage("replay_second_copy", str(second_disk))
    assert "added: 3 x exams.answerevent" in said
    assert "0 differences" in platform.manage("rebuild_attempts", "--check")
    platform.restart_web()
    trainee, again = enter(platform)
    assert again == address
    # Her sign-in was lost with the disk, so an invigilator is asked before she goes on; what she wrote is there.
    with pytest.raises(AssertionError, match="The invigilator has been asked"):
        trainee.api(f"{address}/lease", {})
    with closing(sqlite3.connect(database)) as rows:
        told = (
            "SELECT item_uuid, response FROM exams_answercurrent"
            " JOIN exams_attempt ON exams_attempt.id = attempt_id WHERE exams_attempt.uuid = ?"
        )
        found = dict(rows.execute(told, [UUID(address.rsplit("/", 1)[1]).hex]))
    assert {UUID(item): json.loads(response) for item, response in found.items()} == {
        UUID(item["uuid"]): number % 2 == 0 for number, item in enumerate(items, start=1)
    }


def an_assessor(platform: RunningPlatform, world: dict) -> Visitor:
    visitor = Visitor(platform.base_url)
    visitor.get("/accounts/login/")
    visitor.post("/accounts/login/", login=world["people"]["assessor"], password=world["password"])
    visitor.get(f"/exams/marking/{world['examination']}/")
    return visitor


def test_a_lost_disk_costs_no_acknowledged_mark_of_a_practical_examination(platform, second_disk, tmp_path):
    script = "from tests.factories.practical import for_the_browser; print(for_the_browser())"
    world = json.loads(platform.manage("shell", "-c", script).splitlines()[-1])
    database, backup = a_backup(platform, tmp_path)
    tablet, address = an_assessor(platform, world), f"/api/v1/exams/practical/{world['examination']}"
    page = tablet.api(f"{address}/device", {})
    (sheet,) = page["sheets"]
    places = [f"{sheet['uuid']}:{task['uuid']}:{line}" for task in sheet["tasks"] for line in ("1", "2")]
    marks = [(place, "30") for place in places]
    marks += [(f"{sheet['uuid']}:{sheet['tasks'][0]['uuid']}:{NOTE}", "接线端子松动")]
    for number, (place, value) in enumerate(marks, start=1):
        event = {"seq": number, "item": place, "response": value, "monotonic_ms": 5, "client_at": ""}
        reply = tablet.api(f"{address}/events", {"epoch": page["epoch"], "events": [event]})
        assert reply["acknowledged"][str(page["epoch"])] == number
    signing = {"sheet": sheet["uuid"], "epoch": page["epoch"], "final_seq": len(marks), "shown": dict(marks)}
    signed = tablet.api(f"{address}/sign", {**signing, "secret": world["password"]})
    # The demonstration has another practical examination with signatures.
    files = (second_disk, f"practical-{world['examination']}.jsonl")
    wait_until_copied(platform, files, "exams.marksignature", 1)
    lose(platform, database, backup)
    said = platform.manage("replay_second_copy", str(second_disk))
    assert f"added: {len(marks)} x exams.markevent" in said
    assert "0 differences" in platform.manage("rebuild_attempts", "--check")
    platform.restart_web()
    again = an_assessor(platform, world).api(f"{address}/device", {})
    assert again["epoch"] == page["epoch"] + 1
    assert {place: mark["response"] for place, mark in again["marks"].items()} == dict(marks)
    assert again["sheets"][0]["code"] == signed["code"]
