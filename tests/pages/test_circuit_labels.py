"""No label of a shipped circuit lies on another one or on a symbol: worked out from the layout, without drawing."""

from itertools import combinations
from pathlib import Path

from lms.core.circuits.layout import _extent, _reach, _words
from lms.core.circuits.spec import Step, normal_spec, read_spec
from tests.support import quick_yaml as yaml

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "courses" / "packs").glob("*/lessons/*.yaml"))
SAMPLES = sorted((ROOT / "tests" / "samples" / "circuits").glob("*.txt"))
TOUCH = 0.02  # of a drawing unit: a pixel

Box = tuple[float, float, float, float]


def shipped() -> list[tuple[str, str]]:
    """Return the circuits of all lessons and samples with where they stand."""
    found = [(path.stem, path.read_text("utf-8")) for path in SAMPLES]
    for path in LESSONS:
        for block in yaml.safe_load(path.read_text("utf-8")).get("blocks", []):
            if block["type"] == "circuit":
                found.append((path.stem, block["spec"]))
    return found


def touching(spec: str) -> list[str]:
    """Return which labels lie on one another or on the symbol of another line."""
    steps = read_spec(normal_spec(spec))
    labels = [(step, _extent(_words(step))) for step in steps if step.label]
    found = [
        f"{one.label} on {other.label}" for (one, a), (other, b) in combinations(labels, 2) if _overlap(a, b)
    ]
    for step, box in labels:
        symbols = [other for other in steps if other is not step and other.kind != "label"]
        found += [
            f"{step.label} on {other.kind} {other.label}"
            for other in symbols
            if _overlap(box, _symbol(other))
        ]
    return found


def _symbol(step: Step) -> Box:
    """Return the box of the symbol alone, which is one unit long in the middle of its wire."""
    left, bottom, right, top = _reach(step)
    if step.kind in ("earth", "dot"):
        return left, bottom, right, top
    if step.direction in ("left", "right"):
        middle = (left + right) / 2
        return max(left, middle - 0.5), bottom, min(right, middle + 0.5), top
    middle = (bottom + top) / 2
    return left, max(bottom, middle - 0.5), right, min(top, middle + 0.5)


def _overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > TOUCH and min(a[3], b[3]) - max(a[1], b[1]) > TOUCH


def test_no_label_of_a_shipped_circuit_touches_its_neighbour() -> None:
    circuits = shipped()
    assert len(circuits) >= 19
    assert [(name, found) for name, spec in circuits if (found := touching(spec))] == []


def test_labels_that_touch_are_found() -> None:
    assert touching('lamp "一盏很长名字的灯" right\nlamp "另一盏很长名字的灯" right') == [
        "一盏很长名字的灯 on 另一盏很长名字的灯"
    ]
