"""Each of the fifteen invariants of the examination protocol has a marked test, and docs/security.md names it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NUMBERS = range(1, 16)
BY_NODE = re.compile(r'^test\("invariant (\d+): ', re.MULTILINE)
ROW = re.compile(r"^\| E(\d+) \|.*\|(.*)\|$", re.MULTILINE)


def marked_in(source: str) -> Iterator[int]:
    """Yield the numbers that marks on the tests of a Python module name."""
    for node in ast.walk(ast.parse(source)):
        for mark in getattr(node, "decorator_list", []):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.invariant":
                yield from (ast.literal_eval(number) for number in mark.args)


def marked_tests() -> dict[int, set[str]]:
    """Return by number the files with a test that proves it."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in (ROOT / "tests").rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        for number in marked_in(source) if "mark.invariant(" in source else ():
            found[number].add(path.relative_to(ROOT).as_posix())
    for path in (ROOT / "tests" / "js").glob("*.test.mjs"):
        for number in BY_NODE.findall(path.read_text(encoding="utf-8")):
            found[int(number)].add(path.relative_to(ROOT).as_posix())
    return found


def told_in(page: str) -> dict[int, set[str]]:
    """Return by number the tests that the table of a page names."""
    return {int(number): set(re.findall(r"`(tests/[^`]+)`", cell)) for number, cell in ROW.findall(page)}


def without_test(numbers: Iterable[int]) -> list[int]:
    """Return the invariants that nothing proves."""
    return sorted(set(NUMBERS) - set(numbers))


def test_every_invariant_has_a_marked_test():
    found = marked_tests()
    assert without_test(found) == []
    assert set(found) == set(NUMBERS), "a mark names a number that the protocol does not have"


def test_the_table_names_the_marked_tests_and_no_others():
    assert told_in((ROOT / "docs" / "security.md").read_text(encoding="utf-8")) == marked_tests()


def test_an_invariant_without_test_is_found():
    source = "@pytest.mark.invariant(1, 2)\n@pytest.mark.invariant(4)\ndef test_x(): ...\n@invariant()\ndef y(): ..."
    assert list(marked_in(source)) == [1, 2, 4]
    assert without_test([1, 2, *range(4, 16)]) == [3]
    assert told_in("| E3 | words | `tests/a.py`, words, `tests/js/b.test.mjs` |") == {
        3: {"tests/a.py", "tests/js/b.test.mjs"}
    }
