"""What the planner's pages say: reasons, standings, dangers and conflicts, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lms.core.sentences import in_brackets
from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.facts import Schooling
from lms.enrolments.planning.risk import Danger
from lms.enrolments.planning.site_facts import Clash, Lacking, Standing

HOUR = 45  # minutes of a class hour
Named = Callable[[str], str]
DANGERS = {
    Danger.IMPOSSIBLE.value: gettext_lazy("Cannot be reached in time any more"),
    Danger.NOT_BEGUN.value: gettext_lazy("Can be reached, but not with what the person is on now"),
    Danger.INCOMPLETE.value: gettext_lazy("Not known yet: something has to be recorded first"),
    Danger.FORECAST_OVER.value: gettext_lazy("The release forecast is over"),
    Danger.NO_FORECAST.value: gettext_lazy("No release forecast"),
}
STANDINGS = {
    Standing.REACHED_ALREADY.value: gettext_lazy("Target reached already"),
    Standing.ON_THE_WAY.value: gettext_lazy(
        "Reaches the target with the class joined already, or with an examination alone"
    ),
    Standing.REACHED.value: gettext_lazy("Reaches the target with this plan"),
    Standing.NO_PLACE.value: gettext_lazy(
        "No place: in this plan the seats, rooms or instructors are given to others"
    ),
    Standing.LEFT_OVER.value: gettext_lazy(
        "Left over: the others have places in this plan, and too few remain for one more class"
    ),
    Standing.UNPROVED.value: gettext_lazy(
        "No place found; that a better plan has none was not proved within the work allowed"
    ),
    Standing.TOO_FEW.value: gettext_lazy(
        "Too few people would reach the target with such a class for it to be opened"
    ),
    Standing.NO_ROOM.value: gettext_lazy(
        "For the classes that would help no room is free and large enough, or no instructor is free"
    ),
    Standing.NO_CLASS_SUITS.value: gettext_lazy(
        "No class suits, though it could be reached with one of one’s own"
    ),
    Standing.IMPOSSIBLE.value: gettext_lazy("Cannot be reached in time, whatever class is opened"),
    Standing.INCOMPLETE.value: gettext_lazy("Something has to be recorded first, before it can be planned"),
    Standing.FORECAST_OVER.value: gettext_lazy("The release forecast is over, so nothing can be planned"),
    Standing.NO_FORECAST.value: gettext_lazy("No release forecast, so nothing can be planned"),
}
# With which a person is at the target.
REACHING = frozenset({Standing.REACHED_ALREADY.value, Standing.ON_THE_WAY.value, Standing.REACHED.value})
_WHYS = {
    Why.ALREADY_HELD: gettext_lazy("The certificate is held already."),
    Why.NO_FORECAST: gettext_lazy("Nobody has said when the release is expected. Enter the forecast first."),
    Why.FORECAST_OVER: gettext_lazy(
        "The forecast release, %(day)s, is over. Record the release, or enter a new forecast."
    ),
    Why.UNFIT: gettext_lazy("Not fit for this training, as the clinic says."),
    Why.FITNESS_UNKNOWN: gettext_lazy("The clinic has not said yet whether the person is fit."),
    Why.RESTING: gettext_lazy(
        "The training in it is interrupted, and nobody has said when it goes on. Enter the expected day first."
    ),
    Why.AGE_UNKNOWN: gettext_lazy("The date of birth is not known. Enter it first."),
    Why.NO_EXAM_IN_TIME: gettext_lazy("No examination gives its certificate before the release."),
    Why.CERTIFICATES: gettext_lazy("Asks for further certificates that the person does not hold."),
    Why.TOO_YOUNG: gettext_lazy(
        "Too young: %(found)s years old on %(day)s, at least %(needed)s are asked for."
    ),
    Why.TOO_OLD: gettext_lazy(
        "Too old: %(found)s years old on %(day)s, only people below %(needed)s may take it."
    ),
    Why.NOT_ENOUGH_HOURS: gettext_lazy(
        "Too little time: %(needed)s class hours are left to teach, only %(found)s fit before the last examination."
    ),
    Why.PREREQUISITE: gettext_lazy("Asks for “%(about)s” first, and that cannot be reached in time."),
    Why.PREREQUISITE_TOO_LATE: gettext_lazy(
        "Asks for “%(about)s” first; then this one would begin later than %(day)s, the last safe day."
    ),
}
# What has to be recorded before anything can be said of a person.
_TO_RECORD = {
    Why.AGE_UNKNOWN.value: gettext_lazy("Needs a date of birth before it can be planned."),
    Why.FITNESS_UNKNOWN.value: gettext_lazy("Needs a statement of fitness before it can be planned."),
    Why.RESTING.value: gettext_lazy(
        "Training is interrupted: needs the day on which it goes on before it can be planned."
    ),
}
UNPLANNED = {
    "does_not_count": gettext_lazy("its certificate does not count for the target"),
    "no_instructor": gettext_lazy("no instructor of this site is recorded as qualified for it"),
    "no_examination": gettext_lazy("no examination is planned"),
    "no_room": gettext_lazy("the site has no room"),
    "no_equipment": gettext_lazy("no room of this site has the equipment it needs"),
}
# What is to be done where nobody at a site can take a programme for one reason.
REMEDIES = {
    "no_instructor": gettext_lazy("Record who may teach it, then plan again."),
    "no_examination": gettext_lazy("Have an examination planned, then plan again."),
    "no_room": gettext_lazy("Have the rooms of the site entered, then plan again."),
    "no_equipment": gettext_lazy("Get what is missing and record it for a room, then plan again."),
}
SHORT_OF_INSTRUCTOR, QUALIFICATION_ENDS = "short_of_instructor", "qualification_ends"
SHORT_OF_ROOM = "short_of_room"
# Of a shortage by what is lacking: for some of the classes, for all of them.
_SHORT = {
    Lacking.INSTRUCTOR.value: (
        gettext_lazy("for %(number)d of the %(of)d classes that would help somebody no instructor is free"),
        gettext_lazy("for none of the %(of)d classes that would help somebody an instructor is free"),
    ),
    Lacking.ROOM.value: (
        gettext_lazy(
            "for %(number)d of the %(of)d classes that would help somebody no room is free and large enough"
        ),
        gettext_lazy(
            "for none of the %(of)d classes that would help somebody a room is free and large enough"
        ),
    ),
}
REMEDIES |= {
    SHORT_OF_INSTRUCTOR: gettext_lazy(
        "Those who may teach it have other classes then. Record somebody else who may, then plan again."
    ),
    QUALIFICATION_ENDS: gettext_lazy(
        "Have the qualification extended, or record somebody else who may teach it, then plan again."
    ),
    SHORT_OF_ROOM: gettext_lazy("Free a room, or have a larger one entered, then plan again."),
}
_LACK = gettext_lazy("%(name)s: %(wanted)d needed, %(usable)d there")
_SCHOOLING = {
    Schooling.UNKNOWN: pgettext_lazy("schooling finished", "not known, to be cleared up"),
    Schooling.NONE: pgettext_lazy("schooling finished", "none"),
    Schooling.PRIMARY: gettext_lazy("primary school"),
    Schooling.JUNIOR: gettext_lazy("junior secondary school"),
    Schooling.SENIOR: gettext_lazy("senior secondary school"),
    Schooling.HIGHER: gettext_lazy("College or university"),
}
_CLASHES = {
    Clash.UNKNOWN: gettext_lazy("Something fixed does not exist any more: %(names)s."),
    Clash.NO_EXAM: gettext_lazy("No examination follows this class: %(names)s."),
    Clash.ROOM_LACKS_EQUIPMENT: gettext_lazy("The room lacks the equipment: %(names)s."),
    Clash.INSTRUCTOR_NOT_QUALIFIED: gettext_lazy("The instructor may not teach this: %(names)s."),
    Clash.ROOM_TAKEN: gettext_lazy("A class that runs already, or an examination, has the room: %(names)s."),
    Clash.INSTRUCTOR_TAKEN: gettext_lazy("A class that runs already has the instructor: %(names)s."),
    Clash.ROOM_TWICE: gettext_lazy("Two fixed classes have the same room at the same time: %(names)s."),
    Clash.INSTRUCTOR_TWICE: gettext_lazy(
        "Two fixed classes have the same instructor at the same time: %(names)s."
    ),
    Clash.INSTRUCTOR_OVER_WEEK: gettext_lazy(
        "The instructor would teach more than one class at a time: %(names)s."
    ),
    Clash.OVER_SEATS: gettext_lazy("More people are kept in this class than it has seats: %(names)s."),
    Clash.OTHER_GROUP: gettext_lazy("The person belongs to another group than the class: %(names)s."),
    Clash.PERSON_TWICE: gettext_lazy("The person would be in two classes at the same time: %(names)s."),
    Clash.REFUSED_AND_JOINED: gettext_lazy(
        "The person is kept in a class and left out of its programme: %(names)s."
    ),
    Clash.NOT_TOGETHER: gettext_lazy(
        "Each of these is possible, all together are not: no room or no instructor is left. %(names)s"
    ),
}


def reason_text(kept: Mapping[str, Any], programme: Named) -> str:
    """Return a kept reason as a sentence."""
    why, needed, found = Why(kept["why"]), kept["needed"], kept["found"]
    if why is Why.SCHOOLING:
        words = _("Asks for %(needed)s as the least schooling; the person has: %(found)s.")
        return words % {"needed": _SCHOOLING[needed], "found": _SCHOOLING[found]}
    if why is Why.NO_EQUIPMENT:
        lack = _lack_text((kept["about"], needed, found), programme)
        return _("No room of this site has the equipment (%(lack)s).") % {"lack": lack}
    if why is Why.NOT_ENOUGH_HOURS:
        needed, found = -(-needed // HOUR), found // HOUR
    values = {"needed": needed, "found": found, "day": kept["on"] or "", "about": programme(kept["about"])}
    return str(_WHYS[why]) % values


def to_record_texts(personal: Mapping[str, Any] | None) -> list[str]:
    """Return what has to be recorded before a person can be planned for; plans of before say nothing of it."""
    return [str(_TO_RECORD[why]) for why in (personal or {}).get("unknown", ())]


def unplanned_text(kept: Mapping[str, Any], named: Named) -> str:
    """Return why no class of a programme was planned; where equipment is missing, what."""
    words = str(UNPLANNED[kept["why"]])
    lacks = [_lack_text(lack, named) for lack in kept.get("lacks", ())]
    return in_brackets(words, _("; ").join(lacks)) if lacks else words


def remedy_code(kept: Mapping[str, Any]) -> str:
    """Return the code of what to do about a kept shortage."""
    if kept["lacking"] == Lacking.ROOM.value:
        return SHORT_OF_ROOM
    return QUALIFICATION_ENDS if kept["until"] else SHORT_OF_INSTRUCTOR


def shortage_text(kept: Mapping[str, Any], instructor: Named) -> str:
    """Return for how many classes of a programme nobody or no room is free; whose qualification ends when."""
    some, whole = _SHORT[kept["lacking"]]
    words = str(whole if kept["number"] == kept["classes"] else some)
    said = words % {"number": kept["number"], "of": kept["classes"]}
    ends = [
        _("%(name)s may teach until %(day)s") % {"name": instructor(who), "day": until}
        for who, until in kept["until"]
    ]
    return in_brackets(said, _("; ").join(ends)) if ends else said


def helped_text(people: int) -> str:
    """Return for how many people it is worth mending a shortage; nothing where it helps nobody alone."""
    words = ngettext(
        "%(count)d more person could reach the target then.",
        "%(count)d more people could reach the target then.",
        people,
    )
    return words % {"count": people} if people else ""


def _lack_text(lack: Sequence[Any], named: Named) -> str:
    kind, wanted, usable = lack
    return str(_LACK) % {"name": named(kind), "wanted": wanted, "usable": usable}


def conflict_text(kept: Mapping[str, Any], named: Named) -> str:
    """Return a kept conflict as a sentence."""
    names = _(", ").join(named(code) for code in kept["about"])
    return str(_CLASHES[Clash(kept["clash"])]) % {"names": names}


def missing_text(count: int) -> str:
    """Return how many certificates are missing."""
    words = ngettext("%(count)d certificate is missing", "%(count)d certificates are missing", count)
    return words % {"count": count}


def band_text(code: str) -> str:
    """Return a part of the day; a name of one's own stays as it is."""
    return {"morning": _("mornings"), "afternoon": _("afternoons"), "evening": _("evenings")}.get(code, code)


