"""10,000 questions taken in by `manage.py import_items`: from a workbook, and from a QTI package.

Floors in the same run: a process that unpacks the same file, parses all of its XML with the standard library's own
parser, and writes as many bare rows. Each import is a process of its own, so that its processor time and its largest
memory can be read; SQLite in a file, as `make run` has it.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

ITEMS = 10_000
TOPICS = ("law", "shock-rescue", "protection", "earthing", "meters", "tools")
WORDS = (
    "停电",
    "验电",
    "接地线",
    "熔断器",
    "漏电保护器",
    "绝缘手套",
    "三相",
    "负载",
    "电流",
    "开关",
    "面团",
    "醒发",
    "蒸制",
)


def main() -> int:
    """Measure, print the table and one line of JSON."""
    if sys.argv[1:]:
        return floor(Path(sys.argv[1]))
    import django

    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        }
        os.environ.update(environment)
        django.setup()
        run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], environment)
        for kind, path in written(folder).items():
            bare, _memory, _answer = run(
                [sys.executable, "-m", "benchmarks.bench_import", str(path)], environment
            )
            command = [
                sys.executable,
                "manage.py",
                "import_items",
                str(path),
                "--bank",
                kind.upper(),
                "--json",
            ]
            ours, memory, answer = run(command, environment)
            count = json.loads(answer)["counts"]["status"]
            print(f"{kind:<10} {count}  floor {bare:6.1f} s  import {ours:6.1f} s  {memory:4.0f} MB")
            found.append(
                {"file": kind, "items": count, "floor": bare, "import": ours, "megabytes": round(memory)}
            )
    for row in found:
        row["ratio"] = round(row["import"] / row["floor"], 2)
    print(
        json.dumps({"name": "import", "unit": f"seconds of processor time for {ITEMS} items", "files": found})
    )
    return 0


def run(command: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Run a process; return its processor time in seconds, the most memory it had in MB, and what it printed."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, env=environment, stdout=out)
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        out.seek(0)
        return round(used.ru_utime + used.ru_stime, 1), used.ru_maxrss / 1024, out.read().decode()


def written(folder: Path) -> dict[str, Path]:
    """Write the same questions as a workbook and as a package."""
    from lms.exams.interchange.qti import write_qti
    from lms.exams.interchange.tables import write_xlsx

    items = [question(random.Random(f"question {place}"), place) for place in range(ITEMS)]
    paths = {"xlsx": folder / "questions.xlsx", "qti": folder / "questions.zip"}
    paths["xlsx"].write_bytes(write_xlsx(items))
    paths["qti"].write_bytes(write_qti(items).data)
    return paths


def question(chance: random.Random, place: int) -> object:
    """Return an item of about the length of a real one; half true or false, the others chosen or reckoned."""
    from lms.exams.interchange.drafts import DraftItem, Kind, Number, Option

    def text(length: int) -> dict[str, str]:
        return {
            "zh": "，".join(chance.choices(WORDS, k=length)) + f"，第{place}题。",
            "en": f"Question {place}: " + "prove dead first " * (length // 3),
        }

    kind = (Kind.TRUE_FALSE, Kind.SINGLE, Kind.TRUE_FALSE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.NUMERIC)[
        place % 6
    ]
    options = tuple(Option(name, text(4)) for name in "abcd") if kind in (Kind.SINGLE, Kind.MULTIPLE) else ()
    keys = {
        Kind.TRUE_FALSE: chance.random() < 0.5,
        Kind.SINGLE: chance.choice("abcd"),
        Kind.MULTIPLE: tuple(sorted(chance.sample("abcd", 2))),
        Kind.NUMERIC: (Number(Decimal(chance.randrange(1, 400))),),
    }
    return DraftItem(
        kind=kind,
        stem=text(9),
        key=keys[kind],
        options=options,
        rationale=text(6),
        code=f"Q-{place:05d}",
        topic=chance.choice(TOPICS),
        difficulty=chance.choice(("easy", "medium", "hard")),
    )


def floor(path: Path) -> int:
    """Parse every part of the file and write as many bare rows: what no import can do without."""
    import django

    django.setup()
    from django.db import connection, transaction

    with zipfile.ZipFile(path) as package:
        nodes = sum(
            1
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
            for _node in ElementTree.fromstring(package.read(name)).iter()  # noqa: S314 (written above)
        )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_rows (id integer primary key, content text)")
        cursor.executemany(
            "INSERT INTO bench_rows (content) VALUES (%s)", [(f"{nodes} {n}" * 40,) for n in range(ITEMS)]
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
