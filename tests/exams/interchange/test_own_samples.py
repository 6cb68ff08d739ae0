"""Files of our own in every format, through the command: what becomes of each entry, in the order of the file.

`tests/samples/items/expected.json` has for each file either the reason that refuses it, or a line for each entry: its
type ("-" if it is refused), status, key and the codes of what is said of it. Tables say too what a person has to
decide, and the mapping that says it. Packages are folders there, spreadsheets lists of rows: both are packed here.
"""

import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from lms.core.management.json_command import REFUSED
from lms.exams.intake.models import ItemDraft

SAMPLES = Path(__file__).parents[2] / "samples" / "items"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text())
# What stands for names that no folder, or none on every system, can hold.
UNHELD = {"__up__/": "../", "__device__": "con"}
pytestmark = pytest.mark.django_db


def test_there_are_enough_of_them() -> None:
    held = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    packed = {name for name in EXPECTED if (SAMPLES / name).is_dir()}
    assert len(EXPECTED) >= 60
    assert held == (EXPECTED.keys() - packed) | {
        path
        for path in held
        if path == "expected.json" or path.startswith(tuple(f"{one}/" for one in packed))
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_our_own(name: str, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    expected = EXPECTED[name]
    path = tmp_path / Path(name).name.replace(".json", ".xlsx")
    path.write_bytes(made(SAMPLES / name))

    if "refused" in expected:
        facts = said(path)
        assert (facts["refused"]["reason"], facts["items"]) == (expected["refused"], [])
        return
    if expected.get("mapping"):
        asked = said(path)
        assert [one["code"] for one in asked["needs_mapping"]["decisions"]] == expected["decisions"]
        (tmp_path / "mapping.json").write_text(json.dumps(expected["mapping"]))
        facts = said(path, "--mapping", tmp_path / "mapping.json")
    else:
        facts = said(path)

    assert entries(facts) == expected["entries"]
    assert (facts["format"], facts["encoding"]) == (expected["format"], expected["encoding"])
    assert facts["counts"] == counted(facts["items"])


def made(sample: Path) -> bytes:
    """Return the bytes of a sample: as they are, a folder as an archive, rows as a workbook."""
    if sample.is_dir():
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for path in sorted(sample.rglob("*")):
                if path.is_file():
                    inside = path.relative_to(sample).as_posix()
                    for held, meant in UNHELD.items():
                        inside = inside.replace(held, meant)
                    archive.writestr(inside, path.read_bytes())
        return target.getvalue()
    return workbook(json.loads(sample.read_text())) if sample.suffix == ".json" else sample.read_bytes()


def workbook(rows: dict[str, Any]) -> bytes:
    """Return a workbook of sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in rows["sheets"].items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
        for area in rows.get("merged", []):
            sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def said(path: Path, *options: object) -> dict[str, Any]:
    """Return what the command says of a file; one that it refuses as a whole ends with status 3."""
    output = io.StringIO()
    given = [path, "--bank", "OWN", "--json", *options]
    try:
        call_command("import_items", *map(str, given), stdout=output)
    except CommandError as error:
        if error.returncode != REFUSED:
            raise
    return json.loads(output.getvalue())


def entries(facts: dict[str, Any]) -> list[str]:
    """Return each entry as a line; keys are those of the drafts that were kept."""
    keys = {draft.place: shown(draft.content) for draft in ItemDraft.objects.all()}
    lines = []
    for one in facts["items"]:
        is_refused = one["status"] == "refused"
        codes = " ".join(dict.fromkeys(remark["code"] for remark in one["remarks"]))
        kind, key = ("-", "") if is_refused else (one["type"], keys[one["position"]])
        lines.append(" ".join(part for part in (kind, one["status"], key, codes) if part))
    return lines


def shown(content: dict[str, Any]) -> str:
    """Return a key in short; "-" for an item that has none."""
    kind, key = content["kind"], content["key"]
    if kind in ("short_answer", "practical_task"):
        return ""
    if key is None:
        return "-"
    if kind == "numeric":
        return ";".join(f"{one['value']}±{one['tolerance']} {one['unit']}".strip() for one in key)
    if kind == "fill_in":
        return ";".join("|".join(map(_accepted, one["accepted"].items())) for one in key)
    if kind == "matching":
        return " ".join(f"{option}={match}" for option, match in key.items())
    return ",".join(key) if isinstance(key, list) else str(key).lower() if kind == "true_false" else key


def _accepted(answer: tuple[str, str]) -> str:
    return answer[0] if answer[1] == "1" else f"{answer[0]}@{answer[1]}"


def counted(items: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Return what the command counts, counted here."""
    return {
        "type": dict(Counter(one["type"] for one in items if one["status"] != "refused")),
        "status": dict(Counter(one["status"] for one in items)),
        "reason": dict(Counter(one["reason"] for one in items if one["reason"])),
    }
