"""One or more samples for each component: the style guide shows them, the component tests render them."""

from typing import Any

from lms.core.styleguide.forms import sample_form
from lms.core.styleguide.shown import Samples, lists, messages, say, things


def component_samples() -> Samples:
    """Return the samples of every component, by the name of its file."""
    return {
        **_actions(),
        **_forms(),
        **messages(),
        **things(),
        **lists(),
        **_learning(),
        **_exam(),
        **_frame(),
    }


def _actions() -> Samples:
    return {
        "button": [
            {"label": say("保存", "Save")},
            {"label": say("查看详情", "Show details"), "variant": "secondary", "type": "button"},
            {"label": say("取消", "Cancel"), "variant": "quiet", "type": "button"},
            {
                "label": say("吊销证书", "Revoke"),
                "variant": "danger",
                "type": "button",
                "opens": "sample-dialog",
            },
            {"label": say("交卷", "Hand in"), "size": "large", "icon": "check", "type": "button"},
            {"label": say("暂不可用", "Not available"), "disabled": True},
        ],
        "link_button": [
            {"label": say("继续学习", "Go on learning"), "href": "#next", "icon": "arrow", "size": "large"},
            {
                "label": say("下载证书", "Download"),
                "href": "#pdf",
                "variant": "secondary",
                "icon": "download",
            },
        ],
        "dialog": [
            {
                "id": "sample-dialog",
                "title": say("吊销这份证书？", "Revoke this certificate?"),
                "text": say(
                    "吊销后不能恢复，查验页会立即显示。",
                    "It cannot be undone; the public page shows it at once.",
                ),
                "action": "#dialog",
                "confirm": say("吊销", "Revoke"),
                "danger": True,
            }
        ],
    }


def _forms() -> Samples:
    blank, wrong = sample_form(), sample_form(wrong=True)
    return {
        "field": [
            {"field": blank["number"], "short": True},
            {"field": wrong["number"], "short": True},
            {"field": blank["school"]},
            {"field": blank["note"]},
            {"field": blank["day"]},
            {"field": blank["agreed"]},
        ],
        "field_notes": [{"field": wrong["number"]}],
        "form_fields": [{"form": wrong}],
        "error_summary": [
            {
                "errors": [
                    {
                        "text": say("请输入学员卡上的编号。", "Enter the number on your card."),
                        "href": "#id_number",
                    }
                ]
            }
        ],
        "pin_pad": [{"field": blank["pin"]}],
        "choice_list": [_question(), {**_question(), "name": "q2", "disabled": True, "options": _marked()}],
    }


def _question() -> dict[str, Any]:
    return {
        "name": "q1",
        "legend": say("检修前第一步应当做什么？", "What comes first before working on a circuit?"),
        "options": [
            {"value": "a", "key": "A", "label": say("戴上绝缘手套", "Put on insulating gloves")},
            {"value": "b", "key": "B", "label": say("断开电源", "Switch off the supply"), "checked": True},
            {"value": "c", "key": "C", "label": say("悬挂警示牌", "Hang up a warning sign")},
        ],
    }


def _marked() -> list[dict[str, Any]]:
    first, second, third = _question()["options"]
    why = say("先断电，再验电、放电、挂牌。", "Off first; then test, discharge and tag.")
    return [
        {**first, "verdict": "wrong", "checked": True},
        {**second, "verdict": "right", "feedback": why},
        third,
    ]


def _learning() -> Samples:
    return {
        "progress_bar": [
            {
                "id": "p1",
                "label": say("学时", "Hours"),
                "value": 48,
                "max": 120,
                "text": say("48 / 120 学时", "48 of 120 hours"),
            },
            {
                "id": "p2",
                "label": say("课程", "Lessons"),
                "value": 40,
                "max": 40,
                "text": say("全部完成", "All done"),
            },
        ],
    }


def _exam() -> Samples:
    numbers = range(1, 25)
    return {
        "timer": [{"text": "58:30"}, {"text": "04:59", "state": "soon"}, {"text": "00:00", "state": "over"}],
        "save_state": [{"state": "server", "time": "10:42"}, {"state": "local"}, {"state": "unsaved"}],
        "question_nav": [
            {
                "items": [
                    {
                        "number": n,
                        "href": f"#q{n}",
                        "answered": n < 9,
                        "flagged": n in (3, 12),
                        "current": n == 9,
                    }
                    for n in numbers
                ]
            }
        ],
    }


def _frame() -> Samples:
    return {
        "brand": [{}],
        "who": [{"current_user_name": say("示例·学员", "Shili Xueyuan")}],
        "language_switch": [{}],
        "reading_settings": [{}],
        "sign_out": [{}],
        "idle_warning": [{"idle_seconds": 3600, "idle_warn_seconds": 45}],
        "demo_banner": [{"demonstration": True}],
        "site_footer": [{}],
    }
