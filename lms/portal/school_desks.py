"""The places where a school and a site work: classes, examinations, questions, courses, certificates, rooms."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.core.enums import Role
from lms.portal.desks import Area, Desk

SCHOOL_DESKS = (
    Desk(
        Area.TEACHING,
        gettext_lazy("My teaching day"),
        gettext_lazy("Today's lessons, their registers, and what you have not signed yet."),
        "teaching:day",
        frozenset({Role.INSTRUCTOR}),
    ),
    Desk(
        Area.TEACHING,
        gettext_lazy("Cohorts"),
        gettext_lazy("Classes and who is in them: open one, add and move people, audit, workbook of rows."),
        "cohorts:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.TEACHING,
        gettext_lazy("Timetable"),
        gettext_lazy("The week by class, room or teacher, to look at and to print."),
        "timetable:week",
        frozenset({Role.REGISTRAR, Role.INSTRUCTOR}),
        (
            gettext_lazy("The week by class, room or teacher; move a lesson, print."),
            frozenset({Role.REGISTRAR}),
        ),
    ),
    Desk(
        Area.TEACHING,
        gettext_lazy("Corrections of registers"),
        gettext_lazy("Propose what was marked wrongly; a second person decides."),
        "corrections:index",
        frozenset({Role.REGISTRAR, Role.INSTRUCTOR}),
    ),
    Desk(
        Area.TEACHING,
        gettext_lazy("Class plans"),
        gettext_lazy("Have classes proposed from who is here and how long they stay; open them in one step."),
        "plans:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.TEACHING,
        gettext_lazy("Tools"),
        gettext_lazy(
            "What a site lends its classes by number: count it out, count it back, see what is lacking."
        ),
        "tools:index",
        frozenset({Role.REGISTRAR, Role.INSTRUCTOR}),
    ),
    Desk(
        Area.TEACHING,
        gettext_lazy("Rooms and equipment"),
        gettext_lazy("What each room has, what is out of order, and for which programmes it is enough."),
        "equipment:index",
        frozenset({Role.REGISTRAR, Role.INSTRUCTOR, Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("Admission"),
        gettext_lazy("Admit people by workbook or form, enrol many at once, print their cards."),
        "admissions:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("People at risk"),
        gettext_lazy("Who may leave without what they came for, and what can still be finished."),
        "plans:at_risk",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("Completion audit"),
        gettext_lazy("What each person has and lacks, requirement by requirement, down to the rows."),
        "audit:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("Outside certificates"),
        gettext_lazy(
            "Record certificates of other bodies and what the issuers answered; see which end or need review soon."
        ),
        "external:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.COURSES,
        gettext_lazy("Courses and lessons"),
        gettext_lazy("Write lessons, look at them as a trainee does, publish."),
        "wagtailadmin_home",
        frozenset({Role.INSTRUCTOR, Role.CONTENT_REVIEWER}),
    ),
    Desk(
        Area.COURSES,
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
        Area.COURSES,
        gettext_lazy("Content packs"),
        gettext_lazy("Bring a programme with its lessons in from a file, or take one out."),
        "packs:index",
        frozenset({Role.CONTENT_REVIEWER, Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("People"),
        gettext_lazy("Who is in training at your sites; sign-in cards and new PINs."),
        "accounts:people",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.PEOPLE,
        gettext_lazy("Versions in use"),
        gettext_lazy(
            "Who is on which version of a programme; move people to a newer one, with the differences first."
        ),
        "moving:index",
        frozenset({Role.REGISTRAR}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Examination room"),
        gettext_lazy("Open sittings, watch the seats, approve a change of seat."),
        "exams:console",
        frozenset({Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Practical examinations"),
        gettext_lazy("Plan, name the panel, open, call a further assessor, settle and release results."),
        "exams:practicals",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("My marking"),
        gettext_lazy("Mark the candidates of a practical examination, also without the network; sign."),
        "exams:my_marking",
        frozenset({Role.ASSESSOR}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Answers to mark"),
        gettext_lazy("Read and mark short answers of a sitting, one question at a stretch."),
        "exams:my_answers",
        frozenset({Role.ASSESSOR, Role.INSTRUCTOR}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Answer sheets to key"),
        gettext_lazy("Key what candidates wrote on paper; two people, each without the other."),
        "exams:sheets",
        frozenset({Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Examinations and papers"),
        gettext_lazy("Write what a paper asks, draw, print and release papers, correct keys."),
        "schemes:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Papers and who opened them"),
        gettext_lazy("Which papers there are, whether they are sealed, who opened one and why."),
        "papers:index",
        frozenset({Role.AUDITOR}),
    ),
    Desk(
        Area.QUESTIONS,
        gettext_lazy("Questions from files"),
        gettext_lazy("Bring the questions that your school has, see what became of them, take a bank out."),
        "intake:index",
        frozenset({Role.INSTRUCTOR, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.QUESTIONS,
        gettext_lazy("Item bank"),
        gettext_lazy("Write questions, read what others wrote, see how questions did."),
        "question_bank:index",
        frozenset({Role.INSTRUCTOR, Role.CONTENT_REVIEWER, Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Certificates"),
        gettext_lazy("The register of what was issued."),
        "credentials:index",
        frozenset({Role.REGISTRAR, Role.ISSUING_OFFICER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Certificates in batches"),
        gettext_lazy("Put people together whose certificates are issued at once; a second person approves."),
        "batch_desk:index",
        frozenset({Role.REGISTRAR, Role.ISSUING_OFFICER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Corrections and revocations"),
        gettext_lazy("Revoke, correct or replace a certificate; one person asks, a second one decides."),
        "ending_desk:index",
        frozenset({Role.REGISTRAR, Role.ISSUING_OFFICER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Register of certificates"),
        gettext_lazy("Whether the signed register agrees, and the checkpoint to print and keep outside."),
        "register_desk:index",
        frozenset({Role.ISSUING_OFFICER, Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Credit tables"),
        gettext_lazy(
            "What certificates of other bodies count for at your school, from a day on; a second officer agrees."
        ),
        "credit_tables:index",
        frozenset({Role.ISSUING_OFFICER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Kinds of certificates"),
        gettext_lazy(
            "How long each kind is in force and who stands on it, from a day on; a second person approves."
        ),
        "kind_desk:index",
        frozenset({Role.ISSUING_OFFICER, Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.ROOMS,
        gettext_lazy("Terminals"),
        gettext_lazy("Register the classroom computers, withdraw one that was replaced."),
        "accounts:terminals",
        frozenset({Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.ROOMS,
        gettext_lazy("Rooms and their seats"),
        gettext_lazy("Say how the seats of a room stand."),
        "accounts:rooms",
        frozenset({Role.ADMINISTRATOR}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Sittings of examinations"),
        gettext_lazy("Plan rooms and times, admit candidates, draw seats, print slips."),
        "sittings:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.EXAMINATIONS,
        pgettext_lazy("examination", "Results"),
        gettext_lazy(
            "Look at marks before anybody is told, freeze them, release what another officer froze."
        ),
        "results:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.EXAMINATIONS,
        gettext_lazy("Appeals"),
        gettext_lazy("Look once more at results that candidates appeal against, with the whole log."),
        "appeals:index",
        frozenset({Role.EXAMINATIONS_OFFICER}),
    ),
    Desk(
        Area.CERTIFICATES,
        gettext_lazy("Verify a certificate"),
        gettext_lazy("By number and name, by the QR code, or by the file."),
        "certificates:verify",
        frozenset(Role) - {Role.TRAINEE, Role.EMPLOYER_APPLICANT},
    ),
    Desk(
        Area.OVERSIGHT,
        gettext_lazy("Audit log"),
        gettext_lazy("Who did what, when and about what: filter it, read an entry, take it away as a file."),
        "audit_log:index",
        frozenset({Role.AUDITOR}),
    ),
    Desk(
        Area.OVERSIGHT,
        gettext_lazy("Seals and checks of the audit log"),
        gettext_lazy("Whether every entry still fits the one before it, and when this was last looked at."),
        "audit_log:checks",
        frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    ),
)
