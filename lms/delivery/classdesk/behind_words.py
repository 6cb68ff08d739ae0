"""What the sheets and columns of the workbook behind an audit are called, for people; keys stay as they are."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def sheet_words() -> dict[str, tuple[str, str]]:
    """Return for each sheet, by its key, what it is called and what one row of it says."""
    return {
        "people": (
            pgettext("sheet", "People"),
            _("One person of the class, and the day that is asked about."),
        ),
        "interruptions": (
            pgettext("sheet", "Rests"),
            _("One time in which training rested: the first day without it, and the first day back."),
        ),
        "requirements": (pgettext("sheet", "Asked for"), _("One requirement of a programme version.")),
        "courses": (pgettext("sheet", "Courses"), _("One course of a programme version, with its credits.")),
        "results": (pgettext("sheet", "Results"), _("One result of an examination, as it stands now.")),
        "evidence": (
            pgettext("sheet", "Evidence"),
            _("One record that was written when something was proved."),
        ),
        "credits": (pgettext("sheet", "Credits"), _("One credit that was given, or taken back again.")),
        "certificates": (pgettext("sheet", "Certificates"), _("One certificate of another body.")),
        "issued": (pgettext("sheet", "Issued here"), _("One certificate that was issued on this platform.")),
        "target_rules": (
            pgettext("sheet", "Target"),
            _("One rule on how many certificates stand for the diploma, and from when on."),
        ),
        "audits": (pgettext("sheet", "Audit"), _("How one person stands to one requirement.")),
        "outcomes": (
            pgettext("sheet", "Outcomes"),
            _("With what one person would end now, and how the target is reached."),
        ),
        "plan": (pgettext("sheet", "Plan"), _("How many minutes the plan has of one part.")),
        "lessons": (pgettext("sheet", "Lessons"), _("One lesson of a unit.")),
        "lessons_learnt": (pgettext("sheet", "Learnt"), _("One lesson that a person finished.")),
        "stays": (
            pgettext("sheet", "Stays"),
            _("From when to when a person was in a class: the first day in it, and the first day without."),
        ),
        "sessions": (pgettext("sheet", "Sessions"), _("One session, and what its register says was taught.")),
        "marks": (pgettext("sheet", "Marks"), _("What the register of a session says of a person.")),
        "corrections": (
            pgettext("sheet", "Corrections"),
            _("One correction of a locked register: before, afterwards, and what was decided."),
        ),
        "ledger": (pgettext("sheet", "Ledger"), _("One entry of hours that a locked register made.")),
        "learning": (pgettext("sheet", "Learning"), _("One time of learning in a lesson online.")),
        "learning_accepted": (
            pgettext("sheet", "Accepted"),
            _("Minutes of learning that were accepted as hours, and by which rule."),
        ),
        "hours": (pgettext("sheet", "Hours"), _("What counts of one part for a person.")),
    }


def column_words() -> dict[str, str]:
    """Return by the keys of columns what they hold; by table and key where tables differ."""
    return {**_who_and_what(), **_states(), **_numbers(), **_days()}


def _who_and_what() -> dict[str, str]:
    return {
        "enrolment": pgettext("column", "Person"),
        "name": pgettext("column", "Name"),
        "number": pgettext("column", "Trainee number"),
        "version": pgettext("column", "Programme and version"),
        "programme_kind": pgettext("column", "Kind of programme"),
        "requirement": pgettext("column", "Requirement"),
        "code": pgettext("column", "Title"),
        "course": pgettext("column", "Course"),
        "unit": pgettext("column", "Unit"),
        "lesson": pgettext("column", "Lesson"),
        "session": pgettext("column", "Session"),
        "cohort": pgettext("column", "Class"),
        "occupation": pgettext("column", "Occupation"),
        "level": pgettext("column", "Level, 0 for none"),
        "source": pgettext("column", "Kind of record"),
        "record": pgettext("column", "Record"),
        "source_key": pgettext("column", "What the credit was given for"),
        "key": pgettext("column", "Certificate"),
        "row": pgettext("column", "Entry"),
        "reverses": pgettext("column", "Takes this entry back"),
        "reason": pgettext("column", "Reason"),
        "certificate_kinds": pgettext("column", "Kinds of certificates that count"),
    }


def _states() -> dict[str, str]:
    return {
        "state": pgettext("column", "State"),
        "kind": pgettext("column", "Kind"),
        "block": pgettext("column", "Group of courses"),
        "hindrance": pgettext("column", "Why it is not possible"),
        "outcome": pgettext("column", "If it ended now"),
        "is_elective": pgettext("column", "Elective (1 yes, 0 no)"),
        "is_met": pgettext("column", "Met (1 yes, 0 no)"),
        "is_reversed": pgettext("column", "Taken back (1 yes, 0 no)"),
        "is_confirmed": pgettext("column", "Confirmed by its issuer (1 yes, 0 no)"),
        "is_struck": pgettext("column", "Struck out (1 yes, 0 no)"),
        "is_of_audit": pgettext("column", "Of this enrolment (1), of another one of the person (0)"),
        "distinct": pgettext("column", "What makes two certificates two"),
        "now_reached": pgettext("column", "Target reached now (1 yes, 0 no)"),
        "then_reached": pgettext("column", "Target reached at release (1 yes, 0 no, empty: not forecast)"),
        "register": pgettext("column", "Register"),
        "excuse": pgettext("column", "Excused because of"),
        "before_state": pgettext("column", "State before"),
        "decision": pgettext("column", "Decision"),
        "measure": pgettext("column", "Measure"),
    }


def _numbers() -> dict[str, str]:
    return {
        "share_percent": pgettext("column", "Share that is asked for, in %"),
        "theory_minutes": pgettext("column", "Minutes of theory that are asked for"),
        "practice_minutes": pgettext("column", "Minutes of practice that are asked for"),
        "minimum": pgettext("column", "How many at least"),
        "credits": pgettext("column", "Credits"),
        "percent": pgettext("column", "Reached, in %"),
        "done": pgettext("column", "Done"),
        "asked": pgettext("column", "Asked for"),
        "now_missing": pgettext("column", "Certificates missing now"),
        "then_missing": pgettext("column", "Certificates missing at release"),
        "minutes": pgettext("column", "Minutes"),
        "delivered": pgettext("column", "Minutes really taught"),
        "late": pgettext("column", "Late, in minutes"),
        "left_early": pgettext("column", "Left early, in minutes"),
        "before_late": pgettext("column", "Late before, in minutes"),
        "before_left_early": pgettext("column", "Left early before, in minutes"),
        "active_seconds": pgettext("column", "Seconds of learning"),
        "seconds": pgettext("column", "Seconds that it rests on"),
        "lesson_minutes": pgettext("column", "Planned minutes of the lesson"),
        "plan_minutes": pgettext("column", "Minutes of the plan"),
        "cap": pgettext("column", "At most so much of the plan, in %"),
        "hours counted": pgettext("column", "Minutes that count"),
        "learning_accepted counted": pgettext("column", "So much of the learning counts, in %"),
        "plan": pgettext("column", "Minutes of the plan"),
        "attended": pgettext("column", "Minutes attended"),
        "learnt": pgettext("column", "Minutes accepted for learning"),
    }


def _days() -> dict[str, str]:
    return {
        "enrolled": pgettext("column", "Enrolled on"),
        "withdrawn": pgettext("column", "Withdrawn on"),
        "completed": pgettext("column", "Completed on"),
        "today": pgettext("column", "Day that is asked about"),
        "until": pgettext("column", "Release forecast"),
        "began": pgettext("column", "Begin"),
        "ended": pgettext("column", "End"),
        "issued": pgettext("column", "Issued on"),
        "awarded": pgettext("column", "Awarded on"),
        "expires": pgettext("column", "Holds until"),
        "valid_from": pgettext("column", "From"),
        "joined": pgettext("column", "First day in the class"),
        "left": pgettext("column", "First day without the person"),
        "begins": pgettext("column", "Begin"),
        "ends": pgettext("column", "End"),
        "day": pgettext("column", "Day"),
        "learnt_from": pgettext("column", "Learning from"),
        "learnt_until": pgettext("column", "Learning until"),
        "rule_from": pgettext("column", "Day of the rule"),
    }
