"""Items of QTI for tests, written in the names of version 2; `version_3` gives the same item in those of version 3."""

import io
import re
import zipfile
from collections.abc import Mapping

from lms.exams.interchange.drafts import Language
from lms.exams.interchange.qti import read

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
MATCH_CORRECT = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
)
MAP_RESPONSE = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
)
MAP_POINT = '<responseProcessing template="/templates/RPTEMPLATES/map_response_point.xml"/>'
_HTML = {
    "p",
    "div",
    "span",
    "img",
    "object",
    "br",
    "b",
    "i",
    "table",
    "tr",
    "td",
    "math",
    "mi",
    "mn",
    "mfrac",
    "include",
}
_HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])")


def item(
    body: str, *declarations: str, processing: str = MATCH_CORRECT, attributes: str = "", score: str = ""
) -> bytes:
    """Return an item of version 2.1."""
    outcome = score or '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    head = f'identifier="i1" title="T" adaptive="false" timeDependent="false" {attributes}'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{NAMESPACE}" {head}>'
        f"{''.join(declarations)}{outcome}<itemBody>{body}</itemBody>{processing}</assessmentItem>"
    ).encode()


def response(
    *values: str,
    name: str = "RESPONSE",
    cardinality: str = "single",
    base: str = "identifier",
    more: str = "",
) -> str:
    """Return a response declaration with its right values."""
    right = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{right}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{more}</responseDeclaration>"
    )


def mapping(entries: Mapping[str, object], attributes: str = 'defaultValue="0"') -> str:
    """Return a mapping."""
    lines = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in entries.items())
    return f"<mapping {attributes}>{lines}</mapping>"


def choice(
    *texts: str, most: int = 1, shuffle: str = "true", name: str = "RESPONSE", prompt: str = "Which one?"
) -> str:
    """Return a choice of texts that are called A, B, C, ..."""
    options = "".join(
        f'<simpleChoice identifier="{letter}">{text}</simpleChoice>'
        for letter, text in zip("ABCDEFGHIJKLMNOP", texts, strict=False)
    )
    return (
        f'<choiceInteraction responseIdentifier="{name}" shuffle="{shuffle}" maxChoices="{most}">'
        f"<prompt>{prompt}</prompt>{options}</choiceInteraction>"
    )


def rules(*inner: str) -> str:
    """Return response processing that is spelled out."""
    return f"<responseProcessing>{''.join(inner)}</responseProcessing>"


def when(condition: str, *then: str, otherwise: str = "") -> str:
    """Return a condition of response processing."""
    last = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{condition}{''.join(then)}</responseIf>{last}</responseCondition>"


def sets(value: str, outcome: str = "SCORE") -> str:
    """Return the setting of an outcome: to a number, or to an expression."""
    inner = value if value.startswith("<") else f'<baseValue baseType="float">{value}</baseValue>'
    return f'<setOutcomeValue identifier="{outcome}">{inner}</setOutcomeValue>'


def is_right(name: str = "RESPONSE") -> str:
    """Return the comparison of a response with its right value."""
    return f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>'


def plus(name: str, value: str) -> str:
    """Return the sum of an outcome and a number."""
    return f'<sum><variable identifier="{name}"/><baseValue baseType="float">{value}</baseValue></sum>'


def version_3(data: bytes) -> bytes:
    """Return an item of version 2 in the names of version 3."""
    text = data.decode().replace(NAMESPACE, "http://www.imsglobal.org/xsd/imsqtiasi_v3p0")
    return re.sub(r"<[^>?!]+>", _tag_of_version_3, text).encode()


def _tag_of_version_3(found: re.Match[str]) -> str:
    sign, name, rest = re.fullmatch(r"<(/?)([\w:]+)(.*)>", found[0], re.DOTALL).groups()
    if name not in _HTML:
        name = "qti-" + _HUMP.sub("-", name).lower()
        rest = re.sub(r"(?<=\s)[a-zA-Z]+(?==)", lambda one: _HUMP.sub("-", one[0]).lower(), rest)
    return f"<{sign}{name}{rest}>"


def package(
    files: Mapping[str, bytes], *, resources: str | None = None, manifest: str = "imsmanifest.xml"
) -> bytes:
    """Return a package; without resources every XML file is listed as an item."""
    if resources is None:
        resources = "".join(
            f'<resource identifier="r{number}" type="imsqti_item_xmlv2p1" href="{path}">'
            f'<file href="{path}"/></resource>'
            for number, path in enumerate(files)
            if path.endswith(".xml")
        )
    listed = f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{resources}</resources></manifest>'
    return zipped({manifest: listed.encode(), **files} if manifest else files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return target.getvalue()


def read_both(data: bytes):
    """Return the entry of an item, which is the same in both versions' names."""
    entries = [read(one, language=Language.EN).entries[0] for one in (data, version_3(data))]
    assert entries[0].item == entries[1].item
    assert [remark.code for remark in entries[0].remarks] == [remark.code for remark in entries[1].remarks]
    return entries[0]


def read_item(data: bytes):
    """Return what an item becomes."""
    draft = read_both(data).item
    assert draft is not None
    return draft
