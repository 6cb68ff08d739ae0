"""The words of QTI items: languages, encodings, formulas, feedback, and what lies on other computers."""

import pytest

from lms.exams.interchange.drafts import Language
from lms.exams.interchange.qti import read
from tests.exams.interchange.qti_samples import (
    MATCH_CORRECT,
    choice,
    item,
    read_both,
    read_item,
    response,
)


def test_feedback_is_not_part_of_the_question():
    inner = '<feedbackInline outcomeIdentifier="F" identifier="no" showHide="show">Sorry!</feedbackInline>'
    modal = (
        b'<modalFeedback outcomeIdentifier="F" identifier="Solution" showHide="show">Because.</modalFeedback>'
    )
    data = item(choice(f"a {inner}", "b"), response("A"))
    data = data.replace(b"</assessmentItem>", modal + b"</assessmentItem>")
    entry = read_both(data)
    assert [option.text["en"] for option in entry.item.options] == ["a", "b"]
    assert entry.item.rationale == {"en": "Because."}
    assert [remark.code for remark in entry.remarks] == ["feedback_lost"]


def test_formulas_and_remote_pictures():
    math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>U</mi><mi>I</mi></mfrac></math>'
    entry = read_both(
        item(
            f'<p>R = {math} <img src="http://example.org/a.png" alt="far"/></p>{choice("a", "b")}',
            response("A"),
        )
    )
    assert entry.item.stem["en"].startswith("R = [[1]] [far]")
    assert (entry.item.attachments[0].kind, entry.item.attachments[0].tex) == ("formula", r"\frac{U}{I}")
    assert [remark.code for remark in entry.remarks] == ["remote_reference"]


def test_two_languages_side_by_side():
    def two(chinese, english):
        return f'<div xml:lang="zh-Hans">{chinese}</div><div xml:lang="en">{english}</div>'

    data = item(
        f"{two('看图。', 'Look.')}{choice(two('红', 'red'), two('绿', 'green'), prompt=two('哪个？', 'Which?'))}",
        response("A"),
    )
    draft = read_item(data)
    assert draft.stem == {"zh": "看图。\n哪个？", "en": "Look.\nWhich?"}
    assert draft.options[1].text == {"zh": "绿", "en": "green"}


def test_a_foreign_word_in_a_sentence_is_no_other_language():
    body = f'<p>What is <span xml:lang="zh">火线</span> called?</p>{choice("live", "earth")}'
    assert read_item(item(body, response("A"), attributes='xml:lang="en"')).stem == {
        "en": "What is 火线 called?\nWhich one?"
    }


def test_the_language_of_a_file_and_what_tools_write_by_themselves():
    english = item(choice("a", "b"), response("A"), attributes='xml:lang="en-US"')
    chinese = item(choice("红", "绿", prompt="哪个是火线？"), response("A"), attributes='xml:lang="en-US"')
    assert set(read(english, language=Language.ZH).entries[0].item.stem) == {"en"}
    assert set(read(chinese, language=Language.EN).entries[0].item.options[0].text) == {"zh"}


def test_nothing_is_included():
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    entry = read(item(f"<p>Look. {include}</p>{choice('a', 'b')}", response("A"))).entries[0]
    assert entry.item.stem == {"zh": "Look.\nWhich one?"}
    assert [remark.code for remark in entry.remarks] == ["remote_reference"]


@pytest.mark.parametrize("declared", ["UTF-8", "utf-16", "gbk", "GB2312", "gb18030"])
def test_declared_encodings(declared):
    text = item(choice("红", "绿", prompt="哪个？"), response("A")).decode().replace("UTF-8", declared)
    reading = read(text.encode(declared))
    assert reading.entries[0].item.options[0].text == {"zh": "红"}


@pytest.mark.parametrize("prefix", ["", "q:"])
@pytest.mark.parametrize(
    "namespace", ["", "http://www.imsglobal.org/xsd/imsqti_v2p0", "http://www.imsglobal.org/xsd/imsqti_v2p2"]
)
def test_namespaces_and_prefixes(prefix, namespace):
    declared = f'xmlns{":q" if prefix else ""}="{namespace or "urn:none"}"'
    text = item(choice("a", "b"), response("A"), processing=MATCH_CORRECT).decode()
    text = text.replace(
        'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"', declared if prefix or namespace else ""
    )
    text = (
        text.replace("</", "<\0")
        .replace("<", f"<{prefix}")
        .replace(f"<{prefix}\0", f"</{prefix}")
        .replace(f"<{prefix}?", "<?")
    )
    assert read(text.encode()).entries[0].item.key == "a"
