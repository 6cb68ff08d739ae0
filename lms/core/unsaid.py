"""Words that no page, document or lesson may hold: they would tell where or why somebody learnt (invariant I3)."""

import re
import unicodedata

CHINESE = (
    "强制|戒毒|戒治|戒断|强戒|吸毒|毒品|毒瘾|涉毒|禁毒|贩毒|康复|收容|(?<!勤)劳教(?![育学师])|矫治|矫正|"
    "监狱|看守所|拘留|服刑|犯人|罪犯|刑满|释放|隔离所|回归社会|"
    "(?<![总安质技电])监区(?![域块])|监舍|(?<![总安质技电])监室|(?<!海关)(?<!保税)监管(?:场所|支队|区(?![域块]))|"
    "大墙[内里]的|高墙[内里]的(?=课堂|人|学员|生活)|囚|少管所|少年管教|未管所|未成年犯|(?<!主)管教所|教养院|牢房|坐牢|蹲大?牢|坐监(?!控)|判刑|押犯|"
    "(?<![勤疲])劳改(?![路变善进])|劳动改造|思想改造|劳动教养|狱警|狱政|出狱|入狱|(?:出|入|解)监(?=人员)|"
    "刑释|两劳(?=人员)|刑期|假释|缓刑|减刑|拘役|羁押|社矫|解[戒教](?=人员)|收押(?=人员)|"
    "(?<![存现])在押(?=[人学犯期罪嫌刑]|\\W|$)|(?<![验接回签营])收监(?![理控测督管])|"
    "安置帮教|帮教(?=人员|对象|中心|基地)|"
    "強制|毒癮|監獄|勞教|矯治|矯正|釋放|隔離所|(?<!總)監區(?![域塊])|監舍|獄警|出獄|入獄|假釋|緩刑|減刑|羈押"
)
ENGLISH = (
    "rehabilitation|rehab|detox|detoxification|drugs?|narcotics?|addicts?|addiction|prisons?|prisoners?|jails?|"
    "penitentiar(?:y|ies)|penal|gaols?|reformator(?:y|ies)|(?<!battery )cell[ -]?blocks?|warders?|ex-cons?|"
    "inmates?|detainees?|detention|convicts?|felons?|offenders?|ex-offender|custody|parole|reentry|sobriety|"
    "imprisonment|incarcerat(?:ed|ion)|correctional"
)
UNSAID = re.compile(rf"{CHINESE}|\b(?:{ENGLISH})\b", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])[^\w]+(?=[\u4e00-\u9fff])")


def unsaid_word(text: str) -> str:
    """Return the first such word of what somebody typed, however wide or spaced its characters are; empty for none."""
    found = UNSAID.search(_plain(text))
    return found[0] if found else ""


def unsaid_words(text: str) -> list[str]:
    """Return all such words of what somebody typed, in small letters, in their order."""
    return [found[0].lower() for found in UNSAID.finditer(_plain(text))]


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
