"""Values that people and programs send to break things, and the forms and addresses they are sent to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_from_bytes

from lms.core.enums import Role
from tests.pages.recordings import CAPTIONS
from tests.security.hostile_employers import employer_rows
from tests.security.hostile_teaching import teaching_rows
from tests.security.world import World

# Names say what each is; bytes are sent as they are, percent-encoded.
VALUES: dict[str, bytes] = {
    "nothing": b"",
    "NUL": b"a\x00b",
    "a lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xfa",
    "direction override": "\u202eabc\u202c".encode(),
    "line ends": b"a\r\nSet-Cookie: x=1\r\n\r\nb",
    "a script": b"<script>alert(1)</script>",
    "a picture that fails": b'"><img src=x onerror=alert(1)>',
    "a drawing": b"<svg/onload=alert(1)>",
    "an address that runs": b"javascript:alert(1)",
    "a template": b"{{7*7}}{% include 'x' %}${7*7}",
    "a path": b"../../../../etc/passwd",
    "SQL": b"' OR 1=1; DROP TABLE accounts_user; --",
    "a formula": b'=HYPERLINK("http://x")',
    "a huge number": b"9" * 400,
    "minus one": b"-1",
    "infinity": b"1e400",
    "full-width digits": "１２３４５６".encode(),
    "very long": b"A" * 60_000,
    "rare characters": "㛃𠅤䶮·😀".encode(),
}
# Each comes alone, as it gets to the database only when all else fits: what one of ours may refuse in its own way, and
# on PostgreSQL, where characters have a code, also what it must take as it is.
ALONE = ("NUL", "a lone surrogate", "a huge number", "infinity")
ALONE_ON_POSTGRESQL = (*ALONE, "SQL", "rare characters")
IN_ADDRESSES_ON_POSTGRESQL = (*ALONE_ON_POSTGRESQL, "very long")
BIG = b"A" * (3 * 1024 * 1024)


@dataclass(frozen=True)
class Form:
    """One form: its address, its fields with values that fit, and who fills it in."""

    path: str
    fields: dict[str, str]
    role: Role | None = None


def forms(world: World) -> list[Form]:
    """Return every form of ours."""
    own = world.own
    person = f"/authoring/people/{own['person_uuid']}"
    packs = "/authoring/packs"
    draft = f"/authoring/programmes/versions/{own['version_uuid']}"
    return [
        Form("/sign-in/", {"number": "20260001", "pin": "123456", "card": "", "next": "/home/"}),
        Form("/sign-in/confirm/", {"answer": "yes"}),
        Form("/accounts/login/", {"login": "registrar", "password": "x" * 12, "next": "/home/"}),
        Form("/accounts/password/reset/", {"email": "a@example.org"}),
        Form("/accounts/2fa/authenticate/", {"code": "123456"}),
        Form("/terminals/register/", {"code": "ABCD2345"}),
        Form("/verify/", {"number": "TC-7F3K9QMD-W", "name": "买买提·吐尔逊"}),
        *(Form(*row) for row in employer_rows(own)),
        Form("/language/", {"language": "en", "next": "/"}),
        Form("/preferences/", {"theme": "dark", "text_size": "large", "next": "/"}),
        Form("/accounts/reauthenticate/", {"password": "x"}, Role.REGISTRAR),
        Form(
            "/accounts/password/change/",
            {"oldpassword": "x", "password1": "y", "password2": "y"},
            Role.REGISTRAR,
        ),
        Form("/accounts/2fa/totp/activate/", {"code": "123456"}, Role.REGISTRAR),
        Form("/terminals/", {"room": "1", "seat": "1"}, Role.ADMINISTRATOR),
        *registrar_forms(own, person),
        Form(
            f"/learn/{own['lesson_uuid']}/practice/T-0001/", {"choice": "1", "response": "true"}, Role.TRAINEE
        ),
        Form("/authoring/circuits/preview/", {"spec": "lamp down"}, Role.INSTRUCTOR),
        Form("/practice/", {"item": "P-TRUE-FALSE", "form_key": ITEM, "response": "true"}, Role.TRAINEE),
        Form(f"/practice/papers/{own['mock_uuid']}/1/", {"response": "a:1", "go": "2"}, Role.TRAINEE),
        Form("/practice/mock/MOCK/", {"x": "1"}, Role.TRAINEE),
        Form(f"/learn/{own['lesson_uuid']}/complete/", {"next": "/"}, Role.TRAINEE),
        *learning_forms(f"/learn/{own['lesson_uuid']}"),
        *library_forms(own),
        *room_forms(own),
        Form("/authoring/packs/upload/", {"key": ITEM, "pack": "x"}, Role.CONTENT_REVIEWER),
        Form(f"{packs}/uploads/{own['upload_uuid']}/load/", {"sha256": "0" * 64}, Role.ADMINISTRATOR),
        Form(f"{packs}/uploads/{own['upload_uuid']}/discard/", {"sha256": "0"}, Role.CONTENT_REVIEWER),
        Form(f"{packs}/uploads/{own['upload_uuid']}/again/", {"sha256": "0"}, Role.CONTENT_REVIEWER),
        Form(f"{packs}/exports/{own['export_uuid']}/again/", {"key": "1"}, Role.ADMINISTRATOR),
        Form(f"{packs}/exports/{own['export_uuid']}/discard/", {"key": "1"}, Role.CONTENT_REVIEWER),
        Form(f"{packs}/export/{own['published_uuid']}/", {"key": ITEM}, Role.CONTENT_REVIEWER),
        Form(f"{packs}/exports/{own['export_uuid']}/file/", {"key": "1"}, Role.ADMINISTRATOR),
        *question_forms(own),
        *(Form(f"{draft}/{path}", fields, Role.CONTENT_REVIEWER) for path, fields in draft_forms(own)),
    ]


def registrar_forms(own: dict[str, Any], person: str) -> list[Form]:
    """Return the forms about people and their stays, and of searches that are kept."""
    return [
        Form(f"{person}/number/", {"reason": "to print the register"}, Role.REGISTRAR),
        Form(f"{person}/pin/", {"confirm": "1"}, Role.REGISTRAR),
        Form(f"{person}/card/", {"confirm": "1"}, Role.REGISTRAR),
        Form(
            "/authoring/searches/keep/",
            {"listing": "admissions", "title": "soon", "query": "window=90"},
            Role.REGISTRAR,
        ),
        Form("/authoring/separate-groups/", {"site": own["site_code"], "code": "Z9"}, Role.REGISTRAR),
        Form(
            f"/authoring/admissions/{own['admission_uuid']}/group/",
            {"key": ITEM, "group": str(own["separate_group_uuid"]), "on": "2026-06-01"},
            Role.REGISTRAR,
        ),
        Form("/authoring/searches/drop/", {"listing": "admissions", "search": ITEM}, Role.REGISTRAR),
        Form(
            f"/authoring/admissions/{own['admission_uuid']}/facts/",
            {
                "key": ITEM,
                "seen": "0",
                "schooling": "senior",
                "language": "li",
                "certificates": "x",
                "admitted_date": "2026-05-11",
                "reason": "paper seen",
            },
            Role.REGISTRAR,
        ),
        Form(
            f"/authoring/admissions/{own['admission_uuid']}/person-facts/",
            {
                "key": ITEM,
                "sex": "male",
                "birth_date": "1990-05-04",
                "reason": "paper seen",
                "explanation": "x",
            },
            Role.REGISTRAR,
        ),
        *(Form(*row) for row in teaching_rows(own)),
    ]


def question_forms(own: dict[str, Any]) -> list[Form]:
    """Return the forms of files of questions; what the files hold is tried in tests/exams/intake."""
    files = "/authoring/question-files"
    one = f"{files}/files/{own['file_uuid']}"
    about = {"bank": "", "new_bank": "OLD", "format": "csv", "encoding": "utf-8", "language": "zh"}
    columns = {"c0": "stem", "c1": "option.a", "c2": "option.b", "c3": "answer", "kind": "single"}
    columns |= {
        "is_read": "on",
        "header_row": "1",
        "choice_answers": "auto",
        "option_separator": "|",
        "topic": "t",
    }
    sheet = {f"s0-{name}": value for name, value in columns.items()}
    who = Role.INSTRUCTOR
    return [
        Form(f"{files}/bring/", {"key": ITEM, "file": "x", **about}, who),
        Form(f"{one}/correct/", about, who),
        Form(f"{one}/columns/", {**sheet, "save-save": "on", "save-name": "mine"}, who),
        Form(f"{one}/columns/saved/", {"name": "mine"}, who),
        Form(f"{one}/confirm/", {"round": "1"}, who),
        Form(f"{files}/imports/{own['import_uuid']}/undo/", {"confirm": "on"}, Role.EXAMINATIONS_OFFICER),
        Form(f"{files}/mappings/{own['mapping_uuid']}/rename/", {"name": "another"}, who),
        Form(f"{files}/export/", {"key": ITEM, "bank": "OLD", "format": "gift"}, who),
    ]


def draft_forms(own: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the forms that change a draft, below its own address."""
    titles = {"title_zh": "课程", "title_en": "Course", "theory_minutes": "45", "practice_minutes": "45"}
    yield "facts/", {"valid_from": "2026-01-01", "basis_zh": "计划", "basis_en": "Plan", "standard": "S"}
    yield (
        f"add/course/{own['version_uuid']}/",
        {"code": "NEW", **titles, "block": "core", "credits": "2", "is_elective": "on"},
    )
    yield f"change/unit/{own['unit_uuid']}/", {"code": "U", **titles}
    yield f"add/lesson/{own['unit_uuid']}/", {"lesson": "NONE"}
    yield (
        f"change/requirement/{own['requirement_uuid']}/",
        {
            "code": "R",
            "title_zh": "要求",
            "title_en": "R",
            "kind": "certificates_held",
            "minimum": "2",
            "share_percent": "",
            "block": "",
            "certificate_kinds": "single_skill",
            "examination_scheme": "",
        },
    )
    yield f"move/course/{own['part_uuid']}/", {"direction": "up"}
    yield f"prerequisites/{own['part_uuid']}/", {"needs": str(own["part_uuid"])}


