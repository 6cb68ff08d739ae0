"""One sample of each block that shows what was written, or what a bank holds: no bank is asked for it."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.templatetags.static import static

from courses.pages.blocks.samples import say
from lms.exams.api import ItemKind, ShownRubric

# No row of a bank has this code: block templates then get the samples below.
SAMPLE = "SAMPLE"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A picture that nobody stored."""

    file: Any
    width: int = 240
    height: int = 160


def heading_sample() -> str:
    """Return the heading of a part."""
    return say("断电的五步", "Five steps to switch off")


def text_sample() -> str:
    """Return a paragraph and a list."""
    return say(
        "<p>先<b>断电</b>，再<b>验电</b>。手还没有碰到电线，先想三件事：</p><ul><li>断了没有？</li><li>验了没有？</li></ul>",
        "<p>First <b>switch off</b>, then <b>prove it dead</b>. Before the hand touches a wire:</p>"
        "<ul><li>Is it off?</li><li>Is it proved?</li></ul>",
    )


def drawing_sample() -> dict[str, Any]:
    """Return a drawing of the platform's own."""
    return {
        "image": _Drawing(SimpleNamespace(url=static("img/empty.svg"))),
        "alt": say("一个木盒里放着一张纸。", "A sheet of paper in a wooden box."),
        "caption": say("图片下面的一句话", "A sentence below the picture"),
    }


def hazard_sample() -> dict[str, Any]:
    """Return a danger to life."""
    return {
        "level": "danger",
        "title": say("不要带电接线", "Never connect live wires"),
        "body": say("先断电，挂牌，验电，再动手。", "Switch off, hang the board, prove dead; then begin."),
    }


def steps_sample() -> dict[str, Any]:
    """Return a short procedure with a warning, tools and time."""
    return {
        "title": say("烧水上笼", "Boil water and steam"),
        "minutes": 15,
        "warning": say(
            "蒸汽会烫伤，揭盖时脸要躲开。", "Steam scalds: keep your face away when you lift the lid."
        ),
        "tools": [say("蒸笼", "steamer"), say("隔热手套", "oven gloves")],
        "steps": [
            {"text": say("锅里加水，烧开。", "Boil water in the pot."), "warning": ""},
            {
                "text": say("放上蒸笼，盖好。", "Put the steamer on and cover it."),
                "warning": say("手套要戴好。", "Wear the gloves."),
            },
        ],
    }


def compare_sample() -> dict[str, Any]:
    """Return the right and the wrong way of one thing."""
    return {
        "right": say("用干燥的木棒把电线挑开。", "Push the wire away with a dry wooden stick."),
        "wrong": say("用手去拉触电的人。", "Pull the person away by hand."),
    }


def table_sample() -> dict[str, Any]:
    """Return a table of two rows."""
    return {
        "caption": say("水温和面团", "Water and dough"),
        "header": [say("面团", "Dough"), say("水温", "Water")],
        "rows": [
            [say("冷水面团", "Cold-water dough"), "30 ℃"],
            [say("热水面团", "Hot-water dough"), "80 ℃"],
        ],
    }


def vocabulary_sample() -> dict[str, Any]:
    """Return one term with its pinyin."""
    meaning = say("确认电路里没有电。", "Make sure that there is no voltage.")
    return {"entries": [{"term": "验电", "pinyin": "yàn diàn", "english": "prove dead", "meaning": meaning}]}


def practice_sample() -> dict[str, Any]:
    """Return a question with two answers, as a preview shows it."""
    item = SimpleNamespace(
        code=SAMPLE,
        kind=ItemKind.TRUE_FALSE,
        pieces=[
            SimpleNamespace(
                kind="text", words=say("断电以后还要验电。", "After switching off, prove it dead.")
            )
        ],
        options=[
            SimpleNamespace(value=value, label=label, pieces=())
            for value, label in (("true", say("正确", "True")), ("false", say("错误", "False")))
        ],
        chosen=(),
    )
    return {"practice": {SAMPLE: item}, "is_preview": True}


def task_sample() -> ShownRubric:
    """Return a practical task with two criteria and what fails it."""
    return ShownRubric(
        code=SAMPLE,
        title=say("停电作业", "Work on a dead circuit"),
        subject="",
        instruction=say("按顺序做好五步。", "Do the five steps in order."),
        minutes=15,
        pass_percent=80,
        tools=(say("验电笔", "voltage tester"),),
        criteria=(
            (say("先断电，再验电", "Switches off, then proves dead"), 60),
            (say("挂好标示牌", "Hangs up the board"), 40),
        ),
        veto=(say("带电作业", "Works live"),),
    )


def examination_sample() -> Any:
    """Return an examination to practise for."""
    title = say("理论考试", "Theory examination")
    return SimpleNamespace(code=SAMPLE, title=title, duration_minutes=90, pass_percent=60)
