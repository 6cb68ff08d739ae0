"""Words that no page, document or lesson may hold: they would tell where or why somebody learnt (invariant I3)."""

import re
import unicodedata

CHINESE = (
    "强制|戒毒|戒治|戒断|强戒|吸毒|毒品|毒瘾|涉毒|禁毒|贩毒|康复|收容|劳教|矫治|矫正|"
    "监狱|看守所|拘留|服刑|犯人|罪犯|刑满|释放|隔离所|回归社会|"
    "(?<!总)监区(?!域)|监舍|(?<!总)监室|号舍|少管所|少年管教|未管所|未成年犯|劳改(?!路)|狱警|狱政|出狱|入狱|"
    "刑释|刑期|假释|缓刑|减刑|拘役|羁押|在押(?!金)|收监|帮教|"
    "囚|劳动改造|思想改造|劳动教养|管教所|监管(?:场所|区|支队)|[大高]墙[内里之]|"
    "強制|毒癮|監獄|勞教|矯治|矯正|釋放|隔離所"
)
ENGLISH = (
    "rehabilitation|rehab|detox|detoxification|drugs?|narcotics?|addicts?|addiction|prisons?|prisoners?|jails?|"
    "penitentiar(?:y|ies)|penal|cell ?blocks?|warders?|"
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
