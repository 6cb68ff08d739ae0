"""The rule list: what is looked for in the words of an opening, in two languages, and which law it touches. Data only.

A flag decides nothing: an officer reads the sentence. What the work itself may ask for stays unflagged where that can
be told from the words (a health certificate for food, no fear of heights on a pole).
"""

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """What a flagged word may be against."""

    DEPOSIT = "deposit"  # Labour Contract Law 9; Employment Promotion Law 41
    HELD_PAPERS = "held_papers"  # Labour Contract Law 9
    SEX = "sex"  # Employment Promotion Law 27; Law on Women's Rights 43
    AGE = "age"  # Employment Promotion Law 26
    ORIGIN = "origin"  # Employment Promotion Law 26, 28, 31
    HEALTH = "health"  # Employment Promotion Law 29, 30
    MARRIAGE = "marriage"  # Employment Promotion Law 27; Law on Women's Rights 43
    RECORD = "record"  # Labour Contract Law 8


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing that is looked for; not where `unless_before` ends what stands before it, or `unless_after` follows.

    Chinese is looked for in the words without any space.
    """

    ground: Ground
    language: str
    pattern: str
    unless_before: str = ""
    unless_after: str = ""


# Within one part of a sentence.
NEAR = r"[^，。；！？、：,.;!?:\n]"
NEAR_EN = r"[^.;!?:,\n]"
OTHERS = r"(?:客户|顾客|租客|宾客)"  # whose money the work is about
NOT_BEFORE = rf"(?:不|无|免|没有|未|禁止|严禁|{OTHERS})(?:{NEAR}|、){{0,10}}"
NOT_ASKED = r"(?:不要求|不需要?|无需|不查|不问|不看)(?:提供|出具|提交)?"
NONE_AFTER = rf"[：:]?(?:{NEAR}{{0,6}}(?:不限|均可|皆可|都可|不要求|没有要求)|无$|无[，。；])"
NOT_BEFORE_EN = (
    r"\b(?:no|not|never|without|zero|free of|from (?:guests|customers|clients))\b(?:[^.;!?\n]){0,24}"
)
REGARDLESS = r"\b(?:regardless of|irrespective of|whatever(?: the| your)?)\s+(?:\w+\s+(?:and|or|,)\s+)*"
ANY_AFTER = rf"{NEAR}{{0,8}}(?:不限|均可|皆可|都可)"
CARED_FOR = r"(?:的)?(?:儿童|孩子|幼儿|小孩|老人|长者|学员|学生|顾客|客人)"
RECORDS = r"(?:前科|案底|劣迹|违法|犯罪|刑事|治安|处罚|不良记录)"
# What stands before “people” in a sentence that is about something else than where they come from.
NO_ORIGIN = r"(?<![的了过刑毒牢罪狱放教正疾残])"
# Who was in custody, or is or was treated, and where that was.
HELD = (
    r"(?:刑满释放|刑满|刑释|劳改|劳教|两劳|服刑|在押|在逃|戒毒|强戒|吸毒|涉毒|解戒|解教|社区矫正|社矫|假释|缓刑|"
    r"坐牢|坐监|蹲监狱?|蹲牢|蹲大牢|入狱|出狱|出监|收监|拘留|羁押|判刑|犯罪)"
)
HELD_AT = r"(?:监狱?|大牢|牢房?|狱|号子|局子|看守所|拘留所|戒毒所|劳教所|劳改队)"
PEOPLE = r"(?:人员|人士|分子|对象|犯人?|者|人)"
REFUSED = (
    r"(?:勿扰|勿投|勿来|勿试|免谈|免投|谢绝|绕行|绕道|别来|不招|不要(?!求)|不收|不录|不用(?!担)|不考虑|不接受|不接收|"
    r"不予(?:录用|录取|考虑|聘用)|一律不)"
)
REFUSES = r"(?:不招|不要(?!求)|不收|不录用|不录取|不考虑|不接受|不接收|谢绝|拒绝|拒收|拒招|杜绝|严禁|禁止)"
NOT_AGAINST = r"(?:不(?:歧视|排斥|拒绝|限制)|服务|帮助|关爱|安置)"
PAPERS = r"(?:身份证|证件|毕业证|学历证|户口本|驾驶证|驾照|银行卡|证书原件)"
FEES = r"(?:押金|保证金|抵押金|风险金|服装费|工装费|培训费|体检费|报名费|中介费|介绍费|资料费|建档费)"
PAID = r"(?:收取|缴纳|交纳|缴存|预付|预交|先交|先付|须交|需交|要交|应交|自交|交|缴|扣除|预扣|扣)"


def _zh(ground: Ground, pattern: str, *, unless_before: str = "", unless_after: str = NONE_AFTER) -> Phrase:
    return Phrase(ground, "zh", pattern, unless_before, unless_after)


def _en(ground: Ground, pattern: str, *, unless_before: str = "", unless_after: str = "") -> Phrase:
    return Phrase(ground, "en", pattern, unless_before, unless_after)


CHINESE = (
    _zh(Ground.DEPOSIT, rf"{PAID}(?!{NEAR}{{0,4}}{OTHERS}){NEAR}{{0,6}}{FEES}", unless_before=NOT_BEFORE),
    _zh(Ground.DEPOSIT, r"(?:入职|上岗|宿舍|住宿|工装|工服)押金|押金", unless_before=NOT_BEFORE),
    _zh(Ground.DEPOSIT, rf"{FEES}{NEAR}{{0,3}}(?:自理|自费|自付|自备|元)", unless_before=NOT_BEFORE),
    _zh(
        Ground.DEPOSIT,
        r"(?:押|压)(?:半个?月|一个?月|1个月|两个?月)?(?:的)?(?:工资|薪)",
        unless_before=NOT_BEFORE,
    ),
    _zh(
        Ground.HELD_PAPERS,
        rf"(?:扣押|扣留|收押|代管|代为保管|统一保管|保管|抵押|质押|上交|交出|暂扣|收走){NEAR}{{0,4}}{PAPERS}",
        unless_before=NOT_BEFORE,
        unless_after=r"复印件",
    ),
    _zh(
        Ground.HELD_PAPERS,
        rf"{PAPERS}(?:原件)?(?:等)?(?:须|需|要|应|由|一律|先){{0,2}}(?:公司|单位|店里|我们)?"
        r"(?:统一)?(?:保管|代管|扣押|扣留|抵押|押在|押给|上交|交公司|交单位)",
        unless_before=NOT_BEFORE,
    ),
    _zh(
        Ground.HELD_PAPERS,
        rf"(?<!代)(?:扣|押|压|没收)(?:下|住)?(?:员工|本人|您|你)?的?{PAPERS}",
        unless_before=NOT_BEFORE,
        unless_after=r"复印件",
    ),
    _zh(Ground.SEX, r"(?:仅限|只限|只招|仅招|只要|限招|限)(?:男|女)(?!女|装|科)(?:性|士|生|工)?"),
    _zh(Ground.SEX, r"(?:不招|不要|不收|谢绝)(?:男|女)(?!装|科)(?:性|士|生|工)?"),
    _zh(Ground.SEX, r"(?<!男)(?:男|女)(?:性|士|生|工)?(?:者)?优先"),
    _zh(Ground.SEX, r"性别[：:为]?(?:男|女)(?![女、/或])"),
    _zh(Ground.SEX, r"招聘?(?:男|女)(?:工|性|士|生|员工|服务员|学徒)", unless_after=r"装"),
    _zh(
        Ground.AGE,
        r"[1-6]\d(?:周?岁)?(?:-|—|–|~|～|至|到)[1-7]\d周?岁",
        unless_after=CARED_FOR,
    ),
    _zh(Ground.AGE, r"[2-7]\d周?岁(?:以下|以内|以上|之间)", unless_after=CARED_FOR),
    _zh(Ground.AGE, r"(?:不超过|不大于|小于|未满|低于|不满)[2-7]\d周?岁", unless_after=CARED_FOR),
    _zh(Ground.AGE, r"(?:限|只招|仅招|要求)?(?:7|8|9|0)[05]后(?:优先)?(?!来|续|勤|厨|台)"),
    _zh(
        Ground.ORIGIN,
        r"(?:仅限|只限|只招|仅招|只要|限)(?:本地|本市|本省|本县|本村|城镇|汉族)(?:户口|户籍|人员|人)?",
    ),
    _zh(
        Ground.ORIGIN,
        r"(?:(?:本地|本市|本省|本县|城镇)(?:户口|户籍|人)|汉族(?:人|人员)?)(?:者)?(?:优先|为先|为佳)",
    ),
    _zh(
        Ground.ORIGIN,
        rf"(?:不招|不要|不收|谢绝|拒绝)(?:{NEAR}|、){{0,6}}(?:外地|外省|少数民族|农村|[\u4e00-\u9fff]{{1,3}}族|[\u4e00-\u9fff]{{2,3}}{NO_ORIGIN}省?籍?人(?!员))",
    ),
    _zh(Ground.ORIGIN, r"(?:外地|外省)(?:人|人员|户口|户籍)?(?:勿扰|勿投|免谈|不招|不要)"),
    _zh(Ground.ORIGIN, r"民族[：:为]?汉"),
    _zh(Ground.HEALTH, r"乙肝|两对半|HBV|HIV|艾滋", unless_before=r"不(?:查|检|检查|检测)"),
    _zh(
        Ground.HEALTH,
        rf"(?:无|没有|未患|不得有|不得患){NEAR}{{0,5}}(?:病史|传染病|慢性病|残疾|疾病)",
        unless_before=rf"妨碍{NEAR}{{0,10}}",
    ),
    _zh(Ground.HEALTH, r"身体健康|体健貌端", unless_after=r"(?:检查|体检|证明|权)"),
    _zh(Ground.HEALTH, r"(?:残疾人?|残障人?|病残)(?:者)?(?:勿扰|勿投|免谈|不招|不要)"),
    _zh(Ground.HEALTH, rf"(?:不招|不要|不收|谢绝){NEAR}{{0,4}}(?:残疾|残障|病史|带病)"),
    _zh(
        Ground.MARRIAGE,
        r"(?:已婚已育|未婚未育|已婚|未婚|已育|未育)",
        unless_after=ANY_AFTER,
    ),
    _zh(Ground.MARRIAGE, r"单身(?:女|男|者|人士)?(?:优先|为佳)"),
    _zh(
        Ground.MARRIAGE,
        rf"(?:不得|不准|不许|不能|禁止|年内不|年内不得|暂不|无){NEAR}{{0,3}}(?:结婚|怀孕|生育|生孩子|恋爱)(?:计划|打算)?",
    ),
    _zh(Ground.MARRIAGE, r"(?:孕妇|怀孕者?|哺乳期)(?:勿扰|勿投|免谈|不招|不要|辞退|自动离职)"),
    _zh(
        Ground.RECORD,
        rf"(?:无|没有|未有|不得有){NEAR}{{0,8}}{RECORDS}(?:记录)?",
        unless_before=NOT_ASKED,
    ),
    _zh(Ground.RECORD, r"犯罪记录|前科|案底|政审|涉毒|吸毒", unless_before=rf"(?:{NOT_ASKED}无?|预防|防范)"),
    _zh(Ground.RECORD, r"(?:犯过|坐过|服过|判过|吸过|戒过)(?:罪|事|案|牢|监|刑|毒)"),
    _zh(
        Ground.RECORD,
        rf"{HELD}(?:释放|解除|期满|出所|康复|过)?的?{PEOPLE}",
        unless_before=NOT_AGAINST,
    ),
    _zh(
        Ground.RECORD,
        rf"(?:(?<=^)|(?<=[，。；！？、：,.;!?:\n不要招收绝和与及或]))释放(?:人员|出来的)(?!{NEAR}{{0,2}}(?:压力|情绪))",
    ),
    _zh(Ground.RECORD, rf"{HELD}(?:过(?!滤|程|户)|史(?!诗)|经历|前科|背景)", unless_before=NOT_ASKED),
    _zh(Ground.RECORD, rf"(?:坐|蹲|进|住|关|入)过{HELD_AT}"),
    _zh(Ground.RECORD, rf"(?:从|在)?{HELD_AT}里?(?:出来|待过|呆过|关过|住过|坐过|蹲过)的?"),
    _zh(Ground.RECORD, rf"{HELD}{NEAR}{{0,4}}{REFUSED}"),
    _zh(Ground.RECORD, rf"{REFUSES}(?:有|曾|曾经|任何){{0,2}}(?:被)?{HELD}"),
    _zh(Ground.RECORD, r"黑历史|(?:有|曾有|历史|人生)污点"),
)

_DUE = r"(?:required|payable|due|deducted|withheld|non-refundable|(?:must|has to|is to) be paid)"
_FEES_EN = (
    r"(?:deposits?|bonds?|guarantee money|(?:training|uniform|registration|agency|placement|medical) fees?)"
)
_PAPERS_EN = (
    r"(?:ID|identity|bank)\s?(?:cards?|papers?|documents?)|passports?|original (?:certificates?|diplomas?)"
)
_PEOPLE = (
    r"(?:applicants?|candidates?|workers?|staff|employees?|cooks?|waiters?|electricians?|bakers?|operators?)"
)
_HELD_EN = r"(?:prisoners?|inmates?|convicts?|detainees?|parolees?|jailbirds?|alcoholics?)"
_HELD_AT_EN = r"(?:recovery|rehab|rehabilitation|detox|prison|jail|custody|detention|a labou?r camp)"
_ANYBODY = r"(?:people|persons?|anybody|anyone|no[ -]one|nobody|those|applicants?|candidates?|workers?)"
_REFUSED_EN = (
    r"(?:need not apply|not (?:be )?(?:wanted|accepted|welcome|considered|hired|employed)|(?:keep|stay) away)"
)
_YOUNG = r"(?:men|women|candidates|applicants)"
_LOCAL = r"(?:locals|local (?:residents|people)|natives|nationals|Han(?: Chinese)?)"
_OTHER_SEX = r"(?:men|women|males?|females?)\s*(?:and|or|/|&)\s*"

ENGLISH = (
    _en(
        Ground.DEPOSIT,
        rf"\b(?:pay|pays|paid|paying|leave|hand over|requires?)\b{NEAR_EN}{{0,25}}\b{_FEES_EN}\b",
        unless_before=NOT_BEFORE_EN,
        unless_after=r"\s+(?:from|of)\s+(?:guests|customers|clients)|\s+(?:slips?|wires?|lines?)",
    ),
    _en(Ground.DEPOSIT, rf"\b{_FEES_EN}\b{NEAR_EN}{{0,20}}\b{_DUE}\b", unless_before=NOT_BEFORE_EN),
    _en(
        Ground.HELD_PAPERS,
        rf"\b(?:keep|keeps|hold|holds|retain|retains|hand over|hand in|surrender|leave|deposit)\b{NEAR_EN}{{0,15}}"
        rf"\b(?:{_PAPERS_EN})\b",
        unless_before=NOT_BEFORE_EN,
    ),
    _en(
        Ground.HELD_PAPERS,
        rf"\b(?:{_PAPERS_EN})\s+(?:is|are|will be|must be|has to be)\s+(?:kept|held|retained|handed over|surrendered)",
        unless_before=NOT_BEFORE_EN,
    ),
    _en(
        Ground.SEX,
        r"\b(?:only|exclusively)\s+(?:men|women|males?|females?)\b(?!\s+and)",
        unless_after=r"['’]s",
    ),
    _en(
        Ground.SEX,
        r"\b(?:men|women|males?|females?)\s+(?:only|preferred|wanted)\b",
        unless_before=_OTHER_SEX,
    ),
    _en(Ground.SEX, r"\bno\s+(?:men|women|males|females)\b", unless_after=r"['’]s"),
    _en(
        Ground.SEX,
        rf"\b(?:male|female)\s+{_PEOPLE}\b",
        unless_before=_OTHER_SEX,
        unless_after=r"\s*(?:and|or|/|&)\s*(?:fe)?males?\b",
    ),
    _en(
        Ground.AGE,
        r"\bage[ds]?\s*:?\s*(?:between\s*)?[1-7]\d\s*(?:-|–|to|and)\s*[1-7]\d\b",
        unless_before=REGARDLESS,
    ),
    _en(
        Ground.AGE,
        r"\b[1-7]\d\s*(?:-|–|to)\s*[1-7]\d\s+years\s+(?:old|of age)\b",
        unless_before=r"\b(?:residents|guests|patients|people|children|pupils)\s+(?:of\s+)?",
    ),
    _en(
        Ground.AGE,
        r"\b(?:under|below|over|above|younger than|older than|not over|no older than|up to)\s+"
        r"(?:the age of\s+[2-7]\d|[2-7]\d\s+years\s+(?:old|of age))\b",
        unless_before=r"\b(?:residents|guests|patients|people|children|pupils)\s+",
    ),
    _en(
        Ground.AGE,
        rf"\bmaximum age\b|\bage limit\b|\byoung {_YOUNG}\b",
        unless_before=NOT_BEFORE_EN,
    ),
    _en(
        Ground.ORIGIN,
        rf"\b{_LOCAL}\s+(?:only|preferred)\b",
    ),
    _en(Ground.ORIGIN, rf"\bonly\s+{_LOCAL}\b"),
    _en(Ground.ORIGIN, r"\bno\s+(?:outsiders|migrants|foreigners|minorities|people from)\b"),
    _en(Ground.ORIGIN, r"\blocal (?:household registration|hukou)\b", unless_before=NOT_BEFORE_EN),
    _en(Ground.HEALTH, r"\bhepatitis(?: B)?\b|\bHIV\b|(?-i:\bAIDS\b)"),
    _en(
        Ground.HEALTH,
        r"\bno\s+(?:disabled|disabilit(?:y|ies)|(?:history of|chronic) (?:illness|disease)s?)\b",
    ),
    _en(Ground.HEALTH, r"\bfree of\s+(?:infectious|contagious|chronic)\s+diseases?\b"),
    _en(
        Ground.MARRIAGE,
        r"\b(?:un)?married\b|\bmarital status\b|\bsingle\s+(?:women|men|applicants|candidates|persons)\b",
        unless_before=REGARDLESS + r"|\b(?:single|unmarried|married)\s+(?:or|and)\s+",
        unless_after=r"\s+(?:or|and)\s+(?:single|unmarried|married)\b|\s+(?:is|are)\s+welcome",
    ),
    _en(
        Ground.MARRIAGE,
        r"\b(?:no|not|without)\s+(?:\w+\s+){0,2}(?:pregnan(?:t|cy)|children|plans to marry)\b",
    ),
    _en(
        Ground.RECORD,
        r"\b(?:felon(?:s|y|ies)?|criminals|offenders|ex-?cons?|drug\s+(?:users?|addicts?|history|abuse))\b",
        unless_before=REGARDLESS,
    ),
    _en(
        Ground.RECORD,
        r"\b(?:criminal|police|arrest)\s+(?:record|history|background|check)s?\b|\bex-?(?:convict|offender)s?\b",
        unless_before=REGARDLESS,
    ),
    _en(
        Ground.RECORD,
        rf"\b(?:ex|former|previous|past|released|recovering|reformed)[\s-]+(?:{_HELD_EN}|addicts?)\b",
        unless_before=REGARDLESS,
    ),
    _en(Ground.RECORD, rf"\bno\s+(?:\w+\s+){{0,2}}{_HELD_EN}\b", unless_after=r"['’]"),
    _en(Ground.RECORD, rf"\b{_HELD_EN}\b{NEAR_EN}{{0,20}}\b{_REFUSED_EN}\b"),
    _en(Ground.RECORD, rf"\b{_ANYBODY}\s+(?:\w+\s+){{0,4}}(?:in|from|out of|to)\s+{_HELD_AT_EN}\b"),
    _en(
        Ground.RECORD,
        r"\b(?:been|were|was|ever|got)\s+(?:arrested|jailed|imprisoned|incarcerated|detained|convicted)\b"
        r"|\bserv(?:ed|ing)\s+(?:time|a\s+(?:prison\s+)?sentence)\b",
        unless_before=REGARDLESS,
    ),
    _en(Ground.RECORD, r"\bclean record\b|\bno\s+(?:previous\s+)?convictions?\b|\bbackground check\b"),
)

PHRASES = (*CHINESE, *ENGLISH)
