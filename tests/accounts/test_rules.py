"""Names, identity numbers, PINs, cards and waiting times: pure decisions, as tables."""

from datetime import date

import pytest

from lms.accounts import rules

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王㛃𠅤", "王㛃𠅤"),
        ("李䶮", "李䶮"),
        ("古丽•示例", "古丽·示例"),
        ("古丽・示例", "古丽·示例"),
        ("古丽.示例", "古丽·示例"),
        ("古丽‧示例", "古丽·示例"),
        ("J. R. Ewing", "J. R. Ewing"),
        ("  阿不都  热合曼 ", "阿不都 热合曼"),
    ],
)
def test_a_name_keeps_rare_characters_and_gets_one_kind_of_middle_dot(typed: str, kept: str) -> None:
    assert rules.normalise_name(typed) == kept
    assert rules.reasons_against_name(kept) == []


@pytest.mark.parametrize("name", ["\ufa11", "李\uf91d", "\U0002f80f·示例"])
def test_a_compatibility_ideograph_in_a_name_is_not_replaced_by_another_character(name: str) -> None:
    assert rules.normalise_name(name) == name


def test_typed_letters_with_separate_accents_are_composed() -> None:
    assert rules.normalise_name("Jose\u0301") == "Jos\u00e9"


@pytest.mark.parametrize(("length", "reasons"), [(100, []), (101, ["too_long"])])
def test_a_name_has_up_to_100_characters_counted_beyond_the_first_plane(
    length: int, reasons: list[str]
) -> None:
    assert rules.reasons_against_name("𠅤" * length) == reasons


@pytest.mark.parametrize("bad", ["王\x00明", "王\u202e明", "王\ud800", "王\ue000明", "王\x1b明"])
def test_a_name_with_control_direction_surrogate_or_private_characters_is_refused(bad: str) -> None:
    assert rules.reasons_against_name(bad) == ["control_character"]


@pytest.mark.parametrize(
    "bad", ["<script>alert(1)</script>", "王{{7*7}}", "=1+2", "王＜明", "王/明", "{% x %}"]
)
def test_signs_that_stand_in_no_name_are_refused(bad: str) -> None:
    assert rules.reasons_against_name(bad) == ["sign"]


def test_an_empty_name_is_refused() -> None:
    assert rules.reasons_against_name(rules.normalise_name("  ")) == ["empty"]


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", " 11010519491231002x "])
def test_a_right_identity_number_is_kept(number: str) -> None:
    assert rules.reasons_against_resident_id(rules.normalise_resident_id(number), today=TODAY) == []


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("110105194912310021", "check digit"),
        ("11010519490231002X", "31 February"),
        ("1101051949123100", "too short"),
        ("11010519491231002A", "letter"),
        ("", "empty"),
    ],
)
def test_an_impossible_identity_number_is_refused(number: str, why: str) -> None:
    assert rules.reasons_against_resident_id(number, today=TODAY), why


def test_an_identity_number_of_somebody_not_born_yet_is_refused() -> None:
    assert rules.reasons_against_resident_id("11010519491231002X", today=date(1949, 12, 30)) == [
        "born_in_future"
    ]


def test_birth_date_and_sex_are_read_from_the_identity_number() -> None:
    assert rules.birth_date_of("11010519491231002X") == date(1949, 12, 31)
    assert rules.sex_of("11010519491231002X") == "female"


def test_a_new_pin_has_six_digits_and_is_none_of_the_first_that_anybody_tries() -> None:
    pins = {rules.new_pin() for _ in range(300)}
    assert all(len(pin) == 6 and pin.isdecimal() and len(set(pin)) > 2 for pin in pins)
    assert len(pins) > 290


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 10), (6, 20), (7, 40), (9, 160), (10, 300), (9999, 300)]
)
def test_waiting_grows_with_the_wrong_tries_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert rules.seconds_to_wait(failures) == seconds


SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    "typed",
    [
        f"LMS1:260001:{SECRET}",
        f"lms1:260001:{SECRET.lower()}",
        f"ＬＭＳ１：２６０００１：{SECRET}",
        f" LMS1:260001:{SECRET}\r\n",
    ],
)
def test_a_card_is_read_even_when_an_input_method_or_caps_lock_changed_it(typed: str) -> None:
    assert rules.parse_card(typed) == ("260001", SECRET)


@pytest.mark.parametrize(
    "typed", ["260001", "LMS1:260001", f"LMS2:260001:{SECRET}", f"LMS1:26 0001:{SECRET[:-1]}", ""]
)
def test_what_is_no_card_is_not_taken_for_one(typed: str) -> None:
    assert rules.parse_card(typed) is None


def test_what_is_printed_on_a_card_is_what_is_read() -> None:
    assert rules.parse_card(rules.card_payload("260001", SECRET)) == ("260001", SECRET)


def test_a_terminal_code_avoids_characters_that_look_alike_and_may_be_typed_with_gaps() -> None:
    code = rules.new_terminal_code()
    assert len(code) == 8
    assert not set(code) & set("01ILO")
    assert rules.normalise_terminal_code(f"{code[:4].lower()} - {code[4:]}") == code


@pytest.mark.parametrize(
    ("number", "masked"), [("260001", "26**01"), ("20260001", "20****01"), ("123", "1**")]
)
def test_a_number_is_masked_in_its_middle(number: str, masked: str) -> None:
    assert rules.mask_number(number) == masked


LIMITS = rules.SessionLimits(idle=180, absolute=43200)


@pytest.mark.parametrize(
    ("age", "idle", "reason"),
    [(10, 10, ""), (3000, 239, ""), (3000, 241, "idle"), (43201, 5, "too_long")],
)
def test_a_session_ends_when_idle_or_too_long_with_slack_for_the_pages_own_warning(
    age: float, idle: float, reason: str
) -> None:
    assert rules.reason_to_end(age=age, idle=idle, limits=LIMITS) == reason
