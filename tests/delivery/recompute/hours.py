"""Hours from marks of locked registers, and learning from periods outside of class. Nothing of the platform."""

from collections import Counter, defaultdict

from tests.delivery.recompute.book import Book, day, instant, local_day, minutes_between


def in_class(mark: dict, session: dict) -> int:
    """Late minutes from the planned beginning, left early from the planned end, nothing that was not taught."""
    if mark["state"] != "present":
        return 0
    length = minutes_between(session["begins"], session["ends"])
    end = min(session["delivered"], length - mark["left_early"])
    return end - mark["late"] if end > mark["late"] else 0


def due_of_registers(book: Book) -> Counter:
    """(session, enrolment, course, unit, kind, measure) -> minutes, by the locked registers."""
    sessions = {row["session"]: row for row in book["sessions"]}
    due = Counter()
    for mark in book["marks"]:
        session = sessions[mark["session"]]
        if session["register"] != "locked" or not mark["is_of_audit"]:
            continue
        about = (mark["session"], mark["enrolment"], session["course"], session["unit"], session["kind"])
        due[*about, "planned"] += minutes_between(session["begins"], session["ends"])
        due[*about, "delivered"] += session["delivered"]
        due[*about, "attended"] += in_class(mark, session)
    return due


def ledger_faults(book: Book) -> list[str]:
    """What the ledger says otherwise than the registers do, and reversals that take back something else."""
    kept = Counter()
    rows = {row["row"]: row for row in book["ledger"]}
    faults = []
    columns = ("session", "enrolment", "course", "unit", "kind", "measure")
    for row in book["ledger"]:
        kept[tuple(row[name] for name in columns)] += row["minutes"]
        if row["reverses"] and rows[row["reverses"]]["minutes"] != -row["minutes"]:
            faults.append(f"reversal {row['row']}")
    due = due_of_registers(book)
    faults += [f"ledger {key}" for key in set(kept) | set(due) if kept[key] != due[key]]
    return faults


def correction_faults(book: Book) -> list[str]:
    """An approved correction, the last of its mark, is what the mark says now."""
    marks = {(row["session"], row["enrolment"]): row for row in book["marks"]}
    last = {}
    for row in book["corrections"]:
        if row["decision"] == "approved":
            last[row["session"], row["enrolment"]] = row
    names = ("state", "late", "left_early")
    return [
        f"correction {key}"
        for key, row in last.items()
        if [row[name] for name in names] != [marks[key][name] for name in names]
    ]


def class_times(book: Book) -> dict[str, list[tuple]]:
    """When somebody belonged to a class that was held, or was marked present."""
    sessions = {row["session"]: row for row in book["sessions"]}
    found = defaultdict(set)
    for stay in book["stays"]:
        joined, left = day(stay["joined"]), day(stay["left"])
        for row in book["sessions"]:
            is_here = joined <= local_day(row["begins"]) and (left is None or local_day(row["begins"]) < left)
            if row["cohort"] == stay["cohort"] and row["state"] == "planned" and is_here:
                found[stay["enrolment"]].add((row["begins"], row["ends"]))
    for mark in book["marks"]:
        if mark["state"] == "present":
            row = sessions[mark["session"]]
            found[mark["enrolment"]].add((row["begins"], row["ends"]))
    return found


def learnt_seconds(book: Book, enrolment: str, since, until) -> Counter:
    """Second by second: active seconds of each lesson on certain days less those of the clock that were class.

    Days of an interruption, from the first day without training until the day before the first one back, give nothing.
    """
    rests = [(day(row["began"]), day(row["ended"])) for row in book.of("interruptions", enrolment)]
    busy = [(instant(begins), instant(ends)) for begins, ends in class_times(book)[enrolment]]
    found = Counter()
    for row in book.of("learning", enrolment):
        if day(row["day"]) > until or (since and day(row["day"]) < since):
            continue
        if any(began <= day(row["day"]) and not (back and back <= day(row["day"])) for began, back in rests):
            continue
        begins, ends = int(instant(row["began"]).timestamp()), int(instant(row["ended"]).timestamp())
        taken = {
            second
            for first, last in busy
            for second in range(max(begins, int(first.timestamp())), min(ends, int(last.timestamp())))
        }
        found[row["lesson"]] += max(0, row["active_seconds"] - len(taken))
    return found


