"""What an officer has to look at is found, what the work may ask for is not, and the spans fit the text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certificates.referrals.wording.phrases import PHRASES, Ground
from certificates.referrals.wording.rules import flags_in, pieces_of

FLAGGED = [
    ("入职需缴纳服装押金300元", Ground.DEPOSIT, "缴纳服装押金300元"),
    ("先交 500 元保证金", Ground.DEPOSIT, "先交 500 元保证金"),
    ("培训费自理", Ground.DEPOSIT, "培训费自理"),
    ("押一个月工资", Ground.DEPOSIT, "押一个月工资"),
    ("入职后公司统一保管身份证", Ground.HELD_PAPERS, "统一保管身份证"),
    ("身份证原件由公司保管", Ground.HELD_PAPERS, "身份证原件由公司保管"),
    ("扣身份证", Ground.HELD_PAPERS, "扣身份证"),
    ("上班押员工的毕业证", Ground.HELD_PAPERS, "押员工的毕业证"),
    ("只招男性", Ground.SEX, "只招男性"),
    ("限女", Ground.SEX, "限女"),
    ("女士优先", Ground.SEX, "女士优先"),
    ("性别：男", Ground.SEX, "性别：男"),
    ("招聘女工10名", Ground.SEX, "招聘女工"),
    ("年龄18-35岁", Ground.AGE, "18-35岁"),
    ("４５周岁以下", Ground.AGE, "４５周岁以下"),
    ("不超过40岁", Ground.AGE, "不超过40岁"),
    ("本地户口优先", Ground.ORIGIN, "本地户口优先"),
    ("外地人勿扰", Ground.ORIGIN, "外地人勿扰"),
    ("汉族优先", Ground.ORIGIN, "汉族优先"),
    ("不招河南人", Ground.ORIGIN, "不招河南人"),
    ("不招少数民族", Ground.ORIGIN, "不招少数民族"),
    ("体检查乙肝两对半", Ground.HEALTH, "乙肝两对半"),
    ("无传染病", Ground.HEALTH, "无传染病"),
    ("身体健康，能吃苦", Ground.HEALTH, "身体健康"),
    ("残疾人勿扰", Ground.HEALTH, "残疾人勿扰"),
    ("已婚已育者优先", Ground.MARRIAGE, "已婚已育"),
    ("两年内不得怀孕", Ground.MARRIAGE, "年内不得怀孕"),
    ("孕妇勿扰", Ground.MARRIAGE, "孕妇勿扰"),
    ("须提供无犯罪记录证明", Ground.RECORD, "无犯罪记录"),
    ("无 前 科", Ground.RECORD, "无 前 科"),
    ("需政审", Ground.RECORD, "政审"),
    ("You pay a deposit of 300 yuan", Ground.DEPOSIT, "pay a deposit"),
    ("A uniform fee is required", Ground.DEPOSIT, "uniform fee is required"),
    ("We keep your ID card", Ground.HELD_PAPERS, "keep your ID card"),
    ("Passports are held by the office", Ground.HELD_PAPERS, "Passports are held"),
    ("Men only", Ground.SEX, "Men only"),
    ("female applicants", Ground.SEX, "female applicants"),
    ("Aged 18 to 35", Ground.AGE, "Aged 18 to 35"),
    ("under 40 years old", Ground.AGE, "under 40 years old"),
    ("Locals only", Ground.ORIGIN, "Locals only"),
    ("No migrants", Ground.ORIGIN, "No migrants"),
    ("tested for hepatitis B", Ground.HEALTH, "hepatitis B"),
    ("No history of illness", Ground.HEALTH, "No history of illness"),
    ("married preferred", Ground.MARRIAGE, "married"),
    ("must not become pregnant", Ground.MARRIAGE, "not become pregnant"),
    ("no criminal record", Ground.RECORD, "criminal record"),
    ("No felons.", Ground.RECORD, "felons"),
    ("no criminals", Ground.RECORD, "criminals"),
    ("Drug users need not apply", Ground.RECORD, "Drug users"),
    ("a background check", Ground.RECORD, "background check"),
]
# What looks like it and is not: said of the work, of others, or said not to be asked for.
UNFLAGGED = [
    "不收取任何押金",
    "免押金，包吃住",
    "无需缴纳培训费",
    "负责收取客户押金",
    "押金：无",
    "请携带身份证和复印件",
    "提交身份证复印件",
    "不扣押身份证等任何证件",
    "不扣身份证",
    "收身份证复印件",
    "社保代扣银行卡",
    "汉族、少数民族均可",
    "定期做身体健康检查",
    "男女不限",
    "性别：男女均可",
    "性别不限",
    "男女装裁剪",
    "限男装车间",
    "女职工依法享受产假",
    "年满18周岁",
    "18周岁以上",
    "年龄不限",
    "照顾60岁以上老人",
    "照看10-12岁儿童",
    "3至5年工作经验",
    "每班20-30人",
    "户籍不限",
    "外地员工安排住宿",
    "本地特色菜",
    "持健康证上岗",
    "无恐高症",
    "无妨碍从事电工作业的疾病",
    "食品行业须持有效健康证明",
    "婚否不限",
    "已婚未婚均可",
    "单身宿舍",
    "婚假、产假按规定",
    "填写不良品记录",
    "做好安全记录",
    "不要求无犯罪记录证明",
    "后厨帮工，90后厨房设备",
    "No deposit is required",
    "Wages by direct deposit",
    "collect deposits from guests",
    "Bring your ID card",
    "must hold an electrician certificate",
    "male connectors and female threads",
    "women's wear",
    "male or female applicants welcome",
    "men and women wanted",
    "must be over 18 years old",
    "3 to 5 years of experience",
    "care for residents over 65 years old",
    "up to 40 hours a week",
    "local dishes only",
    "hearing aids are no obstacle",
    "a health certificate for food",
    "single room, single-phase wiring",
    "married or single",
    "regardless of marital status",
    "clean records of stock",
    "regardless of criminal record",
]

# Who was in custody or in treatment is turned away, in whatever words.
TURNED_AWAY = [
    "刑满释放人员勿扰",
    "不招刑释人员",
    "释放人员免谈",
    "刑满人员不予录用",
    "劳改犯勿扰",
    "坐牢过的不要",
    "蹲过监狱的不要",
    "服刑人员不招",
    "拘留过的不要",
    "戒毒人员勿投",
    "社区矫正人员不要",
    "有过吸毒史的不要",
    "不要有黑历史的人",
    "进过局子的不要",
    "不要从监狱出来的",
    "判过刑的免谈",
    "入狱人员不要",
    "看守所待过的不招",
    "拒绝戒毒出所人员",
    "不要坐过牢的人",
    "有污点者勿扰",
    "曾被拘留的人不要",
    "假释、缓刑人员不要",
    "解戒人员勿扰",
    "吸过毒的别来",
    "不招释放人员",
    "强戒过的不要",
    "两劳人员免谈",
    "犯过事的不要",
    "拒绝服刑期满者",
    "社区矫正对象不予录用",
    "出狱者不收",
    "戒毒的不要",
    "no former prisoners",
    "no ex-inmates",
    "released prisoners need not apply",
    "no people in recovery",
    "no people in rehab",
    "No ex-prisoners",
    "inmates not welcome",
    "no parolees",
    "anyone who has been in prison need not apply",
    "no one out of jail",
    "never been arrested",
    "recovering addicts need not apply",
    "those who served time",
    "not for people from prison",
    "no recovering alcoholics",
    "people out of detention are not hired",
    "no jailbirds",
]
# The same letters in work of every day.
OF_EVERY_DAY = [
    "释放压力，轻松上班",
    "释放员工潜能",
    "监狱风云主题餐厅",
    "现场戒严，请从侧门入",
    "不要求经验，释放激情",
    "帮助员工释放人员压力",
    "安全释放阀维修",
    "在密室逃脱馆扮演狱警",
    "戒烟戒酒者优先",
    "刑事律师事务所前台",
    "拘留所对面，交通方便",
    "看守所路18号",
    "劳改路站出口",
    "不要怕吃苦的人员",
    "不要懒惰的人",
    "不要求本科",
    "释放内存，维护电脑",
    "禁毒宣传画制作",
    "戒骄戒躁",
    "进过货、理过货",
    "过滤设备",
    "入过党的优先",
    "历史文化街区",
    "黑土地特产",
    "污点清洗",
    "住过宿舍",
    "不收学徒费",
    "狱门铁锅炖",
    "岛屿监狱密室店员",
    "prison museum café",
    "prisoner of love themed bar",
    "data recovery technician",
    "no night work, rehab equipment is made here",
    "disaster recovery plan",
    "release of goods",
    "custody of keys",
    "no overtime in recovery season",
    "kitchen of a rehabilitation clinic",
    "three months on probation",
    "detention basin cleaning",
    "jail-break escape room host",
    "serving guests",
    "no time lost",
    "serve time-critical orders",
    "people from all places",
    "convicted of our quality",
]


@pytest.mark.parametrize("text", TURNED_AWAY)
def test_whoever_is_turned_away_for_the_past_is_found_as_nothing_else(text: str) -> None:
    for written in (text, f"包吃住。{text}。早班", f"Good pay. {text}. Day shift."):
        assert {flag.ground for flag in flags_in(written)} == {Ground.RECORD}


@pytest.mark.parametrize("text", OF_EVERY_DAY)
def test_such_letters_in_work_of_every_day_are_left_alone(text: str) -> None:
    assert [text[flag.start : flag.end] for flag in flags_in(text)] == []


@pytest.mark.parametrize(("text", "ground", "words"), FLAGGED)
def test_what_the_law_touches_is_found(text: str, ground: Ground, words: str) -> None:
    for written in (text, f"包吃住。{text}。早班", f"Good pay. {text}. Day shift."):
        found = [(flag.ground, written[flag.start : flag.end]) for flag in flags_in(written)]
        assert found == [(ground, words)]


@pytest.mark.parametrize("text", UNFLAGGED)
def test_what_the_work_may_ask_for_is_left_alone(text: str) -> None:
    assert [text[flag.start : flag.end] for flag in flags_in(text)] == []


def test_every_ground_is_looked_for_in_both_languages() -> None:
    assert {(phrase.ground, phrase.language) for phrase in PHRASES} == {
        (ground, language) for ground in Ground for language in ("zh", "en")
    }


def test_what_hides_a_word_does_not_help() -> None:
    assert [flag.ground for flag in flags_in("押\u200b金")] == [Ground.DEPOSIT]
    assert [flag.ground for flag in flags_in("限 男")] == [Ground.SEX]
    assert [flag.ground for flag in flags_in("ｍｅｎ ｏｎｌｙ")] == [Ground.SEX]


def test_a_denial_excuses_its_own_sentence_only() -> None:
    assert [flag.ground for flag in flags_in("不收中介费。缴纳押金500元")] == [Ground.DEPOSIT]
    assert [flag.ground for flag in flags_in("No night shift. Men only.")] == [Ground.SEX]


def test_two_grounds_in_one_sentence_are_marked_apart() -> None:
    text = "限女，未婚，40岁以下"
    marked = {piece.text: piece.grounds for piece in pieces_of(text, flags_in(text)) if piece.grounds}
    assert marked == {"限女": (Ground.SEX,), "未婚": (Ground.MARRIAGE,), "40岁以下": (Ground.AGE,)}


WORDS = st.sampled_from(
    [text for text, _ground, _words in FLAGGED] + UNFLAGGED + [" ", "\n", "，", "。", "\u3000"]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=6).map("".join))
@example("ﷺ押金ﬁ")
def test_the_parts_are_the_text_and_flags_lie_within(text: str) -> None:
    flags = flags_in(text)
    assert "".join(piece.text for piece in pieces_of(text, flags)) == text
    assert all(0 <= flag.start < flag.end <= len(text) for flag in flags)
    for ground in Ground:
        own = [flag for flag in flags if flag.ground is ground]
        assert all(one.end < other.start for one, other in zip(own, own[1:], strict=False))
    assert flags_in(text) == flags


def test_a_long_text_is_read_in_one_go() -> None:
    text = "交" * 2000 + "no " * 600
    assert len(flags_in(text)) < len(text)
