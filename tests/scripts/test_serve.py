"""What a person reads when the platform starts, or cannot.

Columns count as terminals count: a Chinese character takes two.
"""

from __future__ import annotations

import socket

import pytest

from scripts.serve import CannotGoOn, address, table, width


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
