"""How the registers of a term are kept: by taps, over HTTP as the page sends them, without network, beside somebody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.journeys.desk import Desk
from tests.journeys.term import CODE, MINUTES, PEOPLE, THURSDAY, TUESDAY, Mark, Term, at
from tests.support.browser import LANGUAGES, keep_picture

LOCK = "from lms.delivery.tasks import lock_registers; lock_registers.delay()"


def mark_of(name: str, names: list[str], number: int) -> Mark:
    """Return what is seen of somebody so many days after the term began: most are there."""
    spread = (names.index(name) * 5 + number * 3) % 17
    return {
        0: Mark("absent"),
        5: Mark("excused", excuse="medical"),
        9: Mark(late=10),
        13: Mark(early=15),
    }.get(spread, Mark())


def teach(teacher: Desk, term: Term, week: int, names: list[str]) -> None:
    """Keep and sign the registers of a week, after its last session."""
    teacher.platform.clock.put(at(term.day(week, THURSDAY), 21))
    teacher.sign_in()
    for weekday in (TUESDAY, THURSDAY):
        if (week, weekday) != (4, TUESDAY):
            send_register(teacher.page, term, term.day(week, weekday), names)


def send_register(page: Page, term: Term, day: date, names: list[str]) -> None:
    """Send a register as its page does without script: every mark, and the signature."""
    address = address_of(page, day)
    register = page.request.get(address).text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', register)[1]
    people = re.findall(r'data-person="(\w+)">\s*<legend>(\S+?)[ <]', register)
    assert {name for _key, name in people} == term.there(day)
    sent = {"csrfmiddlewaretoken": token, "sign": "1", "delivered_minutes": str(MINUTES)}
    for key, name in people:
        mark = term.said[day][name] = mark_of(name, names, (day - term.monday).days)
        sent |= {f"{key}-state": mark.state, f"{key}-based_on": "0", f"{key}-excuse": mark.excuse}
        sent |= {f"{key}-late": str(mark.late), f"{key}-left_early": str(mark.early)}
    answer = page.request.post(address, form=sent, headers={"Referer": page.url})
    assert "考勤表已签名" in answer.text(), answer.text()


def address_of(page: Page, day: date) -> str:
    """Return the address of the day's register, as the list of the day has it."""
    listed = page.request.get(f"/authoring/teaching/?day={day}").text()
    found = re.search(rf'href="([^"]+)">考勤表<span class="w-sr-only"> {CODE}', listed)
    assert found, listed
    return found[1]


def fieldset(page: Page, name: str) -> Locator:
    """Return what the register's page shows of somebody."""
    return page.locator("fieldset[data-person]", has_text=name)


def tap(page: Page, name: str, words: str) -> None:
    """Tap what is seen of somebody."""
    fieldset(page, name).locator("label", has_text=words).first.click()


def where(page: Page) -> Locator:
    """Return where the page says that the marks are."""
    return page.locator("[data-register-state]")


def come_to_register(teacher: Desk) -> None:
    """Come to the register of today's session from the menu."""
    teacher.page.goto("/authoring/")
    teacher.page.get_by_role("link", name="我的课").click()
    teacher.go(re.compile(f"考勤表 {CODE}"))


def open_register(teacher: Desk) -> None:
    """Come to a register in which people are still to be marked."""
    come_to_register(teacher)
    expect(where(teacher.page)).to_contain_text("人没有登记，已登记的都已存到服务器。")


def sign_in_here(desk: Desk) -> None:
    """Sign in on the page to which another one led; it leads back."""
    desk.page.fill("#id_login", desk.who["username"])
    desk.page.fill("#id_password", desk.who["secret"])
    desk.page.press("#id_password", "Enter")
    desk.page.wait_for_url("**/authoring/teaching/**")


def sign_at_the_end(teacher: Desk, day: date) -> None:
    """Come back when the class is over, and sign its register."""
    teacher.platform.clock.put(at(day, 19, 30))
    teacher.sign_in()
    come_to_register(teacher)
    sign(teacher)


def sign(teacher: Desk) -> None:
    """Sign the register."""
    teacher.press("保存并签名")
    teacher.told("考勤表已签名")


def teach_by_taps(teacher: Desk, term: Term, names: list[str]) -> None:
    """Keep the first register during the session; the second one is sent afterwards."""
    day, page = term.day(1, TUESDAY), teacher.page
    teacher.platform.clock.put(at(day, 18, 5))
    teacher.sign_in()
    open_register(teacher)
    tap(page, names[0], "无故缺勤")
    tap(page, names[1], "实到")
    fieldset(page, names[1]).locator("summary").click()
    fieldset(page, names[1]).get_by_label("迟到（分钟）").fill("20")
    page.keyboard.press("Tab")
    teacher.press("其余人员都到")
    expect(page.locator("[data-missing]")).to_have_text("所有人都已登记。")
    expect(where(page)).to_have_text("全部考勤已存到服务器。")
    teacher.looked_at("6-register")
    sign_at_the_end(teacher, day)
    term.said[day] = {**dict.fromkeys(names, Mark()), names[0]: Mark("absent"), names[1]: Mark(late=20)}
    teacher.platform.clock.put(at(term.day(1, THURSDAY), 21))
    teacher.sign_in()
    send_register(page, term, term.day(1, THURSDAY), names)