def room_forms(own: dict[str, Any]) -> list[Form]:
    """Return the forms of the invigilator's room."""
    console = f"/exams/console/{own['sitting_uuid']}"
    return [
        Form(f"{console}/seats/{own['request_uuid']}/", {"decision": "approve"}, Role.INVIGILATOR),
        Form(
            f"{console}/attempts/{own['attempt_uuid']}/acts/extra/",
            {"minutes": "5", "reason": "power failure", "client_key": ITEM},
            Role.INVIGILATOR,
        ),
        Form(
            f"{console}/incidents/?attempt={own['attempt_uuid']}",
            {"category": "other", "text": "power failure", "client_key": ITEM},
            Role.INVIGILATOR,
        ),
        Form(
            f"{console}/requests/{own['act_uuid']}/",
            {"reason": "seen", "decision": "refuse"},
            Role.INVIGILATOR,
        ),
        Form(
            f"{console}/attempts/{own['attempt_uuid']}/evidence/",
            {"positions": "1", "reason": "seen", "client_key": ITEM},
            Role.INVIGILATOR,
        ),
        Form("/exams/console/clock/", {"reason": "seen"}, Role.INVIGILATOR),
    ]


def learning_forms(lesson: str) -> list[Form]:
    """Return the forms of a lesson's page, those that it sends by itself included."""
    place = {"part": "1", "paragraph": "0", "recording": "a", "second": "1", "at": "1780000000000"}
    sign = {"page": ITEM, "seq": "1", "active_ms": "30000", "quiet_ms": "0", "keys": "1", "pointers": "1"}
    return [
        Form(f"{lesson}/view/", {"view": "steps", "step": "1"}, Role.TRAINEE),
        Form(f"{lesson}/position/", place, Role.TRAINEE),
        Form(f"{lesson}/alive/", {**sign, "scrolls": "1", "media_seconds": "0"}, Role.TRAINEE),
        Form(f"{lesson}/note/", {"text": "mine", "revision": "0", "step": "1"}, Role.TRAINEE),
        Form(f"{lesson}/bookmark/", {"part": "1", "is_on": "1", "step": "1"}, Role.TRAINEE),
    ]


