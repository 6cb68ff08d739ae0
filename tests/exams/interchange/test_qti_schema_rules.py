"""What is written as QTI 3.0 keeps the order of elements and the attributes that its schema asks for.

The rules are written down here from the information model of the specification, for the elements that we write.
"""

import io
import re
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lms.exams.interchange.qti import write_package
from tests.exams.interchange.test_qti_round_trip import ITEMS

ITEM = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
PACKAGE = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
NAME = re.compile(r"[A-Za-z_][\w.-]*")
# Children in their order, as an expression over their names.
ORDERS = {
    "assessment-item": r"(response-declaration )*(outcome-declaration )*item-body (response-processing )?"
    r"(modal-feedback )*",
    "response-declaration": r"(correct-response )?(mapping )?",
    "outcome-declaration": r"(default-value )?",
    "correct-response": r"(value )+",
    "default-value": r"(value )+",
    "mapping": r"(map-entry )+",
    "choice-interaction": r"(prompt )?(simple-choice )+",
    "order-interaction": r"(prompt )?(simple-choice )+",
    "match-interaction": r"(prompt )?simple-match-set simple-match-set ",
    "simple-match-set": r"(simple-associable-choice )*",
    "inline-choice-interaction": r"(inline-choice )+",
    "hotspot-interaction": r"(prompt )?img (hotspot-choice )+",
    "extended-text-interaction": r"(prompt )?",
    "text-entry-interaction": "",
    "modal-feedback": "content-body ",
    "response-condition": r"response-if (response-else-if )*(response-else )?",
    "set-outcome-value": r"[a-z-]+ ",
    "match": r"[a-z-]+ [a-z-]+ ",
    "equal": r"[a-z-]+ [a-z-]+ ",
    "divide": r"[a-z-]+ [a-z-]+ ",
}
NEEDED = {
    "assessment-item": ("identifier", "title", "time-dependent"),
    "response-declaration": ("identifier", "cardinality", "base-type"),
    "outcome-declaration": ("identifier", "cardinality", "base-type"),
    "map-entry": ("map-key", "mapped-value"),
    "simple-choice": ("identifier",),
    "simple-associable-choice": ("identifier", "match-max"),
    "inline-choice": ("identifier",),
    "hotspot-choice": ("identifier", "shape", "coords"),
    "modal-feedback": ("outcome-identifier", "identifier", "show-hide"),
    "base-value": ("base-type",),
    "set-outcome-value": ("identifier",),
    "equal": ("tolerance-mode",),
    "index": ("n",),
    "img": ("src", "alt"),
}
OF_LOM = ("general", "lifeCycle", "metaMetadata", "technical", "educational", "rights", "relation")
OF_LOM = (*OF_LOM, "annotation", "classification")


def name_of(element) -> str:
    return etree.QName(element).localname.removeprefix("qti-")


def check_item(root) -> None:
    assert root.tag == f"{ITEM}qti-assessment-item"
    declared = [one.get("identifier") for one in root if name_of(one).endswith("-declaration")]
    assert len(set(declared)) == len(declared)
    asked = []
    for one in root.iter():
        name, children = name_of(one), "".join(f"{name_of(child)} " for child in one)
        assert re.fullmatch(ORDERS.get(name, ".*"), children), (name, children)
        for attribute in NEEDED.get(name, ()) or (
            ("response-identifier",) if name.endswith("-interaction") else ()
        ):
            assert one.get(attribute) is not None, (name, attribute)
        if name.endswith("-interaction"):
            assert one.get("response-identifier") in declared
            asked.append(one.get("response-identifier"))
        if name in ("variable", "correct", "map-response", "set-outcome-value"):
            assert one.get("identifier") in declared
        if one.get("identifier") is not None:
            assert NAME.fullmatch(one.get("identifier"))
        inside = [child.get("identifier") for child in one if name_of(child).endswith("-choice")]
        assert len(set(inside)) == len(inside)
    assert asked
    assert len(set(asked)) == len(asked), "each response is asked for once"


def check_manifest(root, paths: set[str]) -> None:
    assert root.tag == f"{PACKAGE}manifest"
    assert [name_of(one) for one in root] == ["metadata", "organizations", "resources"]
    listed = [one.get("href") for one in root.iter(f"{PACKAGE}file")]
    assert sorted(listed) == sorted(paths - {"imsmanifest.xml"})
    resources = list(root.iter(f"{PACKAGE}resource"))
    assert len({one.get("identifier") for one in resources}) == len(resources)
    for one in resources:
        assert one.get("type") == "imsqti_item_xmlv3p0"
        assert [name_of(child) for child in one][:2] == ["metadata", "file"]
        assert one.find(f"{PACKAGE}file").get("href") == one.get("href")
    for lom in root.iter(f"{LOM}lom"):
        places = [OF_LOM.index(name_of(child)) for child in lom]
        assert places == sorted(places)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ITEMS, min_size=1, max_size=3))
def test_every_file_keeps_the_rules_of_the_schema(items):
    archive = zipfile.ZipFile(io.BytesIO(write_package(items)))
    roots = {path: etree.fromstring(archive.read(path)) for path in archive.namelist() if ".xml" in path}
    check_manifest(roots.pop("imsmanifest.xml"), set(archive.namelist()))
    assert len(roots) == len(items)
    for root in roots.values():
        check_item(root)
