"""Every requirement, the outcome and the target rule from the exported rows. Nothing of the platform."""

import unicodedata
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from tests.delivery.recompute.book import Book, day
from tests.delivery.recompute.hours import (
    correction_faults,
    hours_faults,
    learning_faults,
    ledger_faults,
    standings,
)

COUNTING_KINDS = {"skill_level", "qualification", "special_operation", "single_skill"}


def share(done: int, asked: int) -> Decimal:
    if not asked:
        return Decimal(0)
    return (Decimal(done) * 100 / asked).quantize(Decimal("0.01"), rounding=ROUND_FLOOR)


def spelled(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


class Reckoning:
    """One person."""

    def __init__(self, book: Book, person: dict) -> None:
        self.book, self.person, self.me = book, person, person["enrolment"]
        self.today, self.until = day(person["today"]), day(person["until"])
        self.asked = [row for row in book["requirements"] if row["version"] == person["version"]]

    def evidence(self, asked: dict) -> list[dict]:
        return [row for row in self.book.of("evidence", self.me) if row["requirement"] == asked["code"]]

    def line(self, asked: dict) -> dict:
        """State, percentage, done and asked of one requirement."""
        # What hours once proved is history: they stand as the ledger is now.
        kept = [] if asked["kind"] == "hours_attended" else self.evidence(asked)
        done, wanted, met, percents = getattr(self, f"_{asked['kind']}")(asked)
        met = met or any(row["is_met"] for row in kept)
        if asked["kind"] not in ("credits_earned", "electives_earned", "certificates_held"):
            percents += [Decimal(str(row["percent"])) for row in kept]
        state, why = ("met", "") if met else self.hindered(asked["kind"], done, wanted)
        return {
            "state": state,
            "hindrance": why,
            "percent": max(percents, default=Decimal(0)),
            "done": done,
            "asked": wanted,
        }

    def hindered(self, kind: str, done, wanted) -> tuple[str, str]:
        if self.person["state"] == "withdrawn":
            return "impossible", "withdrawn"
        if self.until is None:
            return "not_yet", ""
        days = (self.until - self.today).days
        if days < 0:
            return "impossible", "time_over"
        if kind == "hours_attended" and wanted - done > 360 * (days + 1):
            return "impossible", "hours_do_not_fit"
        return "not_yet", ""

    def _lessons_completed(self, asked: dict):
        lessons = {row["lesson"] for row in self.book["lessons"] if row["version"] == self.person["version"]}
        learnt = lessons & {row["lesson"] for row in self.book.of("lessons_learnt", self.me)}
        percent = share(len(learnt), len(lessons))
        return len(learnt), len(lessons), bool(learnt) and percent >= asked["share_percent"], [percent]

    def _hours_attended(self, asked: dict):
        by_kind = {"theory": 0, "practice": 0}
        for (_course, _unit, kind), row in standings(self.book, self.me, self.person["version"]).items():
            by_kind[kind] += row["counted"]
        theory = min(by_kind["theory"], asked["theory_minutes"])
        practice = min(by_kind["practice"], asked["practice_minutes"])
        wanted = asked["theory_minutes"] + asked["practice_minutes"]
        done = theory + practice
        return done, wanted, done >= wanted > 0, [share(done, wanted)]

    def _examination_passed(self, asked: dict):
        rows = [row for row in self.book.of("results", self.me) if row["requirement"] == asked["code"]]
        return "", "", any(row["is_met"] for row in rows), [Decimal(str(row["percent"])) for row in rows]

    _practical_task_passed = _examination_passed

    def _credits(self, asked: dict, *, electives: bool):
        courses = {
            row["code"]: row for row in self.book["courses"] if row["version"] == self.person["version"]
        }
        total, seen = 0, set()
        for row in self.book.of("credits", self.me):
            if row["is_reversed"] or row["version"] == "other" or row["source_key"] in seen:
                continue
            course = courses.get(row["course"])
            if row["course"]:
                fits = (not asked["block"] or course["block"] == asked["block"]) and (
                    not electives or course["is_elective"]
                )
            else:
                fits = not asked["block"] and not electives
            if fits:
                seen.add(row["source_key"])
                total += row["credits"]
        wanted = asked["minimum"]
        return total, wanted, total >= wanted, [share(min(total, wanted), wanted)]

    def _credits_earned(self, asked: dict):
        return self._credits(asked, electives=False)

    def _electives_earned(self, asked: dict):
        return self._credits(asked, electives=True)

    def _certificates_held(self, asked: dict):
        kinds, held = set(asked["certificate_kinds"].split("|")), set()
        for row in self.papers():
            levelled = row["kind"] in ("skill_level", "qualification")
            kind = f"skill_level_{row['level']}" if levelled else row["kind"]
            if row["is_confirmed"] and kind in kinds and valid(row, self.today):
                # A higher level of an occupation is no further certificate.
                held.add(("levelled" if levelled else kind, spelled(row["occupation"])))
        for row in self.book.of("issued", self.me):
            if row["kind"] in kinds and valid(row, self.today):
                held.add((row["kind"], spelled(row["occupation"])))
        wanted = asked["minimum"]
        return len(held), wanted, len(held) >= wanted, [share(min(len(held), wanted), wanted)]

    def papers(self) -> list[dict]:
        return [row for row in self.book.of("certificates", self.me) if not row["is_struck"]]

    def outcome(self, states: dict[str, str]) -> str:
        if states and set(states.values()) == {"met"}:
            return "graduation"
        if self.person["programme_kind"] != "diploma":
            return "nothing"
        taught = [
            states[row["code"]]
            for row in self.asked
            if row["kind"] in ("lessons_completed", "hours_attended")
        ]
        if taught and set(taught) == {"met"}:
            return "study_completion"
        return "partial_study" if self.days_in_training() >= 365 else "nothing"

    def days_in_training(self) -> int:
        """Count day by day: from the enrolment to an end or today, but for days on which training rested."""
        ends = [day(self.person[name]) for name in ("withdrawn", "completed") if self.person[name]]
        last, rests = min([self.today, *ends]), self.book.of("interruptions", self.me)
        count, one = 0, day(self.person["enrolled"])
        while one < last:
            count += not any(
                day(rest["began"]) <= one and (not rest["ended"] or one < day(rest["ended"]))
                for rest in rests
            )
            one += timedelta(1)
        return count

    def target(self, on: date, *, graduated: bool) -> tuple[int, int]:
        """(reached, missing) by the rule of a day."""
        rules = [row for row in self.book["target_rules"] if day(row["valid_from"]) <= on]
        rule = max(rules, key=lambda row: row["valid_from"])
        completed = day(self.person["completed"]) or self.today
        issued = self.book.of("issued", self.me)
        has_paper = any(row["kind"] == "diploma" and row["is_of_audit"] for row in issued)
        if graduated and not has_paper and self.person["programme_kind"] == "diploma" and completed <= on:
            return 1, 0
        papers = [(row, spelled(row["occupation"])) for row in self.papers() if row["is_confirmed"]]
        papers += [(row, row["occupation"]) for row in issued]
        if any(row["kind"] == "diploma" and valid(row, on) for row, _occupation in papers):
            return 1, 0
        different = set()
        for row, occupation in papers:
            if row["kind"] in COUNTING_KINDS and valid(row, on):
                kind = "skill_level" if row["kind"] == "qualification" else row["kind"]
                different.add(
                    {
                        "occupation_or_kind": (kind, occupation),
                        "occupation": occupation,
                        "kind": kind,
                        "number": row["key"],
                    }[rule["distinct"]]
                )
        missing = max(0, rule["minimum"] - len(different))
        return int(missing == 0), missing


def valid(row: dict, on: date) -> bool:
    awarded, expires = day(row.get("issued") or row.get("awarded")), day(row["expires"])
    return awarded <= on and (expires is None or on <= expires)


def audit_faults(book: Book) -> list[str]:
    """Where a requirement, an outcome or the target rule is said otherwise than the rows say."""
    faults = []
    told = {(row["enrolment"], row["requirement"]): row for row in book["audits"]}
    ends = {row["enrolment"]: row for row in book["outcomes"]}
    for person in book["people"]:
        mine = Reckoning(book, person)
        lines = {row["code"]: mine.line(row) for row in mine.asked}
        for code, line in lines.items():
            said = told.pop((mine.me, code), {})
            wrong = [name for name in line if not same(line[name], said.get(name))]
            faults += [f"audit {person['name']} {code} {name}" for name in wrong]
        outcome = mine.outcome({code: line["state"] for code, line in lines.items()})
        graduated = outcome == "graduation" or bool(person["completed"])
        now = mine.target(mine.today, graduated=graduated)
        is_later = mine.until is not None and mine.until > mine.today
        then = mine.target(mine.until, graduated=graduated) if is_later else ("", "")
        said = ends.get(mine.me, {})
        columns = ("outcome", "now_reached", "now_missing", "then_reached", "then_missing")
        if [outcome, *now, *then] != [said.get(name) for name in columns]:
            faults.append(f"outcome {person['name']}")
    return faults + [f"nobody asked for {key}" for key in told]


def same(ours, theirs) -> bool:
    if isinstance(ours, Decimal):
        return theirs not in (None, "") and Decimal(str(theirs)) == ours
    return ours == theirs


def evidence_faults(book: Book) -> list[str]:
    """Evidence belongs to a requirement that is asked, and says what its record says, where that is in the file."""
    results = {(row["enrolment"], row["requirement"], row["record"]): row for row in book["results"]}
    versions = {row["enrolment"]: row["version"] for row in book["people"]}
    asked = {(row["version"], row["code"]) for row in book["requirements"]}
    faults = []
    for row in book["evidence"]:
        record = results.get((row["enrolment"], row["requirement"], row["record"]), row)
        is_asked = (versions[row["enrolment"]], row["requirement"]) in asked
        if not is_asked or any(row[name] != record[name] for name in ("percent", "is_met")):
            faults.append(f"evidence {row['enrolment']} {row['requirement']}")
    return faults


def faults_of(book: Book) -> list[str]:
    """Everything on which the file does not agree with itself."""
    checks = (ledger_faults, correction_faults, learning_faults, hours_faults, evidence_faults, audit_faults)
    return [fault for check in checks for fault in check(book)]
