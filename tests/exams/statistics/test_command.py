"""The command: one JSON object, exit status 3 for a matrix that cannot be read, 2 for a file that is not there."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def said(path: Path, *options: str) -> dict:
    output = io.StringIO()
    call_command("item_statistics", "--scores", str(path), "--json", *options, stdout=output)
    return json.loads(output.getvalue())


def test_figures_of_a_school_s_file_in_chinese_characters(tmp_path: Path) -> None:
    rows = [f"考{n},{'B' if n % 3 else 'A'},{'对' if n % 2 else '错'}" for n in range(60)]
    path = tmp_path / "old.csv"
    path.write_bytes("\n".join(["考生,选择题,判断题", "答案,A,对", *rows]).encode("gb18030"))
    facts = said(path, "--encoding", "gb18030")
    assert (facts["form"]["n"], facts["form"]["items"], facts["form"]["standing"]) == (60, 2, "unstable")
    first, second = facts["items"]
    assert (first["name"], first["facility"], second["facility"]) == ("选择题", 20 / 60, 0.5)
    assert {option["name"]: option["count"] for option in first["options"]} == {"A": 20, "B": 40}
    assert all(flag["words"] for flag in first["flags"])


def test_beside_a_key_too_a_blank_cell_was_not_asked(tmp_path: Path) -> None:
    rows = [f"c{n},{'A' if n % 2 else 'B'},{'-' if n == 0 else '' if n % 4 else 'C'}" for n in range(40)]
    path = tmp_path / "old.csv"
    path.write_text("\n".join(["name,Q1,Q2", "key,A,C", *rows]))
    facts = said(path)
    first, second = facts["items"]
    assert (first["n"], first["facility"]) == (40, 0.5)
    assert (second["n"], second["facility"]) == (10, 0.9)  # a dash is an answer that is wrong
    assert facts["form"]["is_one_form"] is False
    assert facts["form"]["alpha"] is None


@pytest.mark.parametrize(
    ("content", "reason", "place"),
    [
        (b"candidate,Q1\nA,x\n", "mark_unusable", "row 2, Q1"),
        (b"\xff\x00\xff", "encoding_unknown", ""),
        (None, "usage", ""),
    ],
)
def test_a_refusal_is_one_json_object_too(
    tmp_path: Path, content: bytes | None, reason: str, place: str
) -> None:
    path, output = tmp_path / "scores.csv", io.StringIO()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("item_statistics", "--scores", str(path), "--json", stdout=output)
    refused = json.loads(output.getvalue())["refused"]
    assert (refused["reason"], refused["place"]) == (reason, place)
    assert refused["message"] == str(error.value)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"candidate,Q1\nA,x\n", 3, r"row 2, Q1, x"),
        (b"\xff\x00\xff", 3, "encoding"),
        (None, 2, "No such file"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes | None, status: int, words: str) -> None:
    path = tmp_path / "scores.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=words) as refusal:
        said(path)
    assert refusal.value.returncode == status
