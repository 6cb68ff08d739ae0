"""Tools of the demonstration: counted out to a class and back; of one lesson something is still missing."""

from contextlib import suppress
from datetime import datetime

from lms.core.enums import Role
from lms.core.errors import DomainError
from lms.delivery.api import ClassSession, Count, Counted, NewTool, Tool, add_tool, count_tools
from lms.demonstration.teaching.cast import Class
from lms.demonstration.teaching.pupils import staff

# By programme: what a class takes to its lessons, and how many the site has.
TOOLS = {"LVE": ("数字万用表", 12), "CPC5": ("面点刮板", 16)}
# By the number of the session: how many were given out, how many came back, and what was said of the rest.
TAKEN = {3: Count(8, 8), 7: Count(8, 7, "少一件，已报示范教务员，正在查找")}


def lend(row: Class, session: ClassSession, number: int, *, now: datetime) -> None:
    """Count what a session took and brought back, before its register is signed."""
    if number not in TAKEN or row.programme not in TOOLS:
        return
    name, quantity = TOOLS[row.programme]
    registrar, site = staff("registrar", Role.REGISTRAR), session.cohort.site
    tool = Tool.objects.filter(site=site, name=name).first()
    if tool is None:
        tool = add_tool(tool=NewTool(site, name, quantity), actor=registrar, now=now)
    # A visitor may have written the tools off meanwhile.
    with suppress(DomainError):
        counted = Counted(session.uuid, {tool.uuid: TAKEN[number]}, 0)
        count_tools(counted=counted, actor=staff(row.teacher, Role.INSTRUCTOR), now=now)
