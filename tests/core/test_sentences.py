"""Sentences and lists as each language sets them."""

from django.utils.translation import override

from lms.core.sentences import enumerated, sentences


def test_after_a_chinese_full_stop_comes_no_space():
    assert sentences(["考场已关闭。", "不能再打开。"]) == "考场已关闭。不能再打开。"
    assert sentences(["It is closed.", "It stays so."]) == "It is closed. It stays so."
    assert (
        sentences(["还有标准没有评分。", "任务一: 2", "任务二: 1"]) == "还有标准没有评分。任务一: 2 任务二: 1"
    )
    assert sentences([]) == ""


def test_names_in_a_row_have_the_comma_of_the_language():
    with override("zh-hans"):
        assert enumerated(["张三", "李四"]) == "张三、李四"
    with override("en"):
        assert enumerated(["Zhang San", "Li Si"]) == "Zhang San, Li Si"