def library_forms(own: dict[str, Any]) -> list[Form]:
    """Return the forms of films and sound; files are tried in tests/pages/test_recording_library.py."""
    words = {"title": "r", "captions_zh": CAPTIONS, "captions_en": ""}
    return [
        Form("/authoring/recordings/new/", words, Role.INSTRUCTOR),
        Form(f"/authoring/recordings/{own['recording_id']}/", words, Role.INSTRUCTOR),
        Form("/authoring/choose-recording/create/", words, Role.INSTRUCTOR),
    ]


def addresses_to_try(world: World, names: Iterable[str] = VALUES) -> Iterator[tuple[str, Role | None]]:
    """Yield addresses with the values of these names in the path and in the query."""
    own = world.own
    for name in names:
        text = quote_from_bytes(VALUES[name][:2000], safe="")
        for start in ("/v/", "/V/", "/verify/", "/media/images/", "/courses/", "/learn/", "/exams/sittings/"):
            yield f"{start}{text}/", None
            yield f"{start}{text}/", Role.TRAINEE
        yield f"/credentials/{text}/document.pdf", Role.TRAINEE
        yield f"/practice/mock/{text}/", Role.TRAINEE
        yield f"/practice/papers/{own['mock_uuid']}/{text}/", Role.TRAINEE
        yield f"/api/v1/exams/attempts/{text}", Role.TRAINEE
        yield f"/api/v1/exams/attempts/{own['attempt']}/clock?epoch={text}&unsynced={text}", Role.TRAINEE
        yield f"/authoring/people/?q={text}&p={text}&ordering={text}&site={text}", Role.REGISTRAR
        yield f"/authoring/credentials/?q={text}&p={text}&ordering={text}&state={text}", Role.REGISTRAR
        yield f"/authoring/certificate-endings/?q={text}&p={text}&state={text}&kind={text}", Role.REGISTRAR
        yield f"/authoring/certificate-endings/of/{own['credential_uuid']}/{text}/", Role.REGISTRAR
        yield f"/authoring/people/{text}/", Role.REGISTRAR
        yield f"/authoring/programmes/?q={text}&p={text}&ordering={text}&kind={text}", Role.INSTRUCTOR
        programme, draft = own["programme_uuid"], own["version_uuid"]
        yield f"/authoring/programmes/{programme}/compare/?old={text}&new={text}", Role.INSTRUCTOR
        yield f"/authoring/programmes/versions/{draft}/add/{text}/{draft}/", Role.CONTENT_REVIEWER
        yield f"/authoring/packs/uploads/{text}/", Role.CONTENT_REVIEWER
        yield f"/authoring/packs/exports/{text}/file/", Role.CONTENT_REVIEWER
        yield f"/authoring/packs/?p={text}&q={text}", Role.CONTENT_REVIEWER
        yield f"/authoring/question-files/files/{text}/report/", Role.INSTRUCTOR
        yield f"/authoring/question-files/?p={text}&u={text}&words={text}&which={text}", Role.INSTRUCTOR
        yield f"/authoring/question-files/mappings/?p={text}", Role.INSTRUCTOR
        yield f"/authoring/question-bank/topics/?bank={text}&change={text}", Role.INSTRUCTOR
        yield (
            f"/authoring/question-files/imports/{own['import_uuid']}/?p={text}&d={text}&status={text}",
            Role.INSTRUCTOR,
        )
        yield f"/authoring/recordings/?q={text}&p={text}&ordering={text}", Role.INSTRUCTOR
        yield f"/authoring/choose-recording/results/?q={text}&p={text}", Role.INSTRUCTOR
        yield f"/learn/recordings/{own['recording_uuid']}/captions/{text}/", Role.TRAINEE
        yield f"/exams/console/?q={text}&p={text}&date={text}", Role.INVIGILATOR
        yield f"/learn/notes/?q={text}", Role.TRAINEE
        yield f"/learn/{own['lesson_uuid']}/?step={text}", Role.TRAINEE
        yield f"/sign-in/?next={text}&ended={text}", None
        yield f"/accounts/login/?next={text}&ended={text}", None
        yield f"/accounts/password/reset/key/{text or '1'}-{text or 'x'}/", None
    for number in (0, 2**31, 2**63, 10**30):
        yield f"/authoring/pages/{number}/edit/", Role.INSTRUCTOR
        yield f"/authoring/images/{number}/", Role.INSTRUCTOR
        yield f"/documents/{number}/a.txt", None
        yield f"/practice/papers/{own['mock_uuid']}/{number}/", Role.TRAINEE


