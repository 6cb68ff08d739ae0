"""Categories of Moodle's files, `$course$/top/Wiring/Fuses`, and the topics of items."""

import re

_CONTEXT = re.compile(r"\$[a-z]+\$")
_SLASH = "\x00"


def topic_of(category: str) -> str:
    """Return the topic that a category's path names, without the context that it stood in. "//" is a slash."""
    steps = [step.strip().replace(_SLASH, "/") for step in category.replace("//", _SLASH).split("/")]
    if steps and _CONTEXT.fullmatch(steps[0]):
        steps = steps[1:]
    if steps and steps[0] == "top":
        steps = steps[1:]
    return "/".join(step for step in steps if step)


def category_of(topic: str) -> str:
    """Return the path of a topic's category."""
    return f"$course$/top/{topic}" if topic else "$course$/top"
