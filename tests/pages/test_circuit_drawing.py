"""The drawing program: looks the same each time, is inert, and ends when it runs away."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lms.core.circuits import DrawingFailed, digest_of, draw_circuit, draw_circuits, size_of
from lms.core.circuits.inert import why_not_inert
from lms.core.circuits.process import Limits, run_limited
from lms.core.circuits.words import TWO_ENDED

SAMPLES = sorted((Path(__file__).resolve().parents[1] / "samples" / "circuits").glob("*.txt"))
QUICK = Limits(seconds=20, cpu_seconds=1, memory_bytes=256 * 1024 * 1024)


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    """Every sample circuit, drawn."""
    specs = [path.read_text("utf-8") for path in SAMPLES]
    return dict(zip([path.stem for path in SAMPLES], draw_circuits(specs), strict=True))


def test_there_are_ten_typical_circuits_and_one_with_every_element():
    assert len(SAMPLES) >= 11
    everything = (SAMPLES[0].parent / "everything.txt").read_text("utf-8")
    assert [name for name in TWO_ENDED if f"\n{name} " not in everything] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_has_the_size_that_was_worked_out_and_shows_its_words(path, drawn):
    spec, svg = path.read_text("utf-8"), drawn[path.stem]
    width, height = size_of(spec)
    assert f'width="{width}" height="{height}"' in svg
    written = re.findall(r"<text[^>]*>([^<]*)</text>", svg) + re.findall(r"<tspan[^>]*>([^<]*)<", svg)
    code = "\n".join(line.split("#")[0] for line in spec.splitlines())
    assert set(re.findall(r'"([^"]+)"', code)) <= set(written)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_nothing_is_drawn_outside_the_frame(path, drawn):
    left, top, width, height = map(float, re.search(r'viewBox="([^"]+)"', drawn[path.stem])[1].split())
    points = re.findall(
        r"(-?[\d.]+),(-?[\d.]+)", " ".join(re.findall(r' (?:d|points)="([^"]*)"', drawn[path.stem]))
    )
    assert points
    for x, y in points:
        assert left <= float(x) <= left + width
        assert top <= float(y) <= top + height


def test_the_same_description_gives_the_same_bytes_and_name(drawn):
    for path in SAMPLES[:3]:
        assert draw_circuit(path.read_text("utf-8")) == drawn[path.stem]
    assert digest_of("wire\r\nlamp \r\n") == digest_of("wire\nlamp")
    assert digest_of("wire\nlamp up") != digest_of("wire\nlamp")


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "&lt;b&gt;",
        "$\\frac{1}{2}$",
        "$x^{2}$",
        "a]]>b",
        "' onload='x",
        "电阻 Ω",
        "\\sqrt{x}",
    ],
)
def test_words_stay_words(words):
    svg = draw_circuit(f'lamp "{words}" down\nlabel "{words}"')
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert svg.count(f">{escaped}</text>") == 2
    assert why_not_inert(svg) == ""


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='x'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><path style='fill:url(#a)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><path href='#a'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image/></svg>",
        "<svg><path/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "no picture",
        "",
    ],
)
def test_a_drawing_that_could_do_something_is_refused(svg):
    assert why_not_inert(svg)


def _program(tmp_path, text: str) -> Path:
    path = tmp_path / "program.py"
    path.write_text(text)
    return path


RUNAWAYS = {
    "counts for ever": "while True: pass",
    "takes all memory": "x = [bytearray(1024 * 1024) for _ in range(2000)]",
    "crashes": "raise ValueError('x')",
    "kills itself": "import os; os.abort()",
    "says too much": "import sys\nfor _ in range(70): sys.stdout.write('x' * 100_000)",
    "opens many files": "x = [open('/dev/null') for _ in range(200)]",
}


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_program_that_runs_away_is_ended_and_is_an_error(name, tmp_path):
    with pytest.raises(DrawingFailed, match=r".+"):
        run_limited(_program(tmp_path, RUNAWAYS[name]), "", QUICK)


def test_a_program_that_waits_is_ended_by_the_clock(tmp_path):
    with pytest.raises(DrawingFailed):
        run_limited(_program(tmp_path, "import time; time.sleep(60)"), "", Limits(seconds=0.5))


def test_a_program_cannot_write_a_file(tmp_path):
    target = tmp_path / "grown"
    text = f"with open({str(target)!r}, 'w') as file:\n    file.write('x')\n"
    with pytest.raises(DrawingFailed):
        run_limited(_program(tmp_path, text), "", QUICK)
    assert not target.exists() or target.stat().st_size == 0


def test_a_program_sees_no_secret_and_nothing_of_the_project(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a-secret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    text = "import os, sys, json\nprint(json.dumps([dict(os.environ), sys.path, os.getcwd()]))"
    said = run_limited(_program(tmp_path, text), "", QUICK)
    assert "a-secret" not in said
    assert str(tmp_path) not in said
    assert str(Path.cwd()) + '"' not in said


def test_the_command_draws_a_file(tmp_path):
    call_command("draw_circuit", str(SAMPLES[0]), output=str(tmp_path / "a.svg"))
    assert (tmp_path / "a.svg").read_text("utf-8").startswith("<svg")


def test_the_command_names_the_wrong_line_and_ends_with_three(tmp_path):
    (tmp_path / "bad.txt").write_text("wire\nlampe")
    with pytest.raises(CommandError, match="Line 2: .*Did you mean") as caught:
        call_command("draw_circuit", str(tmp_path / "bad.txt"))
    assert caught.value.returncode == 3


def test_the_command_says_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="missing.txt"):
        call_command("draw_circuit", str(tmp_path / "missing.txt"))