def teach_without_network(teacher: Desk, term: Term, names: list[str]) -> None:
    """Keep a register while the network is gone for the whole session; it is sent after the break."""
    day, page = term.day(2, TUESDAY), teacher.page
    teacher.platform.clock.put(at(day, 18, 0))
    teacher.sign_in()
    open_register(teacher)
    page.context.set_offline(True)
    tap(page, names[2], "无故缺勤")
    teacher.press("其余人员都到")
    expect(where(page)).to_contain_text(f"本机暂存{PEOPLE}人")
    teacher.press("保存并签名")
    expect(where(page)).to_contain_text("网络恢复后再签名")
    keep_picture(page, "zh-term-7-offline")
    teacher.platform.clock.put(at(day, 19, 40))
    page.context.set_offline(False)
    expect(where(page)).to_contain_text("您已退出登录")
    keep_picture(page, "zh-term-8-signed-out")
    teacher.go("登录后接着登记")
    sign_in_here(teacher)
    expect(where(page)).to_have_text("全部考勤已存到服务器。")
    expect(fieldset(page, names[2]).locator("[value=absent]")).to_be_checked()
    sign(teacher)
    term.said[day] = {**dict.fromkeys(names, Mark()), names[2]: Mark("absent")}


def see_the_lock(teacher: Desk, term: Term) -> None:
    """Three days after its signature a register is locked; one that was signed later is not."""
    teacher.platform.clock.put(at(term.day(2, THURSDAY), 21))
    teacher.sign_in()
    lock(teacher, term.day(1, TUESDAY))
    teacher.looked_at("9-locked")
    teacher.page.goto(address_of(teacher.page, term.day(2, TUESDAY)))
    teacher.told("锁定前还可以修改")


def lock(teacher: Desk, day: date) -> None:
    """Let the worker do what it does each hour, and wait until the day's register is locked."""
    teacher.platform.manage("shell", "-v", "0", "-c", LOCK)
    if not signed_in(teacher):
        teacher.sign_in()
    teacher.page.goto(address_of(teacher.page, day))
    locked = teacher.main().get_by_text("考勤表已锁定")
    for _try in range(60):
        if locked.count():
            return
        teacher.page.wait_for_timeout(500)
        teacher.page.reload()
    raise AssertionError(f"not locked: {day}\n{teacher.platform.log('worker')[-2000:]}")


def signed_in(desk: Desk) -> bool:
    """Return whether the page of this desk is still somebody's."""
    return "/login" not in desk.page.request.get("/authoring/teaching/").url


def teach_beside_somebody(
    teacher: Desk, term: Term, names: list[str], open_page: Callable[..., Page]
) -> None:
    """The tablet is without network while the same register is kept at the computer: both are shown, one decides."""
    send_register(teacher.page, term, term.day(2, THURSDAY), names)
    day, page = term.day(3, TUESDAY), teacher.page
    teacher.platform.clock.put(at(day, 18, 10))
    teacher.sign_in()
    open_register(teacher)
    page.context.set_offline(True)
    tap(page, names[5], "无故缺勤")
    computer = Desk(
        teacher.platform, open_page(base_url=teacher.platform.base_url, language=LANGUAGES[0]), "instructor"
    )
    computer.sign_in()
    open_register(computer)
    tap(computer.page, names[5], "实到")
    expect(where(computer.page)).to_contain_text("人没有登记，已登记的都已存到服务器。")
    page.context.set_offline(False)
    told = fieldset(page, names[5]).locator("[data-told]")
    expect(told).to_contain_text("实到")
    expect(told).to_contain_text("无故缺勤")
    teacher.looked_at("10-conflict")
    told.locator("[data-decide=mine]").click()
    teacher.press("其余人员都到")
    expect(page.locator("[data-missing]")).to_have_text("所有人都已登记。")
    expect(where(page)).to_have_text("全部考勤已存到服务器。")
    sign_at_the_end(teacher, day)
    term.said[day] = {**dict.fromkeys(names, Mark()), names[5]: Mark("absent")}
    teacher.platform.clock.put(at(term.day(3, THURSDAY), 21))
    teacher.sign_in()
    send_register(page, term, term.day(3, THURSDAY), names)
