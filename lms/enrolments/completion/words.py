"""What the completion audit says: states, hindrances, outcomes and the target rule, in the reader's language."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.enrolments.completion.rules import Hindrance, Outcome, State
from lms.enrolments.external.models import ExternalKind
from lms.enrolments.models import EnrolmentState, Evidence
from lms.enrolments.target.rules import Distinct, LeftOut, Target, read_rules, rule_in_force


def state_text(state: State) -> str:
    """Return how a requirement stands."""
    return {State.MET: _("met"), State.NOT_YET: _("not yet"), State.IMPOSSIBLE: _("not possible in time")}[
        state
    ]


def assumption_text(title: str, day: date | None, until: date | None) -> str:
    """Return an examination that may be taken as passed, with the day of the next one (None: none is planned)."""
    if day is None:
        return _("%(title)s (no examination is planned)") % {"title": title}
    words = _("%(title)s (next examination: %(day)s)")
    if until is not None and day > until:
        words = _("%(title)s (the next examination, on %(day)s, comes after that release)")
    return words % {"title": title, "day": day}


def hindrance_text(hindrance: Hindrance | None) -> str:
    """Return why a requirement cannot be met any more; empty where it can."""
    if hindrance is None:
        return ""
    return {
        Hindrance.WITHDRAWN: _("The enrolment was withdrawn."),
        Hindrance.TIME_OVER: _("The day that was asked about is past."),
        Hindrance.HOURS_DO_NOT_FIT: _(
            "More hours are missing than fit until then, with eight class hours every day."
        ),
    }[hindrance]


def outcome_text(outcome: Outcome, *, is_diploma: bool, state: str) -> str:
    """Return with what the enrolment would end now, and why."""
    if outcome is Outcome.GRADUATION:
        return _("Graduation: everything is met.") if is_diploma else _("Completed: everything is met.")
    if not is_diploma:
        withdrawn = state == EnrolmentState.WITHDRAWN
        return _("Withdrawn without completion.") if withdrawn else _("Not completed: something is missing.")
    return {
        Outcome.STUDY_COMPLETION: _(
            "Completion certificate: all teaching is done, something else is missing. It can be made good later."
        ),
        Outcome.PARTIAL_STUDY: _(
            "Record of partial study: at least a year of study, not everything is taught."
        ),
        Outcome.NOTHING: _("Nothing yet: less than a year of study, and not everything is taught."),
    }[outcome]


def code_texts() -> dict[tuple[str, str], dict[str, str]]:
    """Return words for the codes that stand in the exported tables, by table and column."""
    sources = _source_texts()
    kinds = {code: str(label) for code, label in ExternalKind.choices}
    outcomes = {
        Outcome.GRADUATION.value: pgettext("outcome", "Everything is met"),
        Outcome.STUDY_COMPLETION.value: pgettext("outcome", "Completion certificate"),
        Outcome.PARTIAL_STUDY.value: pgettext("outcome", "Record of partial study"),
        Outcome.NOTHING.value: pgettext("outcome", "Nothing yet"),
    }
    return {
        ("audits", "state"): {one.value: state_text(one) for one in State},
        ("audits", "hindrance"): {one.value: hindrance_text(one) for one in Hindrance},
        ("outcomes", "outcome"): outcomes,
        ("results", "source"): sources,
        ("evidence", "source"): sources,
        ("certificates", "kind"): kinds,
        ("issued", "kind"): kinds,
        ("target_rules", "distinct"): {one.value: distinct_text(one) for one in Distinct},
    }


def source_text(source_type: str) -> str:
    """Return what kind of record stands behind a percentage."""
    return _source_texts().get(source_type, _("Record"))


def _source_texts() -> dict[str, str]:
    return {
        "delivery.lessonprogress": _("Lessons learnt"),
        "delivery.hoursentry": _("Hours of registers"),
        "delivery.learningentry": _("Learning accepted as hours"),
        "exams.result": _("Examination"),
        "exams.practical_result": _("Practical examination"),
    }


def decided_text(day: date) -> str:
    """Return that a completion stays, although by the records of today something is missing."""
    words = _(
        "Completed on %(day)s. This stays, although something is missing by the records as they are now."
    )
    return words % {"day": day.isoformat()}


def evidence_text(row: Evidence, *, is_past: bool = False) -> str:
    """Return a row of evidence in one line, without its day; `is_past`: what it rested on is not there any more."""
    met = _("meets the requirement") if row.is_met else _("does not meet it")
    if is_past:
        met = _("met the requirement then, and does not any more")
    return f"{source_text(row.source_type)} · {row.percent.normalize():f} % · {met}"


def left_out_text(reason: LeftOut) -> str:
    """Return why a certificate does not count for the target."""
    return {
        LeftOut.KIND: _("papers of this kind do not count here"),
        LeftOut.UNCONFIRMED: _("the issuing side has not confirmed it"),
        LeftOut.LATER: _("is awarded only later"),
        LeftOut.ENDED: _("is not valid any more on that day"),
        LeftOut.SAME: _("counts only once together with another one"),
    }[reason]


def target_text(target: Target) -> str:
    """Return how somebody stands to the target rule, and what is missing."""
    if target.has_diploma:
        return _("Reached: with the diploma, or with the right to it.")
    if target.is_reached:
        return _("Reached: with the certificates.")
    missing = ngettext(
        "Not reached: the diploma or %(count)d more certificate is missing.",
        "Not reached: the diploma or %(count)d more certificates are missing.",
        target.missing,
    )
    rule = rule_in_force(read_rules(settings.TARGET_RULES), target.day)
    return f"{missing % {'count': target.missing}} {distinct_text(rule.distinct)}"


def distinct_text(distinct: Distinct) -> str:
    """Return what makes two certificates two."""
    return {
        Distinct.OCCUPATION_OR_KIND: _("Two certificates count as two when occupation or kind differs."),
        Distinct.OCCUPATION: _("Two certificates count as two when the occupation differs."),
        Distinct.KIND: _("Two certificates count as two when the kind differs."),
        Distinct.NUMBER: _("Every certificate counts."),
    }[distinct]
