"""`make faults`: seeded runs on SQLite and PostgreSQL, each ended by a check of everything that was acknowledged.

Exit status 1 when anything was lost or does not hold. The table of what happened is printed at the end.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from scripts.system_parts import postgres_folder
from tests.faults.plan import plan_of
from tests.faults.room import open_room
from tests.faults.runs import Outcome, run

DATABASES = ("sqlite", "postgresql")
BROKEN = ("reply_before_commit", "queue_emptied_early", "kept_said_early")


def main() -> int:
    """Do the runs and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=500, help="how many runs, half on each database")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--database", choices=DATABASES, help="only on this one")
    parser.add_argument("--broken", choices=BROKEN, default="")
    arguments = parser.parse_args()
    databases = [arguments.database] if arguments.database else list(DATABASES)
    if postgres_folder() is None and "postgresql" in databases:
        parser.error("there is no PostgreSQL server on this machine; make test installs one")
    per_database = -(-arguments.runs // len(databases))
    seeds = range(arguments.first_seed, arguments.first_seed + per_database)
    outcomes = [outcome for name in databases for outcome in on(name, seeds, broken=arguments.broken)]
    return report(outcomes)


def on(database: str, seeds: range, *, broken: str) -> list[Outcome]:
    """Do the runs of these seeds on one database, saying how far it is."""
    done: list[Outcome] = []
    began = time.monotonic()
    with open_room(database, settings={"BROKEN_BUILD": broken}) as room:
        for seed in seeds:
            plan = plan_of(seed, database=database)
            early = {
                "forgets_early": broken == "queue_emptied_early",
                "says_early": broken == "kept_said_early",
            }
            outcome = run(room, plan, **early)
            done.append(outcome)
            if not outcome.is_sound or len(done) % 10 == 0 or len(done) == len(seeds):
                say(f"{database}: {len(done)} of {len(seeds)} runs, {time.monotonic() - began:.0f} s")
            for words in outcome.violations:
                say(f"  seed {seed} ({outcome.plan}): {words}")
    return done


def report(outcomes: list[Outcome]) -> int:
    """Print the counts and return the exit status."""
    faults = Counter(happening.fault.value for outcome in outcomes for happening in outcome.plan.happenings)
    broken = sum(not outcome.is_sound for outcome in outcomes)
    acknowledged = sum(outcome.acknowledged for outcome in outcomes)
    for name, count in sorted(faults.items()):
        say(f"  {name:<16} {count:5}")
    order = {name: sum(outcome.first[name] for outcome in outcomes) for name in ("server", "disk")}
    say(f"  first at the server {order['server']}, first on the disk of the terminal {order['disk']}")
    say(f"{len(outcomes)} runs, {acknowledged} acknowledged answers, {broken} runs in which something broke.")
    return 1 if broken else 0


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
