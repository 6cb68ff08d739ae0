"""What a person reads when the platform starts, or cannot.

Columns count as terminals count: a Chinese character takes two.
"""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from scripts import serve
from scripts.serve import CannotGoOn, address, some_of_each_role, table, width


def test_chinese_cells_line_up() -> None:
    rows = [["学员", "20260001", "1234", "http://a/"], ["registrar", "reg", "a password", "http://b/"]]

    lines = table(rows).splitlines()

    starts = {width(line[: line.index("http")]) for line in lines[2:]}
    assert len(starts) == 1


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused_with_the_way_to_choose(
    monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CannotGoOn, match="make run PORT=8123"):
        address()


def test_a_busy_port_is_refused_with_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(CannotGoOn, match=f"Port {port} on 127.0.0.1 is taken"):
            address()


def test_the_table_shows_two_of_each_role() -> None:
    rows = [
        {"role": role, "username": str(number)} for role in ("trainee", "registrar") for number in range(5)
    ]

    assert [row["username"] for row in some_of_each_role(rows)] == ["0", "1", "0", "1"]


def test_an_unchanged_tree_is_not_prepared_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "platform.sqlite3").touch()
    calls: list[Path] = []
    monkeypatch.setattr(serve, "prepare", lambda environment, log: calls.append(log) or {"sign_ins": []})
    environment = {"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}

    for _ in range(2):
        assert serve.prepared(environment, tmp_path) == {"sign_ins": []}
    serve.prepared({"PUBLIC_BASE_URL": "http://127.0.0.1:8123"}, tmp_path)

    assert len(calls) == 2


def test_a_removed_database_is_prepared_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(serve, "prepare", lambda environment, log: calls.append(log) or {"sign_ins": []})

    for _ in range(2):
        serve.prepared({"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}, tmp_path)

    assert len(calls) == 2
