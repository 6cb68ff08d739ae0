"""The unified social credit code of GB 32100-2015, and what may be taken for something else."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.employers.rules import (
    compared_by,
    domain_of,
    domains_look_alike,
    folded_name,
    normalise_code,
    reasons_against_code,
)
from lms.organisations.models import Employer
from tests.factories.organisations import a_waiting_employer, an_employer

# Codes of public bodies and of a company, as they were published.
PUBLISHED = ("91110000600037341L", "11430000006122244L", "11100000000013338W")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code) -> None:
    assert reasons_against_code(code) == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "wrong_length"),
        (PUBLISHED[0][:-1], "wrong_length"),
        (PUBLISHED[0] + "0", "wrong_length"),
        ("9111000060003734IL", "impossible_letter"),
        ("911100006O0037341L", "impossible_letter"),
        ("91A10000600037341L", "wrong_form"),
        ("9111000060003734一L", "wrong_form"),
        ("9111000060003734٣L", "wrong_form"),
        ("91110000600037341M", "wrong_check_character"),
        ("91110000600037314L", "wrong_check_character"),
    ],
)
def test_what_is_wrong_with_a_code_is_said(code, reason) -> None:
    assert reasons_against_code(code) == [reason]


@given(code=st.sampled_from(PUBLISHED), place=st.integers(8, 17), step=st.integers(1, len(ALPHABET) - 1))
def test_one_wrong_character_is_always_found(code, place, step) -> None:
    other = ALPHABET[(ALPHABET.index(code[place]) + step) % len(ALPHABET)]
    assert reasons_against_code(code[:place] + other + code[place + 1 :]) == ["wrong_check_character"]


def test_a_code_is_read_as_people_type_it() -> None:
    assert normalise_code(" 9111 0000-６０００37341l\n") == PUBLISHED[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示范面点餐饮有限公司", "示范面点餐饮有限责任公司"),
        ("示范面点餐饮有限公司", " 示范 面点・餐饮（有限公司）"),
        ("ＡＢＣ科技公司", "abc科技集团有限公司"),
        ("Demonstration Pastry Ltd", "DEMONSTRATION  PASTRY Co., Ltd."),
        ("Demo Pastry", "Dem0 Pastry Inc."),
        ("Demo Pastry", "D\u0435mo P\u0430stry"),
        ("Demo Pastry", "Dém\u03bf Pas\u0442r\u3164y"),
        ("Baldwin and Sons", "The Ba\u0406dw\u0131n & Sons"),
        ("Baldwin", "BaIdwin"),
        ("Modern Bread", "Modem Bread"),
        ("示范工力口才有限公司", "示范エカロオ有限公司"),
        ("未来日己", "末来曰巳"),
        ("示范面点", "示\ufe00范\u115f面\u200b点"),
    ],
)
def test_names_that_are_read_as_one_are_found(one, other) -> None:
    assert folded_name(one) == folded_name(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("示范面点餐饮有限公司", "样板面点餐饮有限公司"), ("Demo Pastry", "Demo Pastries"), ("公司", "集团")],
)
def test_other_names_stay_apart(one, other) -> None:
    assert folded_name(one) != folded_name(other)


def test_nothing_longer_than_its_column_is_kept() -> None:
    assert len(compared_by("㍿" * 200)) == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jinma-food.example.com", "jinmafood.example.cn"),
        ("jinma.com", "jinma.cn"),
        ("jinma.com", "jinma.com.cn"),
        ("jinma.com", "jinma.recruiting.com"),
        ("jinma-food.example", "jinmafood.test"),
        ("jinmafood.com", "jinmafod.com"),
        ("jinmafood.com", "jimnafood.com"),
        ("jinmafood.com", "jinrnafood.com"),
        ("jinmafood.com", "jinmaf00d.com"),
        (domain_of("a@jinmafood.com"), domain_of("a@jinm\u0430food.com")),
        (domain_of("a@jinmafood.com"), domain_of("a@xn--jinmfood-46g.com")),
    ],
)
def test_domains_that_are_taken_for_one_another_are_found(one, other) -> None:
    assert domains_look_alike(one, other)
    assert domains_look_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jinma.com", "jinma.com"),
        ("mail.jinma.com", "jinma.com"),
        ("163.com", "126.com"),
        ("qq.com", "sq.com"),
        ("gmail.com", "email.com"),
        ("outlook.com", "outlok.com"),
        ("sina.com", "sina.com.cn"),
        ("bread.example", "noodles.example"),
        ("mail.bread.example", "mail.noodles.example"),
        ("bread.sharedhosting.com", "noodles.sharedhosting.com"),
        ("hr.jinma.com.cn", "hr.yinlong.com"),
        ("jinmafood.com", "yinlongfood.com"),
        ("", "jinma.com"),
        ("com", "cn"),
    ],
)
def test_the_same_owner_and_other_names_are_not_meant(one, other) -> None:
    assert not domains_look_alike(one, other)
    assert not domains_look_alike(other, one)


@given(st.text(max_size=40), st.text(max_size=40))
def test_anything_typed_is_compared(one, other) -> None:
    assert domains_look_alike(domain_of(one), domain_of(other)) == domains_look_alike(
        domain_of(other), domain_of(one)
    )
    folded_name(one), reasons_against_code(normalise_code(one))


@pytest.mark.django_db
def test_the_database_keeps_a_code_in_its_form_and_for_one_that_is_verified() -> None:
    one, other, waiting = an_employer(), an_employer(), a_waiting_employer()
    Employer.objects.filter(pk__in=(one.pk, waiting.pk)).update(credit_code=PUBLISHED[0])
    for code in (PUBLISHED[0], "91110000600037341", "9111000060003734IL", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            Employer.objects.filter(pk=other.pk).update(credit_code=code)


@pytest.mark.django_db
def test_a_changed_name_is_compared_by_its_new_key() -> None:
    employer = an_employer()
    employer.name_zh = "样板 机电有限公司"
    employer.save()
    assert Employer.objects.get(pk=employer.pk).key_zh == "样板机电"
