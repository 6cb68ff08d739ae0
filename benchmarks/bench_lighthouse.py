"""What Lighthouse says of the lesson page and the trainee's home page, in both languages, on a slowed processor.

Lighthouse comes from npm, for this measurement only. Each page is looked at several times, and the middle look counts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from typing import Any

from scripts.processes import ROOT
from scripts.system_parts import chromium
from tests.production.visitor import Trainee
from tests.support.server import running_platform

LOOKS, LEAST, SLOWDOWN = 3, 95, 6
CATEGORIES = ("performance", "accessibility", "best-practices")
HALF_WAY = 6  # in the order of the demonstration's sign-ins
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"


def main() -> int:
    """Look at each page, print the scores, and fail when one is too low."""
    with running_platform(with_worker=False) as platform:
        trainee = Trainee(platform.base_url)
        trainees = [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"]
        if not trainee.enter(trainees[HALF_WAY]):
            raise RuntimeError("the trainee could not sign in")
        lesson = trainee.find(r'href="(/learn/[0-9a-f-]+/)')
        scores = {
            f"{name}, {language}": looked_at(platform.base_url + path, cookies(trainee, language))
            for name, path in (("lesson", lesson), ("home", "/home/"))
            for language in ("zh-hans", "en")
        }
    report(scores)
    print(json.dumps({"name": "lighthouse", "unit": "score of 100", **scores}))
    return 1 if any(min(row.values()) < LEAST for row in scores.values()) else 0


def cookies(trainee: Trainee, language: str) -> str:
    """Return the cookies of the signed-in trainee, with this language."""
    kept = {cookie.name: cookie.value for cookie in trainee.client.cookies.jar}
    return "; ".join(f"{name}={value}" for name, value in {**kept, "language": language}.items())


def looked_at(url: str, cookie: str) -> dict[str, float]:
    """Return the middle score of each category, and print what cost points."""
    looks = [one_look(url, cookie) for _look in range(LOOKS)]
    for category in CATEGORIES:
        for line in lost_points(looks[-1], category):
            print(f"  {category}: {line}")
    return {
        category: statistics.median(round(look["categories"][category]["score"] * 100) for look in looks)
        for category in CATEGORIES
    }


def one_look(url: str, cookie: str) -> dict[str, Any]:
    """Run Lighthouse once and return its report.

    :raises RuntimeError: with what it says, when it does not work.
    """
    command = [str(ROOT / "benchmarks" / "node_modules" / ".bin" / "lighthouse"), url]
    command += ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--throttling.cpuSlowdownMultiplier={SLOWDOWN}", f"--chrome-flags={CHROME}"]
    command += [f"--extra-headers={json.dumps({'Cookie': cookie})}"]
    environment = {**os.environ, "CHROME_PATH": chromium() or ""}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"Lighthouse failed:\n{result.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(result.stdout)
    if found["finalDisplayedUrl"] != url:
        raise RuntimeError(f"Lighthouse was led to {found['finalDisplayedUrl']}")
    return found


def lost_points(look: dict[str, Any], category: str) -> list[str]:
    """Return the audits of a category that are not perfect and count."""
    counted = [row["id"] for row in look["categories"][category]["auditRefs"] if row["weight"]]
    audits = [look["audits"][name] for name in counted]
    return [
        f"{one['title']} {one.get('displayValue', '')}" for one in audits if one["score"] not in (None, 1)
    ]


def report(scores: dict[str, dict[str, float]]) -> None:
    """Print the table."""
    print(f"Lighthouse, median of {LOOKS} looks, processor slowed {SLOWDOWN} times; at least {LEAST} each")
    for page, row in scores.items():
        print(f"  {page:<18}" + "".join(f"{category} {row[category]:<6.0f}" for category in CATEGORIES))


if __name__ == "__main__":
    sys.exit(main())
