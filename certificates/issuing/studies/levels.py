"""Skill levels as certificates write them, in both languages, whoever's screen is being served."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.catalog.api import Programme

LEVELS = {
    5: ("五级／初级工", "Level 5, junior skilled worker"),
    4: ("四级／中级工", "Level 4, intermediate skilled worker"),
    3: ("三级／高级工", "Level 3, senior skilled worker"),
    2: ("二级／技师", "Level 2, technician"),
    1: ("一级／高级技师", "Level 1, senior technician"),
}

LONGEST_ZH, LONGEST_EN = 150, 250  # of titles in public records


def title_of_level(programme: "Programme") -> tuple[str, str]:
    """Return what a skill-level certificate is for: the occupation with the level; else the programme's words."""
    occupation, level = programme.occupation, LEVELS.get(programme.level or 0)
    if occupation is None or level is None:
        return programme.title_zh, programme.title_en
    chinese = f"{occupation.title_zh}（{level[0]}）"
    english = f"{occupation.title_en} ({level[1]})" if occupation.title_en else ""
    if len(chinese) > LONGEST_ZH or len(english) > LONGEST_EN:
        return programme.title_zh, programme.title_en
    return chinese, english
