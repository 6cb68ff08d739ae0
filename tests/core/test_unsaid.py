"""Words that tell where or why somebody learnt are found in what staff type, and innocent ones beside them are not."""

import pytest

from certificates.referrals.wording.phrases import HELD
from lms.core.unsaid import unsaid_word, unsaid_words

# An advertisement that turns these away is marked; of nobody's school does it tell anything.
OF_NO_PLACE = {"在逃", "犯罪"}


@pytest.mark.parametrize(
    "text",
    [
        "第三监区烹饪",
        "第 三 监 区 职业学校",
        "省少管所学校",
        "监舍电工",
        "安置帮教基地",
        "收监执行",
        "目前在押",
        "监管场所电工班",
        "监管区食堂",
        "劳教所学校",
        "第三監區",
        "出獄人員",
        "cell-block B",
        "the county gaol",
        "Reformatory School",
        "未管所职业技术学校",
        "劳改支队培训班",
        "出狱人员就业班",
        "刑释人员电工班",
        "假释、缓刑人员",
        "在押学员",
        "帮教中心",
        "刑期将满，即可上岗",
        "囚犯",
        "经过劳动改造",
        "大墙内的课堂",
        "监管场所",
        "State Penitentiary School",
        "Cookery (third cell block)",
        "Cooking for felons",
        "County Jails Training Unit",
    ],
)
def test_what_tells_is_found(text: str) -> None:
    assert unsaid_word(text)


@pytest.mark.parametrize(
    "text",
    [
        "监理员",
        "施工监督",
        "华东总监区域办公室",
        "总监室",
        "存在押金问题",
        "劳改路站出口",
        "电路改造",
        "广告中存在押身份证的内容",
        "现在押一个月工资",
        "押运员在押运途中",
        "竣工验收监理",
        "接收，监控温度",
        "清扫3号舍鸡群",
        "编号舍去",
        "质监室",
        "安监区",
        "师傅帮教徒弟",
        "海关监管区叉车工",
        "保税监管场所",
        "监管区块链",
        "监管区域",
        "高墙内侧抹灰",
        "大墙里外贴瓷砖",
        "高墙内的电线",
        "勤劳改变生活",
        "勤劳教育",
        "主管教所有的人",
        "接入监控、输出监控信号",
        "讲解教学、了解戒指",
        "收押金",
        "battery cell blocks",
        "砌高墙",
        "食品监管",
        "监管平台",
        "脱毒马铃薯种植",
        "合金焊接",
        "Jailhouse Lane Bakery",
        "Felonious Street",
    ],
)
def test_innocent_words_are_not(text: str) -> None:
    assert unsaid_word(text) == ""


@pytest.mark.parametrize("word", [word.strip("(?:)") for word in HELD.split("|")])
def test_whom_an_advertisement_turns_away_no_sheet_names(word: str) -> None:
    assert bool(unsaid_word(f"{word.rstrip('?')}人员")) is (word not in OF_NO_PLACE)


def test_all_are_found_in_small_letters() -> None:
    assert unsaid_words("Prison, 刑 期 and rehab") == ["prison", "刑期", "rehab"]
