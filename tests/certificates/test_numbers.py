"""Kinds and numbers: dated versions, patterns that tell no place, pools that give each number once."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from certificates.api import explain_numbers
from certificates.issuing import operations, rules
from certificates.issuing.digital.operations import sign_credential
from certificates.issuing.errors import NoNumber, NotIssuable, UnusablePool, WrongState
from certificates.issuing.kinds.models import CredentialKind, Occasion
from certificates.issuing.kinds.queries import definition_on, is_ready, ready_kinds
from certificates.issuing.numbers import rules as numbers
from certificates.issuing.numbers.operations import NewPool, Wanted, open_pool, take_number
from certificates.issuing.numbers.queries import list_pools
from certificates.issuing.numbers.rules import Fault, Filling, NumberRule, faults_of_pattern, faults_of_range
from certificates.issuing.operations import finish_credential, reserve_credential, void_credential
from certificates.issuing.public_records import find_by_number_and_name
from certificates.models import KindDefinition, NumberPool, RegisterNumber, RevokedEntry, VoidNumber
from lms.core.models import AuditEntry
from lms.organisations.models import School
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, NAME, completed_enrolment, issue, issued_credential
from tests.factories.organisations import a_site

pytestmark = pytest.mark.usefixtures("english")


CODE = "S000146000001{YY}{L}{NNNNNN}"


@pytest.mark.parametrize(
    ("pattern", "rule", "faults"),
    [
        ("461234{YY}{NNNN}", NumberRule.POOL, []),
        ("HN{YYYY}{NNN}", NumberRule.POOL, []),
        ("461234{YY}", NumberRule.POOL, [Fault.SERIAL]),
        ("{NN}46{NN}", NumberRule.POOL, [Fault.SERIAL]),
        ("", NumberRule.POOL, [Fault.CHARACTERS]),
        ("46-{NN}", NumberRule.POOL, [Fault.CHARACTERS]),
        ("字{NN}", NumberRule.POOL, [Fault.CHARACTERS]),
        ("４６{NN}", NumberRule.POOL, [Fault.CHARACTERS]),
        ("46{NN}{__class__}", NumberRule.POOL, [Fault.CHARACTERS]),
        ("46{NN}\n", NumberRule.POOL, [Fault.CHARACTERS]),
        ("9" * 27 + "{NNNN}", NumberRule.POOL, [Fault.LENGTH]),
        ("TC12345{NNNN}", NumberRule.POOL, [Fault.LENGTH]),
        ("SXHZ01{YY}{NNNN}", NumberRule.POOL, [Fault.PLACE]),
        ("07{YY}{NNNN}", NumberRule.POOL, [Fault.PLACE]),
        ("4607{YY}{NNNN}", NumberRule.POOL, []),
        ("S000146000001{YY}{L}{NNNNNN}", NumberRule.SKILL_CODE, []),
        ("S000146000001{YY}4{NNNNNN}", NumberRule.SKILL_CODE, []),
        ("S000146000001{YY}6{NNNNNN}", NumberRule.SKILL_CODE, [Fault.CODE_FORM]),
        ("S00014600000{YY}{L}{NNNNNN}", NumberRule.SKILL_CODE, [Fault.CODE_FORM]),
    ],
)
def test_patterns_are_judged(pattern: str, rule: NumberRule, faults: list[Fault]) -> None:
    assert faults_of_pattern(pattern, rule, ["XHZ-O1", "07"]) == faults


@given(st.text(max_size=40))
def test_no_text_makes_the_judge_of_patterns_fail(pattern: str) -> None:
    if not faults_of_pattern(pattern, NumberRule.POOL, ["XHZ"]):
        assert numbers.plain(pattern.replace("{", "").replace("}", ""))


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_a_range_fits_into_its_digits(first: int, last: int) -> None:
    assert (faults_of_range("46{NNN}", first, last) == []) == (1 <= first <= last <= 999)


def test_numbers_of_a_pattern_differ_as_their_serials() -> None:
    made = {numbers.fill("46{YY}{L}{NNN}", Filling(serial, 2026, 4)) for serial in range(1000)}
    assert len(made) == 1000
    assert "46264007" in made


@pytest.fixture
def pooled(db: None) -> KindDefinition:
    """Return a second version of the training certificate whose numbers come from pools."""
    first = definition_on("training_certificate", date(2026, 1, 1))
    return KindDefinition.objects.create(
        kind=first.kind,
        version=2,
        from_date=date(2026, 6, 1),
        fields=first.fields,
        number_rule="pool",
        template=first.template,
        signatories=first.signatories,
        occasion="batch",
        made_at=ISSUED_AT,
    )


def a_pool(school: School, *, pattern: str = "46{YY}{NN}", first: int = 1, last: int = 3) -> NumberPool:
    new = NewPool(school, CredentialKind.TRAINING_CERTIFICATE, pattern, first, last)
    return open_pool(new, actor=an_actor(), now=ISSUED_AT)


@pytest.mark.django_db
def test_every_kind_is_defined_and_those_without_a_template_are_refused() -> None:
    day = date(2026, 6, 30)
    ready = {kind: is_ready(definition_on(kind, day)) for kind in CredentialKind}
    assert [kind for kind, yes in ready.items() if yes] == ready_kinds(day) == [*CredentialKind]
    first, enrolment = definition_on("training_certificate", day), completed_enrolment()
    KindDefinition.objects.create(
        kind=first.kind,
        version=2,
        from_date=day,
        fields=[*first.fields, "no_such_field"],
        number_rule=first.number_rule,
        number_prefix=first.number_prefix,
        template=first.template,
        signatories=first.signatories,
        occasion=first.occasion,
        made_at=ISSUED_AT,
    )
    with pytest.raises(NotIssuable, match="template"):
        issue(enrolment.uuid)
    with pytest.raises(NotIssuable, match="not defined"):
        definition_on("diploma", date(2019, 12, 31))
    assert not RegisterNumber.objects.exists()


@pytest.mark.django_db
def test_a_credential_keeps_the_version_of_its_day(pooled: KindDefinition) -> None:
    assert definition_on("training_certificate", date(2026, 5, 31)).version == 1
    enrolment = completed_enrolment()
    a_pool(enrolment.school)

    credential = issue(enrolment.uuid)

    typed = f" 46 26-{credential.number_id[4:]} "
    assert find_by_number_and_name(number=typed, name=NAME).number == credential.number_id
    assert find_by_number_and_name(number=typed, name="某人") is None
    assert find_by_number_and_name(number=f"{typed}\0", name=NAME) is None
    assert credential.definition == pooled
    assert credential.number_id in {"462601", "462602", "462603"}
    assert credential.number.pool is not None
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE certificates_credential SET definition_id = 1")
    with pytest.raises(DatabaseError), transaction.atomic():
        KindDefinition.objects.filter(pk=pooled.pk).update(occasion=Occasion.COMPLETION)


@pytest.mark.django_db
def test_what_is_issued_in_batches_is_not_asked_for_by_completions(
    pooled: KindDefinition, django_capture_on_commit_callbacks
) -> None:
    enrolment = completed_enrolment()
    with django_capture_on_commit_callbacks(execute=True):
        operations.request_credential(enrolment_uuid=enrolment.uuid, now=ISSUED_AT)
    assert not RegisterNumber.objects.exists()


@pytest.mark.django_db
def test_a_kind_that_asks_for_more_is_refused_before_a_number_is_taken() -> None:
    enrolment = completed_enrolment()
    School.objects.update(principal="")
    first = definition_on("training_certificate", date(2026, 1, 1))
    KindDefinition.objects.create(
        kind=first.kind,
        version=2,
        from_date=date(2026, 6, 1),
        fields=[*first.fields, "principal"],
        number_rule="random",
        number_prefix="TC",
        template=first.template,
        signatories=first.signatories,
        occasion="completion",
        made_at=ISSUED_AT,
    )
    with pytest.raises(NotIssuable, match="principal"):
        issue(enrolment.uuid)
    assert not RegisterNumber.objects.exists()


@pytest.mark.django_db
def test_a_pool_gives_each_number_once_and_says_when_it_is_used_up(pooled: KindDefinition) -> None:
    school = completed_enrolment().school
    a_pool(school, last=12)
    taken = [take_number(pooled, Wanted(school.pk, 2026), now=ISSUED_AT) for _turn in range(12)]

    assert sorted(row.serial for row in taken) == list(range(1, 13))
    assert [row.serial for row in taken] != list(range(1, 13)), "neighbours would tell a batch"
    with pytest.raises(NoNumber, match="used up"):
        take_number(pooled, Wanted(school.pk, 2026), now=ISSUED_AT)
    assert [(use.taken, use.left) for use in list_pools()] == [(12, 0)]
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterNumber.objects.create(
            number="X1", kind="diploma", pool=taken[0].pool, serial=1, reserved_at=ISSUED_AT
        )


@pytest.mark.django_db
def test_a_school_without_a_pool_gets_no_number(pooled: KindDefinition) -> None:
    with pytest.raises(NoNumber, match="Open one first"):
        issue(completed_enrolment().uuid)


@pytest.mark.django_db
def test_a_new_pool_closes_the_former_and_may_not_overlap_it(pooled: KindDefinition) -> None:
    school = completed_enrolment().school
    former = a_pool(school)
    with pytest.raises(UnusablePool, match="earlier pool"):
        a_pool(school, first=3, last=5)
    a_pool(school, first=4, last=5)

    former.refresh_from_db()
    assert former.closed_at == ISSUED_AT
    assert take_number(pooled, Wanted(school.pk, 2026), now=ISSUED_AT).serial in {4, 5}
    assert AuditEntry.objects.filter(action="certificates.open_pool").count() == 2


@pytest.mark.django_db
def test_a_pattern_with_the_code_of_a_site_is_refused(pooled: KindDefinition) -> None:
    site = a_site()
    school = completed_enrolment(site=site).school
    with pytest.raises(UnusablePool, match="training site"):
        a_pool(school, pattern=f"46{numbers.plain(site.code)}{{NNN}}")
    assert not NumberPool.objects.exists()


@pytest.mark.django_db
def test_a_random_kind_needs_no_pool() -> None:
    with pytest.raises(UnusablePool, match="at random"):
        a_pool(completed_enrolment().school)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pattern", "year", "level", "words"),
    [
        (CODE, 2026, 4, ""),
        (CODE, 2026, None, "no level|has none"),
        (CODE.replace("{L}", "5"), 2026, 4, "level"),
        (CODE.replace("0146", "0199"), 2026, 4, "province"),
    ],
)
def test_codes_of_22_characters_are_checked(pattern: str, year: int, level: int | None, words: str) -> None:
    school = completed_enrolment().school
    kind = CredentialKind.SKILL_LEVEL
    open_pool(NewPool(school, kind, pattern, 1, 9), actor=an_actor(), now=ISSUED_AT)
    definition = definition_on(kind, date(2026, 6, 30))
    if words:
        with pytest.raises(NoNumber, match=words):
            take_number(definition, Wanted(school.pk, year, level), now=ISSUED_AT)
        return
    number = take_number(definition, Wanted(school.pk, year, level), now=ISSUED_AT).number
    assert len(number) == 22
    assert number[13:16] == "264"


@pytest.mark.django_db
def test_a_number_that_is_given_up_says_why_and_is_never_used_again() -> None:
    enrolment = completed_enrolment()
    given = {"actor": an_actor(), "now": ISSUED_AT}
    begun = reserve_credential(enrolment_uuid=enrolment.uuid, **given)
    sign_credential(credential_uuid=begun.uuid, **given)

    void_credential(credential_uuid=begun.uuid, reason="Name was wrong", **given)

    assert explain_numbers() == {begun.number_id: "void: Name was wrong"}
    assert RevokedEntry.objects.filter(entry__credential=begun).exists()
    finish_credential(credential_uuid=begun.uuid, **given)
    begun.refresh_from_db()
    assert begun.state == rules.State.VOID
    again = issue(enrolment.uuid)
    assert (again.state, again.number_id == begun.number_id) == ("issued", False)
    with pytest.raises(DatabaseError), transaction.atomic():
        VoidNumber.objects.update(reason="other")


@pytest.mark.django_db
def test_what_was_issued_is_revoked_and_not_given_up() -> None:
    credential = issued_credential()
    with pytest.raises(WrongState):
        void_credential(credential_uuid=credential.uuid, reason="x", actor=an_actor(), now=ISSUED_AT)
    assert not VoidNumber.objects.exists()


@pytest.mark.django_db
def test_the_command_opens_pools_and_names_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    enrolment = completed_enrolment()
    call_command("number_pools", "open", enrolment.school.code, "diploma", "46{YY}{NNNN}", "1", "500")
    call_command("number_pools", "list")
    assert "500 left" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no school"):
        call_command("number_pools", "open", "NOBODY", "diploma", "46{YY}{NNNN}", "1", "500")
    with pytest.raises(CommandError, match="just once"):
        call_command("number_pools", "open", enrolment.school.code, "diploma", "46{YY}", "1", "5")
    call_command("number_pools", "gaps")
    RegisterNumber.objects.create(number="TC-LOST", kind="training_certificate", reserved_at=ISSUED_AT)
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("number_pools", "gaps")
