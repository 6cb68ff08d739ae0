"""What a person reads when the platform starts, or cannot.

Columns count as terminals count: a Chinese character takes two.
"""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from scripts import serve
from scripts.serve import CannotGoOn, address, by_door, in_runs, table, width


def test_chinese_cells_line_up() -> None:
    rows = [["学员", "20260001", "about this"], ["registrar", "reg", "about that"]]

    lines = table(rows).splitlines()

    starts = {width(line[: line.index("about")]) for line in lines[2:]}
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


def test_everybody_is_named_and_all_of_a_kind_stand_on_one_line() -> None:
    def row(role: str, username: str, about: str) -> dict[str, str]:
        door = ("http://a/", "246813") if role == "trainee" else ("http://b/", "a password")
        return {"role": role, "username": username, "about": about, "url": door[0], "secret": door[1]}

    rows = [row("trainee", name, "half-way") for name in ("260024", "260026", "260028")]
    rows += [row("trainee", "260001", "has graduated")]
    rows += [
        row("assessor", name, "assesses") for name in ("assessor", *(f"assessor{n}" for n in range(2, 8)))
    ]

    assert by_door(rows) == {
        ("http://a/", "246813"): [
            ["trainee", "260024, 260026, 260028", "half-way"],
            ["trainee", "260001", "has graduated"],
        ],
        ("http://b/", "a password"): [["assessor", "assessor, assessor2 to assessor7", "assesses"]],
    }


def test_a_run_is_made_of_three_and_of_no_gap() -> None:
    users = ["a9", "a10", "a11", "b1", "b2", "hr@x.example"]

    assert in_runs(users) == ["a9 to a11", "b1", "b2", "hr@x.example"]


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
