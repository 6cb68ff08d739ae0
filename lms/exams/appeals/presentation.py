"""Appeals in words: what a candidate is told, and lines of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.accounts.api import User
from lms.core.numbers import plain
from lms.exams.appeals.models import Appeal, AppealPart, AppealState, Outcome, Remedy
from lms.exams.appeals.queries import OwnStanding, days_left, own_standing, result_after
from lms.exams.appeals.subject import Told, subject_of_appeal
from lms.exams.appeals.words import AGAINST_FILING, GROUND_OF_WORK, REMEDY_OF_WORK
from lms.exams.bank.models import ItemKind
from lms.exams.marking.models import Result
from lms.exams.papers.models import PaperKey
from lms.exams.practical.models import PracticalResult
from lms.exams.practical.presentation import part_rows


@dataclass(frozen=True, slots=True)
class OwnPanel:
    """What stands below a result: until when it can be appealed, or where the appeal is and what was answered."""

    standing: OwnStanding
    kind: str
    title: str
    text: str

    @property
    def appeal(self) -> Appeal | None:
        """Return the newest appeal."""
        return self.standing.appeal

    @property
    def can_file(self) -> bool:
        """Return whether an appeal can be filed now."""
        return self.standing.can_file


def own_panel(result: Told, *, now: datetime) -> OwnPanel:
    """Return in words where a candidate stands with appeals against a released result."""
    standing = own_standing(result, now=now)
    if standing.appeal is not None and not (standing.can_file and standing.appeal.told.pk != result.pk):
        kind, title, text = told_of(standing.appeal)
        return OwnPanel(standing, kind, title, text)
    if standing.can_file:
        words = _("You can appeal until %(day)s. Somebody who had no part looks at everything once more.")
        return OwnPanel(standing, "info", _("Is this result wrong?"), words % {"day": day(standing.last_day)})
    return OwnPanel(standing, "info", _("No appeal any more"), str(AGAINST_FILING[standing.reason]))


def told_of(appeal: Appeal) -> tuple[str, str, str]:
    """Return kind, title and text of the notice about an appeal."""
    if appeal.state == AppealState.FILED:
        words = _(
            "You get an answer by %(day)s. You can withdraw the appeal until somebody begins to look at it."
        )
        return "info", _("Your appeal is filed"), words % {"day": day(appeal.answer_by)}
    if appeal.state == AppealState.IN_REVIEW:
        words = _("Somebody who had no part looks at everything. You get an answer by %(day)s.")
        return "info", _("Your appeal is being looked at"), words % {"day": day(appeal.answer_by)}
    titles = {
        Outcome.UPHELD: _("Your appeal was right"),
        Outcome.IN_PART: _("Your appeal was right in part"),
        Outcome.REJECTED: _("Your appeal was not right"),
    }
    kind = "warning" if appeal.outcome == Outcome.REJECTED else "success"
    return kind, titles[Outcome(appeal.outcome)], what_follows(appeal)


def what_follows(appeal: Appeal) -> str:
    """Return what follows from a decision, for the candidate."""
    if appeal.remedy == Remedy.KEY:
        return _(
            "The right answers are looked at for everybody. If marks change, the new result is on your result page."
        )
    if appeal.remedy == Remedy.TRY and appeal.is_practical:
        return _(
            "This try does not count. You can do the examination once more; the office tells you the day."
        )
    if appeal.remedy == Remedy.TRY:
        return _(
            "This try does not count. You can write the examination once more; the office tells you the day."
        )
    if appeal.remedy != Remedy.MARKING:
        return _("The result stays as it is.")
    after = result_after(appeal)
    if after is None or appeal.result is None:
        return _(
            "Another person marks your answers. The new result comes on your result page. It will not be lower."
        )
    if marks_of(after) == marks_of(appeal.result):
        return _("Another person has marked your answers. Your marks stay.")
    values = {"before": percent(appeal.result), "after": percent(after)}
    return _("Another person has marked your answers. Before: %(before)s. Now: %(after)s.") % values


def marks_of(result: Result) -> tuple[Decimal, bool]:
    """Return what of a result a candidate is told."""
    return result.score, result.passed


def percent(result: Told) -> str:
    """Return a result in a few words."""
    verdict = pgettext("examination", "Passed") if result.passed else _("Not passed")
    if isinstance(result, PracticalResult):
        return f"{plain(result.percent)} / 100 · {verdict}"
    return f"{plain(result.score)} / {plain(result.max_score)} · {verdict}"


def day(on: date) -> str:
    """Return a day as it is written here."""
    return date_format(on, "Y-m-d")


def moment(at: datetime | None) -> str:
    """Return a time as it is written here, empty without one."""
    return date_format(localtime(at), "Y-m-d H:i") if at else ""


def part_choices(result: Told) -> list[tuple[str, str]]:
    """Return the parts of the paper of a result, or the tasks that were done, in their order."""
    if isinstance(result, PracticalResult):
        return [(part["code"], part["title"]) for part in part_rows(result)]
    key = PaperKey.objects.get(paper=result.attempt.paper_id, version=result.key_version).key
    kinds = dict.fromkeys(str(entry["kind"]) for entry in key.values())
    return [(kind, str(ItemKind(kind).label)) for kind in kinds]


def parts_in_words(appeal: Appeal) -> str:
    """Return what an appeal is about."""
    if appeal.practical_result:
        names = [label for code, label in part_choices(appeal.practical_result) if code in appeal.parts]
    else:
        names = [str(ItemKind(kind).label) for kind in appeal.parts]
    return _(", ").join(names) if names else _("The whole examination")


def ground_in_words(appeal: Appeal) -> str:
    """Return why somebody appeals."""
    words = GROUND_OF_WORK.get(appeal.ground) if appeal.is_practical else None
    return str(words or appeal.get_ground_display())


def remedy_in_words(appeal: Appeal) -> str:
    """Return what follows from a decision, for the desk."""
    words = REMEDY_OF_WORK.get(appeal.remedy) if appeal.is_practical else None
    return str(words or appeal.get_remedy_display())


def reference_of(appeal: Appeal) -> str:
    """Return what an appeal is called on paper."""
    return appeal.uuid.hex[-8:].upper()


def left_in_words(appeal: Appeal, *, today: date) -> str:
    """Return how many days are left for the answer."""
    left = days_left(appeal, today=today)
    if left is None:
        return "–"
    if left < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -left) % {"count": -left}
    return ngettext("%(count)d day", "%(count)d days", left) % {"count": left}


def state_in_words(appeal: Appeal) -> str:
    """Return state or decision."""
    if appeal.state == AppealState.DECIDED:
        return str(appeal.get_outcome_display())
    return str(appeal.get_state_display())


def names_of(uuids: Sequence[UUID | None]) -> dict[UUID, str]:
    """Return what these users are called."""
    wanted = {uuid for uuid in uuids if uuid}
    return {user.uuid: user.get_full_name() for user in User.objects.filter(uuid__in=wanted)}


def had_part_in(appeal: Appeal) -> list[tuple[str, str]]:
    """Return who had which part and does not decide, by name."""
    rows = list(AppealPart.objects.filter(appeal=appeal))
    names = names_of([row.user_uuid for row in rows])
    return [(names.get(row.user_uuid, "–"), str(row.get_part_display())) for row in rows]


def decision_context(appeal: Appeal) -> dict[str, Any]:
    """Return what stands on the decision that the candidate gets; the school is on it, the facility is not."""
    candidate, subject = appeal.candidate, subject_of_appeal(appeal)
    kind, title, text = told_of(appeal)
    return {
        "appeal": appeal,
        "kind": kind,
        "title": title,
        "text": text,
        "reference": reference_of(appeal),
        "parts": parts_in_words(appeal),
        "name": candidate.enrolment.person.full_name,
        "school": candidate.enrolment.school.name,
        "examination": subject.examination,
        "number": str(candidate),
        "is_practical": appeal.is_practical,
        "written": day(localtime(subject.at).date()),
        "told": percent(appeal.told),
        "told_at": subject.told_at,
        "ground": ground_in_words(appeal),
        "remedy": remedy_in_words(appeal),
        "filed": moment(appeal.filed_at),
        "decided": moment(appeal.decided_at),
    }