def bodies_for_postgresql(form: Form) -> Iterator[tuple[str, bytes]]:
    """Yield a name and a body for each value, in each field, that PostgreSQL judges by its own rules."""
    return _alone(form, ALONE_ON_POSTGRESQL)


def _alone(form: Form, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for field in form.fields:
        for name in names:
            yield f"{field}: {name}", encode({**form.fields, field: VALUES[name]})


def bodies(form: Form) -> Iterator[tuple[str, bytes]]:
    """Yield a name and a body for each hostile value in each field, and for fields missing or sent twice.

    What may go on to the database when all else fits comes alone; the others in company, the fields in turns.
    """
    yield from _alone(form, ALONE)
    names = [name for name in VALUES if name not in ALONE]
    for turn in range(len(names)):
        mixed = {field: VALUES[names[(turn + place) % len(names)]] for place, field in enumerate(form.fields)}
        yield f"turn {turn}", encode(mixed)
    for field in form.fields:
        yield f"{field}: a script", encode({**form.fields, field: VALUES["a script"]})
        yield f"{field}: missing", encode({key: value for key, value in form.fields.items() if key != field})
        yield f"{field}: twice", encode(form.fields) + b"&" + encode({field: "1"})
    yield "an unknown field", encode({**form.fields, "is_superuser": "1", "role": "administrator"})


def encode(fields: dict[str, Any]) -> bytes:
    """Return the fields as a browser would send them, whatever bytes they hold."""
    pairs = (
        f"{quote(key)}={quote_from_bytes(value) if isinstance(value, bytes) else quote(value)}"
        for key, value in fields.items()
    )
    return "&".join(pairs).encode("ascii")


ITEM = "00000000-0000-7000-8000-000000000000"
EVENT = {"seq": 1, "item": ITEM, "response": True, "monotonic_ms": 1, "client_at": ""}
GOOD = {"epoch": 1, "events": [EVENT]}


def json_bodies() -> Iterator[tuple[str, bytes]]:
    """Yield bodies for the API: no JSON, wrong types, too deep, too much, values that no number has."""
    import json

    yield "nothing", b""
    yield "no JSON", b"{"
    yield "another type", b"[]"
    yield "a number", b"7"
    yield "nothing inside", b"null"
    yield "no UTF-8", b"\xff\xfe"
    yield "NaN", b'{"epoch": NaN, "events": []}'
    yield "infinity", b'{"epoch": 1e400, "events": []}'
    yield "a key twice", b'{"epoch": 1, "epoch": 2, "events": []}'
    yield "deep", b'{"epoch": 1, "events": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    yield "huge number", b'{"epoch": ' + b"9" * 5_000 + b', "events": []}'
    yield "many events", json.dumps({"epoch": 1, "events": [EVENT] * 501}).encode()
    yield "big", b'{"epoch": 1, "events": [], "x": "' + BIG + b'"}'
    wrong: list[Any] = [
        None,
        "",
        "x",
        "\x00",
        -1,
        0,
        2**63,
        1.5,
        True,
        [],
        {},
        "2099-01-01T00:00:00Z",
        "\ud800",
    ]
    for key in EVENT:
        for value in wrong:
            body = {"epoch": 1, "events": [{**EVENT, key: value}]}
            yield f"{key} = {value!r}", json.dumps(body).encode()
    for value in wrong:
        yield f"epoch = {value!r}", json.dumps({**GOOD, "epoch": value}).encode()
        yield f"final_seq = {value!r}", json.dumps({"final_seq": value}).encode()
    yield "unknown key", json.dumps({**GOOD, "is_correct": True}).encode()
