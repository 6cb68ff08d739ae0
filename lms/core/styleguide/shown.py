"""Samples of the components that show something: messages, facts, cards, lists."""

from typing import Any

from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.translation import get_language

Samples = dict[str, list[dict[str, Any]]]


def say(zh: str, en: str) -> str:
    """Return the sentence of the page's language."""
    return en if (get_language() or "").startswith("en") else zh


def _notice() -> list[dict[str, Any]]:
    return [
        {
            "kind": "info",
            "title": say("今天 14:00 有考试", "Examination today at 14:00"),
            "text": say("请提前十分钟到三号机房。", "Be in room 3 ten minutes early."),
        },
        {"kind": "success", "text": say("已保存。", "Saved.")},
        {
            "kind": "warning",
            "title": say("还差 6 学时", "6 hours are missing"),
            "text": say("补齐后才能参加考试。", "Complete them to be admitted."),
        },
        {
            "kind": "danger",
            "title": say("网络已断开", "No connection"),
            "text": say("答案保存在本机，恢复后自动上传。", "Your answers stay on this machine."),
        },
    ]


def _messages() -> list[dict[str, Any]]:
    return [{"messages": []}]


def _tag() -> list[dict[str, Any]]:
    return [
        {"label": say("进行中", "In progress"), "kind": "accent"},
        {"label": say("合格", "Passed"), "kind": "success", "icon": "check"},
        {"label": say("待补考", "Resit"), "kind": "warning"},
        {"label": say("已吊销", "Revoked"), "kind": "danger", "icon": "cross"},
        {"label": say("未开始", "Not started"), "kind": "neutral"},
        {"label": say("新", "New")},
    ]


def _hazard() -> list[dict[str, Any]]:
    return [
        {
            "level": "danger",
            "title": say("触电会致命", "Electric shock kills"),
            "text": say("没有验电，就当作有电。", "Not tested means live."),
        },
        {"level": "warning", "title": say("烤盘温度超过 200 °C", "The tray is above 200 °C")},
        {"level": "forbidden", "title": say("不得湿手操作开关", "No wet hands on switches")},
        {
            "level": "must",
            "title": say("操作前先戴好护目镜", "Put on safety glasses first"),
            "points": [say("检查镜片", "Check the lenses"), say("扣紧带子", "Close the strap")],
        },
        {"level": "info", "title": say("急救箱在门的左侧", "The first-aid box is left of the door")},
    ]


def _verdict() -> list[dict[str, Any]]:
    return [
        {
            "state": "valid",
            "text": say(
                "这份证书由示范职业学校颁发，目前有效。",
                "Issued by Demonstration Vocational School and valid today.",
            ),
            "items": _facts(),
        },
        {
            "id": "v2",
            "state": "revoked",
            "text": say("颁发学校已于 2026 年 5 月 8 日吊销。", "The school revoked it on 8 May 2026."),
        },
        {
            "id": "v3",
            "state": "replaced",
            "text": say("请查看新证书。", "See the newer document."),
            "action": {"label": say("查看新证书", "Open the newer document"), "href": "#new"},
        },
        {"id": "v4", "state": "suspended"},
        {"id": "v5", "state": "expired"},
        {
            "id": "v6",
            "state": "unconfirmed",
            "text": say("没有与编号和姓名都相符的证书。", "No document matches both number and name."),
        },
    ]


def _facts() -> list[dict[str, Any]]:
    return [
        {"term": say("姓名", "Name"), "value": "示例·学员"},
        {"term": say("证书编号", "Number"), "value": "SF-2026-000128", "mono": True},
        {
            "term": say("培训项目", "Programme"),
            "value": say("低压电工", "Low-voltage electrician"),
            "hint": say("120 学时", "120 hours"),
        },
        {"term": say("发证日期", "Issued"), "value": "2026-04-30"},
    ]


def _icon() -> list[dict[str, Any]]:
    return [{"name": name} for name in ("book", "pen", "seal", "clock", "person", "flag", "print", "search")]


def _card() -> list[dict[str, Any]]:
    lesson = say("第三课 · 安全用电", "Lesson 3 · Working safely")
    return [
        {
            "title": lesson,
            "eyebrow": say("接着学", "Next"),
            "href": "#lesson",
            "text": say("约 25 分钟，上次学到“验电”。", "About 25 minutes; you stopped at testing."),
            "main": True,
            "button": say("继续", "Go on"),
        },
        {
            "title": say("低压电工", "Low-voltage electrician"),
            "href": "#programme",
            "picture": static("img/workshop.svg"),
            "tag": {"label": say("进行中", "In progress"), "kind": "accent"},
            "text": say("已完成 12 / 40 课", "12 of 40 lessons done"),
        },
    ]


def _stat() -> list[dict[str, Any]]:
    return [
        {
            "label": say("已修学时", "Hours done"),
            "value": 48,
            "unit": "h",
            "hint": say("共 120 学时", "of 120"),
        },
        {
            "label": say("平时成绩", "Course mark"),
            "value": "86",
            "unit": say("分", "marks"),
            "href": "#marks",
        },
    ]


