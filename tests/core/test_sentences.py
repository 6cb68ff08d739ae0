"""Sentences and lists as each language sets them."""

from django.utils.translation import override

from lms.core.sentences import clauses, enumerated, sentences


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


def test_parts_with_commas_of_their_own_are_parted_by_more_than_a_comma():
    with override("zh-hans"):
        assert clauses(["已退学", "已通过，2026-11-09"]) == "已退学；已通过，2026-11-09"
    with override("en"):
        assert clauses(["has left", "has passed"]) == "has left; has passed"
