"""The folder that carries Celery's messages on the embedded profile: no half message, no end by a broken file."""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from queue import Empty

import pytest
from django.conf import settings
from kombu import Connection

from lms.celery import app
from lms.core.file_broker import Channel, Transport

MANY = 600


@pytest.fixture
def open_channel(tmp_path: Path) -> Iterator[Callable[[], Channel]]:
    """Return a function that opens the folder as a process of its own would."""
    (tmp_path / "messages").mkdir()
    folders = {"data_folder_in": str(tmp_path / "messages"), "data_folder_out": str(tmp_path / "messages")}
    options = {**folders, "control_folder": str(tmp_path / "control")}
    connections: list[Connection] = []

    def open_one() -> Channel:
        connections.append(Connection("filesystem://", transport=Transport, transport_options=options))
        return connections[-1].channel()

    yield open_one
    for connection in connections:
        connection.release()


def test_the_embedded_platform_uses_it():
    assert settings.CELERY_BROKER_URL == "filesystem://"
    with app.connection_for_write() as connection:
        assert isinstance(connection.transport, Transport)


def test_each_message_arrives_whole_and_once_while_another_writes(open_channel):
    writer, reader, arrived = open_channel(), open_channel(), []
    sending = threading.Thread(target=lambda: [writer._put("celery", {"n": n}) for n in range(MANY)])
    sending.start()
    end = time.monotonic() + 60
    while len(arrived) < MANY and time.monotonic() < end:
        try:
            arrived.append(reader._get("celery")["n"])
        except Empty:
            continue
    sending.join()
    assert arrived == sorted(arrived)
    assert arrived == list(range(MANY))


def test_a_file_that_a_power_cut_left_empty_is_passed_over(open_channel, tmp_path, caplog):
    channel = open_channel()
    (tmp_path / "messages" / "0_left.celery.msg").touch()
    channel._put("celery", {"n": 1})
    with caplog.at_level(logging.WARNING), pytest.raises(Empty):
        channel._get("celery")
    assert "dropped" in caplog.text
    assert channel._get("celery") == {"n": 1}


def test_two_workers_share_the_messages(open_channel):
    writer, readers, arrived = open_channel(), [open_channel() for _ in range(3)], []
    for n in range(MANY):
        writer._put("celery", {"n": n})

    def read(channel: Channel) -> None:
        while True:
            try:
                arrived.append(channel._get("celery")["n"])
            except Empty:
                return

    threads = [threading.Thread(target=read, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(arrived) == list(range(MANY))


def test_a_message_is_taken_within_its_folder(open_channel, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "nowhere"))
    channel = open_channel()
    channel._put("celery", {"n": 1})
    assert channel._get("celery") == {"n": 1}
    assert list((tmp_path / "messages").iterdir()) == []


def test_a_message_that_was_never_finished_is_of_no_queue(open_channel, tmp_path):
    (tmp_path / "messages" / "0_left.celery.msg.new").write_text("{")
    with pytest.raises(Empty):
        open_channel()._get("celery")


def left_behind(folder: Path, name: str, *, age: timedelta) -> Path:
    """Leave a draft as a process does that is killed while it writes."""
    draft = folder / "messages" / f"{name}.celery.msg.new"
    draft.write_text("{")
    changed = time.time() - age.total_seconds()
    os.utime(draft, (changed, changed))
    return draft


def test_drafts_that_nobody_finishes_any_more_are_swept_when_the_folder_is_opened(
    open_channel, tmp_path, caplog
):
    open_channel()._put("celery", {"n": 1})
    (message,) = (tmp_path / "messages").iterdir()
    os.utime(message, (0, 0))
    old = left_behind(tmp_path, "0_old", age=timedelta(minutes=61))
    ahead = left_behind(tmp_path, "0_ahead", age=-timedelta(days=400))
    taken = old.with_name("0_old.celery.msg.taken")  # whose reader was killed
    old.rename(taken)
    young = left_behind(tmp_path, "0_young", age=timedelta(minutes=59))
    with caplog.at_level(logging.WARNING):
        open_channel()
    assert [path.exists() for path in (taken, ahead, young, message)] == [False, False, True, True]
    assert "2 messages that were never finished or read" in caplog.text


def test_a_draft_that_is_being_written_is_not_swept_even_when_the_clock_jumps(
    open_channel, tmp_path, monkeypatch
):
    writer = open_channel()

    def slowly(payload: object) -> str:
        (draft,) = (tmp_path / "messages").iterdir()
        os.utime(draft, (0, 0))
        open_channel()
        return json.dumps(payload)

    monkeypatch.setattr("lms.core.file_broker.dumps", slowly)
    writer._put("celery", {"n": 1})
    assert open_channel()._get("celery") == {"n": 1}


@pytest.mark.parametrize("left", ["", "[[", "\x00\x00"])
def test_a_broken_list_of_queues_is_made_anew(open_channel, tmp_path, left):
    channel = open_channel()
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / "celery.exchange").write_text(left)
    assert channel.get_table("celery") == []
    channel._queue_bind("celery", "celery", "", "celery")
    assert [row.queue for row in open_channel().get_table("celery")] == ["celery"]


def test_two_processes_list_their_queues_at_the_same_time(open_channel):
    channels = [open_channel() for _ in range(8)]
    threads = [
        threading.Thread(target=channel._queue_bind, args=("celery", f"q{place}", "", f"q{place}"))
        for place, channel in enumerate(channels)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row.queue for row in channels[0].get_table("celery")) == [f"q{n}" for n in range(8)]
