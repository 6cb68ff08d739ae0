"""What Python files must keep to: sizes, docstrings, no writes in faces, nothing left to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.tree import File

MODULE_LINES, CLASS_LINES, FUNCTION_LINES, PARAMETERS = 400, 250, 60, 5
# Not counted: what Python or Django hands over, and the two that every use case takes (who, when).
UNCOUNTED = {"self", "cls", "request", "actor", "now"}
# Parameters beyond the limit that are what the thing is; each with its reason.
WIDE = {
    "lms/core/audit.py:record": "an audit row is its columns, named at each call",
}
FACES = {
    "views",
    "forms",
    "tasks",
    "rest_api",
    "serializers",
    "templatetags",
    "wagtail_hooks",
    "viewsets",
    "context",
    "middleware",
}
WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "atomic",
    "select_for_update",
}
# Objects with a method of such a name that writes no row of ours.
NO_ROWS = {"cache", "session"}
LEFT_TO_DO = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def oversized(file: File) -> Iterator[str]:
    """Yield modules, classes and functions over their limits."""
    length = len(file.text.splitlines())
    if length > MODULE_LINES:
        yield f"{file.path}: {length} lines, at most {MODULE_LINES}"
    for node in ast.walk(ast.parse(file.text)):
        limit = {ast.ClassDef: CLASS_LINES, ast.FunctionDef: FUNCTION_LINES}.get(type(node))
        if limit and lines_of(node) > limit:
            yield f"{file.path}:{node.lineno} {node.name}: {lines_of(node)} lines, at most {limit}"


def lines_of(node: ast.AST) -> int:
    """Return how many lines a definition takes."""
    return node.end_lineno - node.lineno + 1


def wide_functions(file: File) -> Iterator[str]:
    """Yield functions with more parameters than a reader can hold in mind."""
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, Function) and f"{file.path}:{node.name}" not in WIDE:
            names = counted_parameters(node)
            if len(names) > PARAMETERS:
                yield f"{file.path}:{node.lineno} {node.name}({', '.join(names)})"


def counted_parameters(node: Function) -> list[str]:
    """Return the names that count."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [argument.arg for argument in given if argument.arg not in UNCOUNTED]


def without_docstring(file: File) -> Iterator[str]:
    """Yield modules without a docstring; an empty __init__.py says nothing and needs none."""
    if file.text.strip() and not ast.get_docstring(ast.parse(file.text)):
        yield f"{file.path}: what is this module for?"


def writes_in_face(file: File) -> Iterator[str]:
    """Yield writes and transactions in the files that only face outwards."""
    if not is_face(file.path):
        return
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.Attribute) and is_write(node):
            yield f"{file.path}:{node.lineno} .{node.attr} belongs into operations"


def is_face(path: str) -> bool:
    """Return whether a module is a face, by its own name or its folder's."""
    return bool(FACES & set(path.removesuffix(".py").split("/")))


def is_write(node: ast.Attribute) -> bool:
    """Return whether an attribute is a write of rows, or opens a transaction."""
    chain = ast.unparse(node.value)
    if chain.startswith("super()") or chain.split(".")[-1] in NO_ROWS:
        return False
    on_rows = node.attr == "update" and re.search(r"\.(objects|filter|exclude|all)\b", chain)
    return node.attr in WRITES or bool(on_rows)


def reads_whole_trail(file: File) -> Iterator[str]:
    """Yield look-ups in the audit trail without the kind of thing, with which its index begins.

    A column of things is asked for together with their kind, as `audit.entries_about` does; the rows of a chain by
    their numbers are another index.
    """
    if file.path == "lms/core/audit.py":
        return
    for node in ast.walk(ast.parse(file.text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in {"filter", "exclude", "get"}:
            continue
        named = {re.sub("__.*", "", word.arg) for word in node.keywords if word.arg}
        whole = ast.unparse(node.func.value) == "AuditEntry.objects" and "chain" not in named
        if (whole or "target_uuid" in named) and "target_type" not in named:
            yield f"{file.path}:{node.lineno} look up what the trail says with audit.entries_about"


def unfinished(file: File) -> Iterator[str]:
    """Yield marks that say work was left."""
    for number, line in enumerate(file.text.splitlines(), start=1):
        if LEFT_TO_DO.search(line):
            yield f"{file.path}:{number} {line.strip()}"


def reads_clock_inside(file: File) -> Iterator[str]:
    """Yield rules that ask for the time themselves instead of taking `now=`."""
    if not file.path.endswith("/rules.py"):
        return
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.Call) and re.search(r"\b(now|utcnow|today)$", ast.unparse(node.func)):
            yield f"{file.path}:{node.lineno} {ast.unparse(node.func)}()"


def turns_the_name_of_the_clock(file: File) -> Iterator[str]:
    """Yield tests that replace `lms.core.clock.now` instead of `timezone.now`, which it asks.

    A module that is loaded for the first time meanwhile would take the replacement by name and keep it for the tests
    after it.
    """
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("setattr", "patch", "patch.object")
        ):
            said = ", ".join(ast.unparse(one) for one in node.args[:2])
            if re.match(r"""['"]lms\.core\.clock\.now['"]|clock, ['"]now['"]""", said):
                yield f"{file.path}:{node.lineno} {said}"
