"""Python keeps to its sizes and habits."""

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import python_rules as rules
from tests.architecture.tree import OURS, PRODUCT, File, python_files

Check = Callable[[File], Iterator[str]]


def complaints(check: Check, files: list[File]) -> str:
    """Return all complaints of a check, one a line."""
    return "\n".join(line for file in files for line in check(file))


@pytest.mark.parametrize(
    "check", [rules.oversized, rules.without_docstring, rules.unfinished], ids=lambda check: check.__name__
)
def test_every_module_of_ours_keeps_to(check: Check) -> None:
    found = complaints(check, python_files(*OURS))
    assert found == ""


@pytest.mark.parametrize(
    "check",
    [rules.wide_functions, rules.writes_in_face, rules.reads_clock_inside, rules.reads_whole_trail],
    ids=lambda check: check.__name__,
)
def test_every_module_of_the_product_keeps_to(check: Check) -> None:
    found = complaints(check, python_files(*PRODUCT))
    assert found == ""


def test_tests_turn_the_clock_where_every_module_asks_it() -> None:
    assert complaints(rules.turns_the_name_of_the_clock, python_files("tests")) == ""


def test_the_exceptions_for_wide_functions_are_still_needed() -> None:
    text = {file.path: file.text for file in python_files(*PRODUCT)}
    unused = [
        name for name in rules.WIDE if f"def {name.split(':')[1]}(" not in text.get(name.split(":")[0], "")
    ]
    assert unused == []


LONG = "x = 1\n"
BAD = {
    "a long module": (rules.oversized, File("lms/a.py", LONG * 401)),
    "a long class": (rules.oversized, File("lms/a.py", "class A:\n" + "    x = 1\n" * 250)),
    "a long function": (rules.oversized, File("lms/a.py", "def f():\n" + "    x = 1\n" * 60)),
    "a wide function": (rules.wide_functions, File("lms/a.py", "def f(*, a, b, c, d, e, g): ...")),
    "no docstring": (rules.without_docstring, File("lms/a.py", "import os\n")),
    "a write in a view": (rules.writes_in_face, File("lms/x/views.py", "def v(r):\n    row.save()\n")),
    "a write in a package of views": (
        rules.writes_in_face,
        File("lms/x/views/a.py", "Row.objects.create()\n"),
    ),
    "an update in a task": (
        rules.writes_in_face,
        File("lms/x/tasks.py", "Row.objects.filter(a=1).update(b=2)\n"),
    ),
    "a transaction in a form": (
        rules.writes_in_face,
        File("lms/x/forms.py", "with transaction.atomic(): pass\n"),
    ),
    "a delete in a tag": (rules.writes_in_face, File("lms/x/templatetags/y.py", "row.delete()\n")),
    "work left": (rules.unfinished, File("lms/a.py", f"# {'TO'}DO later\n")),
    "a rule that reads the clock": (rules.reads_clock_inside, File("lms/x/rules.py", "a = timezone.now()\n")),
    "a thing in the trail without its kind": (
        rules.reads_whole_trail,
        File("lms/x/queries.py", "AuditEntry.objects.filter(action=A).filter(target_uuid__in=uuids)\n"),
    ),
    "an act in the trail without its kind": (
        rules.reads_whole_trail,
        File("lms/x/queries.py", "AuditEntry.objects.filter(action=A)\n"),
    ),
    "a clock replaced by name": (
        rules.turns_the_name_of_the_clock,
        File("tests/a.py", 'monkeypatch.setattr("lms.core.clock.now", lambda: NOW)\n'),
    ),
    "a clock replaced in its module": (
        rules.turns_the_name_of_the_clock,
        File("tests/a.py", 'monkeypatch.setattr(clock, "now", lambda: NOW)\n'),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_sample_is_found(name: str) -> None:
    check, sample = BAD[name]
    assert list(check(sample))


GOOD = {
    "a cookie": (rules.writes_in_face, File("lms/x/views.py", "response.delete_cookie('a')\n")),
    "a dictionary": (rules.writes_in_face, File("lms/x/views.py", "context.update(a=1)\n")),
    "the cache": (rules.writes_in_face, File("lms/x/views.py", "cache.delete('a')\n")),
    "an operation": (rules.writes_in_face, File("lms/x/operations.py", "row.save()\n")),
    "who and when": (rules.wide_functions, File("lms/a.py", "def f(*, actor, now, a, b, c, d, e): ...")),
    "a thing in the trail with its kind": (
        rules.reads_whole_trail,
        File("lms/x/queries.py", "AuditEntry.objects.filter(target_type='a.b', target_uuid=uuid)\n"),
    ),
    "the rows of a chain": (
        rules.reads_whole_trail,
        File("lms/x/queries.py", "AuditEntry.objects.filter(chain=chain)\n"),
    ),
    "a clock turned for all": (
        rules.turns_the_name_of_the_clock,
        File("tests/a.py", 'monkeypatch.setattr(timezone, "now", lambda: NOW)\n'),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_sample_passes(name: str) -> None:
    check, sample = GOOD[name]
    assert not list(check(sample))
