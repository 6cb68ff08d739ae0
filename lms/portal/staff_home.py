"""What staff and employers see first: the places where their roles work."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.enums import Role


@dataclass(frozen=True, slots=True)
class Desk:
    """One place of work: where it is and which roles use it; `fuller` is the text for those who may do more there."""

    title: object
    text: object
    url_name: str
    roles: frozenset[Role]
    fuller: tuple[object, frozenset[Role]] | None = None

    def text_for(self, roles: frozenset[Role]) -> object:
        """Return what one with these roles does there."""
        return self.fuller[0] if self.fuller and self.fuller[1] & roles else self.text


DESKS = (
    Desk(
        gettext_lazy("Courses and lessons"),
        gettext_lazy("Write lessons, look at them as a trainee does, publish."),
        "wagtailadmin_home",
        frozenset({Role.INSTRUCTOR, Role.CONTENT_REVIEWER}),
    ),
    Desk(
        gettext_lazy("Programmes and versions"),
        gettext_lazy("What a programme consists of and asks for; compare versions."),
        "programmes:index",
        frozenset({Role.INSTRUCTOR, Role.CONTENT_REVIEWER, Role.REGISTRAR, Role.ADMINISTRATOR}),
        (
            gettext_lazy(
                "What a programme consists of and asks for; compare versions, prepare the next one."
            ),
            frozenset({Role.CONTENT_REVIEWER, Role.ADMINISTRATOR}),
        ),
    ),
    Desk(
        gettext_lazy("People"),
        gettext_lazy("Who is in training at your sites; sign-in cards and new PINs."),
        "accounts:people",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        gettext_lazy("Versions in use"),
        gettext_lazy(
            "Who is on which version of a programme; move people to a newer one, with the differences first."
        ),
        "moving:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        gettext_lazy("Examination room"),
        gettext_lazy("Open sittings, watch the seats, approve a change of seat."),
        "exams:console",
        frozenset({Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Practical examinations"),
        gettext_lazy("Plan, name the panel, open, call a further assessor, settle and release results."),
        "exams:practicals",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("My marking"),
        gettext_lazy("Mark the candidates of a practical examination, also without the network; sign."),
        "exams:my_marking",
        frozenset({Role.ASSESSOR}),
    ),
    Desk(
        gettext_lazy("Answers to mark"),
        gettext_lazy("Read and mark short answers of a sitting, one question at a stretch."),
        "exams:my_answers",
        frozenset({Role.ASSESSOR, Role.INSTRUCTOR}),
    ),
    Desk(
        gettext_lazy("Answer sheets to key"),
        gettext_lazy("Key what candidates wrote on paper; two people, each without the other."),
        "exams:sheets",
        frozenset({Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Examinations and papers"),
        gettext_lazy("Write what a paper asks, draw, print and release papers, correct keys."),
        "schemes:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Papers and who opened them"),
        gettext_lazy("Which papers there are, whether they are sealed, who opened one and why."),
        "papers:index",
        frozenset({Role.AUDITOR}),
    ),
    Desk(
        gettext_lazy("Questions from files"),
        gettext_lazy("Bring the questions that your school has, see what became of them, take a bank out."),
        "intake:index",
        frozenset({Role.INSTRUCTOR, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Item bank"),
        gettext_lazy("Write questions, read what others wrote, see how questions did."),
        "question_bank:index",
        frozenset({Role.INSTRUCTOR, Role.CONTENT_REVIEWER, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Certificates"),
        gettext_lazy("The register of what was issued."),
        "credentials:index",
        frozenset({Role.REGISTRAR, Role.ISSUING_OFFICER}),
    ),
    Desk(
        gettext_lazy("Terminals"),
        gettext_lazy("Register the classroom computers, withdraw one that was replaced."),
        "accounts:terminals",
        frozenset({Role.ADMINISTRATOR}),
    ),
    Desk(
        gettext_lazy("Rooms and their seats"),
        gettext_lazy("Say how the seats of a room stand."),
        "accounts:rooms",
        frozenset({Role.ADMINISTRATOR}),
    ),
    Desk(
        gettext_lazy("Sittings of examinations"),
        gettext_lazy("Plan rooms and times, admit candidates, draw seats, print slips."),
        "sittings:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Appeals"),
        gettext_lazy("Look once more at results that candidates appeal against, with the whole log."),
        "appeals:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        gettext_lazy("Verify a certificate"),
        gettext_lazy("By number and name, or by the QR code."),
        "certificates:verify",
        frozenset(Role) - {Role.TRAINEE},
    ),
)


def desks_of(roles: frozenset[Role]) -> list[dict]:
    """Return the cards of the desks that these roles work at."""
    cards = []
    for desk in DESKS:
        if desk.roles & roles:
            cards.append({"title": desk.title, "text": desk.text_for(roles), "href": reverse(desk.url_name)})
    return cards


def roles_text(roles: frozenset[Role]) -> str:
    """Return the roles in words, in the order of journeys.md."""
    return _(", ").join(str(role.label) for role in Role if role in roles)
