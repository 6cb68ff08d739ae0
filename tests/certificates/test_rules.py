"""Numbers that survive typing, names that meet in spite of spelling, and one transition table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.issuing import rules
from certificates.verification import rules as verification


@given(st.integers(min_value=0, max_value=len(rules.ALPHABET) ** rules.BODY_LENGTH - 1), st.data())
def test_one_wrong_character_is_always_noticed(value: int, data: st.DataObject) -> None:
    body = "".join(
        rules.ALPHABET[value // len(rules.ALPHABET) ** place % len(rules.ALPHABET)]
        for place in range(rules.BODY_LENGTH)
    )
    plain = "TC" + body + rules.check_character("TC" + body)
    place = data.draw(st.integers(0, len(plain) - 1))
    wrong = data.draw(st.sampled_from([mark for mark in rules.ALPHABET if mark != plain[place]]))

    assert rules.read_number(plain) != ""
    assert rules.read_number(plain[:place] + wrong + plain[place + 1 :]) == ""


def test_numbers_are_random_and_tell_nothing_but_the_kind() -> None:
    numbers = {rules.new_number("TC") for _ in range(2000)}

    assert len(numbers) == 2000
    assert all(rules.read_number(number) == number for number in numbers)
    # Every place of the body takes nearly every character: neither a year nor a place nor a count is inside.
    assert all(len({number[place] for number in numbers}) > 28 for place in range(3, 11))


@pytest.mark.parametrize(
    "typed", ["tc-7f3k9qmd-{}", "TC 7F3K9QMD {}", "ＴＣ７Ｆ３Ｋ９ＱＭＤ{}", "tc–7f3k9qmd–{} "]
)
def test_a_number_is_read_in_any_typing(typed: str) -> None:
    check = rules.check_character("TC7F3K9QMD")
    assert rules.read_number(typed.format(check)) == f"TC-7F3K9QMD-{check}"


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    check = rules.check_character("TC01100000")
    assert rules.read_number(f"TC-OIL00000-{check}") == rules.read_number(f"TC-01100000-{check}") != ""


@pytest.mark.parametrize("typed", ["", "TC", "TC-7F3K9QMD", "XX" * 40, "TC-7F3K9QMD-\x00", "Ⅻ", "７" * 11])
def test_what_is_no_number_is_read_as_none(typed: str) -> None:
    assert rules.read_number(typed) == ""


@pytest.mark.parametrize(
    "typed", ["买买提・吐尔逊", "买买提•吐尔逊", " 买买提 · 吐尔逊 ", "买买提.吐尔逊", "买买提．吐尔逊"]
)
def test_spellings_of_one_name_meet(typed: str) -> None:
    assert rules.comparable_name(typed) == rules.comparable_name("买买提·吐尔逊")


def test_the_form_that_published_records_are_found_by_stays_as_it_is() -> None:
    """Another form finds none of the names with a dot that were published before."""
    assert rules.comparable_name("买买提 . 吐尔逊 A") == "买买提·吐尔逊a"
    assert rules.comparable_name("买买提吐尔逊") != rules.comparable_name("买买提·吐尔逊")


def test_different_names_never_meet() -> None:
    names = ("张三", "张叁", "㛃", "絜", "𠅤", "䶮", "龑")
    assert len({rules.comparable_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("欧阳娜娜", "欧**"), ("买买提·吐尔逊", "买**"), ("𠅤", "𠅤"), ("永" * 100, "永**")],
)
def test_a_masked_name_shows_its_first_character_only(name: str, masked: str) -> None:
    assert rules.masked_name(name) == masked


def test_a_revoked_or_replaced_credential_stays_so() -> None:
    ways = {
        (present, wanted)
        for present in rules.State
        for wanted in rules.State
        if rules.can_become(present, wanted)
    }
    assert ways == {
        ("reserved", "issued"),
        ("reserved", "void"),
        ("issued", "revoked"),
        ("issued", "replaced"),
    }


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "unknown"),
    ],
)
def test_failures_count_per_network(address: str, network: str) -> None:
    assert verification.network_of(address) == network


@pytest.mark.parametrize(
    ("forwarded", "trusted", "address"),
    [
        ("1.1.1.1", 0, "9.9.9.9"),
        ("1.1.1.1, 2.2.2.2", 1, "2.2.2.2"),
        ("1.1.1.1", 2, "9.9.9.9"),
        ("", 1, "9.9.9.9"),
    ],
)
def test_a_header_written_by_the_caller_is_ignored(forwarded: str, trusted: int, address: str) -> None:
    found = verification.client_address(remote="9.9.9.9", forwarded=forwarded, trusted_proxies=trusted)
    assert found == address
