"""The trail in words: what was done, by whom, about what."""

from uuid import UUID

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lms.accounts.api import User
from lms.auditing.queries.entries import kinds
from lms.core.audit import Mark, action_in_words, actions_marked, list_actions
from lms.core.enums import Role
from lms.core.models import AuditEntry

SYSTEM = "system:"
OF_MARK, OF_SECTION = "mark:", "part:"
# What an action's name begins with.
SECTIONS: dict[str, Promise] = {
    "accounts": pgettext_lazy("audit", "People and sign-in"),
    "organisations": pgettext_lazy("audit", "Organisations and rooms"),
    "enrolments": pgettext_lazy("audit", "Enrolment and admission"),
    "delivery": pgettext_lazy("audit", "Classes and attendance"),
    "exams": pgettext_lazy("audit", "Examinations"),
    "certificates": pgettext_lazy("audit", "Certificates and work"),
    "catalog": pgettext_lazy("audit", "Programmes"),
    "pages": pgettext_lazy("audit", "Lessons and content packs"),
    "auditing": pgettext_lazy("audit", "The audit log itself"),
}
# Parts of the platform that act by themselves or for a command.
PARTS: dict[str, Promise] = {
    "clock": pgettext_lazy("audit part", "watch over the clock"),
    "command": pgettext_lazy("audit part", "command at the server"),
    "demonstration": pgettext_lazy("audit part", "demonstration data"),
    "keys": pgettext_lazy("audit part", "keys"),
    "pages": pgettext_lazy("audit part", "pages of courses"),
    "registers": pgettext_lazy("audit part", "registers of classes"),
    "second copy": pgettext_lazy("audit part", "second copy"),
    "sign-ups": pgettext_lazy("audit part", "sign-ups of employers"),
    "worker": pgettext_lazy("audit part", "background work"),
}
# Kinds whose rows have no page of their own, and so no translated name.
KINDS: dict[str, Promise] = {
    "catalog.course": pgettext_lazy("audit kind", "course"),
    "catalog.equipmentneed": pgettext_lazy("audit kind", "equipment needed"),
    "catalog.lesson": pgettext_lazy("audit kind", "lesson of the plan"),
    "catalog.occupation": pgettext_lazy("audit kind", "occupation"),
    "catalog.programmeversion": pgettext_lazy("audit kind", "version of a programme"),
    "catalog.recognitiontable": pgettext_lazy("audit kind", "recognition table"),
    "catalog.requirement": pgettext_lazy("audit kind", "requirement"),
    "catalog.unit": pgettext_lazy("audit kind", "unit"),
    "catalog.unitlesson": pgettext_lazy("audit kind", "lesson of a unit"),
    "delivery.classsession": pgettext_lazy("audit kind", "session of a class"),
    "core.job": pgettext_lazy("audit kind", "background work"),
    "exams.conflictofinterest": pgettext_lazy("audit kind", "conflict of interest"),
    "exams.drawntask": pgettext_lazy("audit kind", "drawn task"),
    "exams.figurewithdrawal": pgettext_lazy("audit kind", "figures set aside"),
    "exams.marksheet": pgettext_lazy("audit kind", "mark sheet"),
    "exams.panelmember": pgettext_lazy("audit kind", "member of a panel"),
    "exams.paperrelease": pgettext_lazy("audit kind", "release of a paper"),
    "exams.scoredraft": pgettext_lazy("audit kind", "earlier scores"),
    "exams.seatrequest": pgettext_lazy("audit kind", "request to change seats"),
    "exams.takenback": pgettext_lazy("audit kind", "what was taken back"),
    "exams.takenout": pgettext_lazy("audit kind", "candidate taken out"),
    "organisations.room": pgettext_lazy("audit kind", "room"),
    "pages.packexport": pgettext_lazy("audit kind", "export of a content pack"),
    "pages.packload": pgettext_lazy("audit kind", "loading of a content pack"),
    "pages.packrelease": pgettext_lazy("audit kind", "release of a content pack"),
    "pages.packupload": pgettext_lazy("audit kind", "upload of a content pack"),
    "wagtaildocs.document": pgettext_lazy("audit kind", "handout"),
}


def kind_in_words(kind: str) -> str:
    """Return what a kind of thing is called; one that is not here any more stays its code."""
    if kind in KINDS:
        return str(KINDS[kind])
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def role_in_words(role: str) -> str:
    """Return an acting role in words, or the part of the platform that acted."""
    if role.startswith(SYSTEM):
        part = role.removeprefix(SYSTEM)
        return str(PARTS.get(part, part))
    return str(Role(role).label) if role in Role.values else "–"


def who_in_words(entry: AuditEntry, staff: dict[UUID, User | None]) -> str:
    """Return who acted: staff by name and user name, people in training never."""
    if entry.acting_role.startswith(SYSTEM):
        return _("The platform itself")
    if entry.actor_uuid is None:
        return _("Somebody not signed in")
    if entry.actor_uuid not in staff:
        return _("An account that is not here any more")
    user = staff[entry.actor_uuid]
    if user is None or entry.acting_role == Role.TRAINEE:
        return _("Somebody in training")
    return name_of(user)


def name_of(user: User) -> str:
    """Return the name and the user name of a member of staff."""
    return f"{user.display_name} ({user.username})" if user.display_name else user.username


def actions_chosen(choice: str) -> list[str]:
    """Return the actions that a choice of the filter means."""
    if choice.startswith(OF_MARK):
        return actions_marked(Mark(choice.removeprefix(OF_MARK)))
    if choice.startswith(OF_SECTION):
        return [action for action in list_actions() if _section_of(action) == choice.removeprefix(OF_SECTION)]
    return [choice] if choice else []


def action_choices() -> list[tuple[str, object]]:
    """Return the choices of the filter: what several parts have in common, then each part with its actions."""
    marks = [(OF_MARK + mark.value, mark.label) for mark in Mark]
    return [("", _("Everything")), (_("Often asked for"), marks), *map(_group_of, SECTIONS)]


def _group_of(section: str) -> tuple[str, object]:
    named = [(action, action_in_words(action)) for action in actions_chosen(OF_SECTION + section)]
    own = sorted(named, key=lambda pair: pair[1])
    return str(SECTIONS[section]), [
        (OF_SECTION + section, _("%(part)s: everything") % {"part": SECTIONS[section]}),
        *own,
    ]


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of things that may be asked for, in the order of their names."""
    named = [(kind, kind_in_words(kind)) for kind in kinds()]
    return [("", _("Anything")), *sorted(named, key=lambda pair: pair[1])]


def _section_of(action: str) -> str:
    return action.partition(".")[0]