def days_text(day: date, other: date) -> str:
    """Return from which day to which."""
    return _("%(first)s to %(last)s") % {"first": day.isoformat(), "last": other.isoformat()}


def why_not(personal: Mapping[str, Any] | None, programme: Named) -> list[str]:
    """Return for each programme that would count and does not fit why not."""
    if personal is None:
        return []
    return [
        f"{programme(one['programme'])}{_(': ')}{reason_text(reason, programme)}"
        for one in personal["verdicts"]
        if one["counts"] and not one["fits"]
        for reason in one["reasons"]
    ]


def change_text(before: int, after: int) -> str:
    """Return how many more or fewer people reach the target than with the plan before the decisions."""
    values = {"before": before, "after": after, "count": abs(after - before)}
    if after < before:
        words = ngettext(
            "%(count)d person fewer reaches the target than with the earlier plan (%(before)d).",
            "%(count)d people fewer reach the target than with the earlier plan (%(before)d).",
            values["count"],
        )
    elif after > before:
        words = ngettext(
            "%(count)d person more reaches the target than with the earlier plan (%(before)d).",
            "%(count)d people more reach the target than with the earlier plan (%(before)d).",
            values["count"],
        )
    else:
        words = _("As many people reach the target as with the earlier plan (%(before)d).")
    return words % values