def apart(one: dict, other: dict) -> bool:
    """Whether two rows rest on different days; without a first day a row rests on all until its last."""
    return one["learnt_until"] < other["learnt_from"] or other["learnt_until"] < one["learnt_from"]


def learning_faults(book: Book) -> list[str]:
    """Each accepted row: what its seconds are worth, less what its days got, within what lesson and part still take.

    Each row that takes back: the minutes of one row that stood, once. What stands at the end rests on time that was no
    class.
    """
    faults = []
    for (enrolment,), rows in book.grouped("learning_accepted", "enrolment").items():
        stands = {}
        for row in rows:
            if row["reverses"]:
                gone = stands.pop(row["reverses"], None)
                same = ("lesson", "course", "unit", "seconds", "learnt_from", "learnt_until")
                if not gone or gone["minutes"] != -row["minutes"] or any(gone[n] != row[n] for n in same):
                    faults.append(f"learning taken back {enrolment} {row['lesson']}")
                continue
            if row["minutes"] != due_of(row, list(stands.values())) or row["minutes"] < 1:
                faults.append(f"learning {enrolment} {row['lesson']}")
            stands[row["row"]] = row
        for row in stands.values():
            days = (day(row["learnt_from"]), day(row["learnt_until"]))
            counted = min(row["seconds"], 60 * row["lesson_minutes"])
            if counted > learnt_seconds(book, enrolment, *days)[row["lesson"]]:
                faults.append(f"learning seconds {enrolment} {row['lesson']}")
    return faults


def due_of(row: dict, stands: list[dict]) -> int:
    """The minutes of a row beside those that stood when it was written."""
    of_lesson = [one for one in stands if one["lesson"] == row["lesson"]]
    rule = ("rule_from", "cap", "counted")
    if any(not apart(one, row) and any(one[n] != row[n] for n in rule) for one in of_lesson):
        return 0  # another rule has valued those days
    elsewhere = defaultdict(int)
    for one in of_lesson:
        if apart(one, row):
            elsewhere[one["learnt_from"]] = max(elsewhere[one["learnt_from"]], one["seconds"])
    left = 60 * row["lesson_minutes"] - sum(elsewhere.values())
    got = sum(one["minutes"] for one in of_lesson if not apart(one, row))
    part = (row["course"], row["unit"])
    of_part = sum(one["minutes"] for one in stands if (one["course"], one["unit"]) == part)
    value = max(0, min(row["seconds"], left)) * row["counted"] // 6000 - got
    return min(value, row["plan_minutes"] * row["cap"] // 100 - of_part)


def standings(book: Book, enrolment: str, version: str) -> dict[tuple, dict]:
    """(course, unit, kind) -> plan, attended, learnt and what counts of them."""
    attended, learnt = Counter(), Counter()
    for (_session, who, course, unit, kind, measure), minutes in due_of_registers(book).items():
        if who == enrolment and measure == "attended":
            attended[course, unit, kind] += minutes
    for row in book.of("learning_accepted", enrolment):
        learnt[row["course"], row["unit"], "theory"] += row["minutes"]
    found = {}
    for row in book["plan"]:
        if row["version"] == version:
            part = (row["course"], row["unit"], row["kind"])
            together = attended[part] + learnt[part]
            counts = row["minutes"] if together > row["minutes"] else together
            found[part] = {
                "plan": row["minutes"],
                "attended": attended[part],
                "learnt": learnt[part],
                "counted": counts,
            }
    return found


def hours_faults(book: Book) -> list[str]:
    """What the table of hours says otherwise."""
    faults, told = [], book.grouped("hours", "enrolment")
    figures = ("plan", "attended", "learnt", "counted")
    for person in book["people"]:
        said = {
            (row["course"], row["unit"], row["kind"]): {name: row[name] for name in figures}
            for row in told[person["enrolment"],]
        }
        if said != standings(book, person["enrolment"], person["version"]):
            faults.append(f"hours {person['enrolment']}")
    return faults