def _sign_in_card() -> list[dict[str, Any]]:
    return [
        {
            "name": say("示例·学员", "Shili Xueyuan"),
            "number": "260015",
            "text": say("电工一班", "Electricians, class 1"),
            "href": "#me",
        },
    ]


def _empty_state() -> list[dict[str, Any]]:
    return [
        {
            "title": say("还没有证书", "No certificates yet"),
            "text": say(
                "完成全部课程并通过考试后，证书会出现在这里。",
                "They appear here once all is done and passed.",
            ),
            "action": {"label": say("看看还差什么", "See what is missing"), "href": "#missing"},
        },
    ]


def _receipt() -> list[dict[str, Any]]:
    return [
        {
            "title": say("交卷凭证", "Hand-in receipt"),
            "code": "7F3K-92QD",
            "items": [
                {
                    "term": say("考试", "Examination"),
                    "value": say("低压电工理论考试", "Low-voltage electrician, theory"),
                },
                {"term": say("交卷时间", "Handed in"), "value": "10:42:08", "mono": True},
                {"term": say("已答", "Answered"), "value": "98 / 100"},
            ],
            "text": say("请抄下或打印凭证码。", "Write the code down or print it."),
        },
    ]


def _data_list() -> list[dict[str, Any]]:
    return [{"items": _facts()}]


def _table() -> list[dict[str, Any]]:
    return [
        {
            "id": "sample-table",
            "caption": say("我的成绩", "My results"),
            "columns": [
                {"label": say("科目", "Subject")},
                {"label": say("日期", "Date")},
                {"label": say("得分", "Marks"), "number": True},
                {"label": say("结果", "Result")},
            ],
            "rows": [
                [
                    {"text": say("安全用电", "Electrical safety")},
                    {"text": "2026-03-12", "nowrap": True},
                    {"text": 92, "number": True},
                    {"text": say("合格", "Passed"), "tag": "success"},
                ],
                [
                    {"text": say("接线实操", "Wiring, practical")},
                    {"text": "2026-03-20", "nowrap": True},
                    {"text": 74, "number": True},
                    {"text": say("待补考", "Resit"), "tag": "warning"},
                ],
            ],
        }
    ]


def _task_list() -> list[dict[str, Any]]:
    return [
        {
            "items": [
                {"title": say("电的基本知识", "What electricity is"), "href": "#1", "state": "done"},
                {
                    "title": say("安全用电", "Working safely"),
                    "href": "#2",
                    "state": "current",
                    "text": say("约 25 分钟", "About 25 minutes"),
                },
                {
                    "title": say("测验", "Quiz"),
                    "href": "#3",
                    "state": "problem",
                    "note": say("还差 2 题", "2 left"),
                },
                {"title": say("工具与仪表", "Tools and meters"), "href": "#4"},
                {
                    "title": say("理论考试", "Theory test"),
                    "state": "locked",
                    "text": say("学完前四课后开放", "Opens after lesson 4"),
                },
            ]
        }
    ]


def _steps() -> list[dict[str, Any]]:
    return [
        {
            "items": [
                {
                    "title": say("断电", "Switch off"),
                    "text": say(
                        "拉开上级开关，并确认手柄位置。",
                        "Open the upstream switch and look at the handle.",
                    ),
                },
                {
                    "title": say("验电", "Test"),
                    "text": say(
                        "先在有电处试验验电器，再逐相验电。",
                        "Prove the tester on a live part, then test each phase.",
                    ),
                },
                {
                    "title": say("挂牌", "Tag"),
                    "text": say("悬挂“禁止合闸，有人工作”。", "Hang up “Do not switch on, people at work”."),
                },
            ]
        }
    ]


def _breadcrumb() -> list[dict[str, Any]]:
    return [
        {
            "items": [
                {"label": say("我的主页", "My page"), "href": "#home"},
                {"label": say("低压电工", "Low-voltage electrician"), "href": "#lve"},
                {"label": say("安全用电", "Working safely")},
            ]
        }
    ]


def _pagination() -> list[dict[str, Any]]:
    page = Paginator(range(95), 10).get_page(4)
    return [
        {
            "page": page,
            "page_range": list(page.paginator.get_elided_page_range(4, on_each_side=1, on_ends=1)),
        }
    ]


def messages() -> Samples:
    """Return the samples of messages and answers."""
    return {
        "notice": _notice(),
        "messages": _messages(),
        "tag": _tag(),
        "hazard": _hazard(),
        "verdict": _verdict(),
    }


def things() -> Samples:
    """Return the samples of single things."""
    return {
        "icon": _icon(),
        "card": _card(),
        "stat": _stat(),
        "sign_in_card": _sign_in_card(),
        "empty_state": _empty_state(),
        "receipt": _receipt(),
    }


def lists() -> Samples:
    """Return the samples of lists and tables."""
    return {
        "data_list": _data_list(),
        "table": _table(),
        "task_list": _task_list(),
        "steps": _steps(),
        "breadcrumb": _breadcrumb(),
        "pagination": _pagination(),
    }
