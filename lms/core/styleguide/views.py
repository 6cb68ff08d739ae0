"""Show the components as they are: the page of development that nobody meets in production."""

import re
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string

from lms.core.access import Public, access
from lms.core.styleguide.forms import sample_form
from lms.core.styleguide.registry import list_parts
from lms.core.styleguide.samples import component_samples
from lms.core.styleguide.shown import say

COMMENT = re.compile(r"\{% comment %\}(.*?)\{% endcomment %\}", re.DOTALL)
LAYOUTS = ("public", "trainee", "employer", "exam", "print", "sign_in", "lesson", "error", "crash")
TOKENS = (
    "paper",
    "surface",
    "sunk",
    "ink",
    "ink-soft",
    "line",
    "line-strong",
    "accent",
    "accent-soft",
    "band",
)
STATUS_TOKENS = ("ok", "ok-soft", "warn", "warn-soft", "bad", "bad-soft", "info", "info-soft", "focus")


@access(Public)
def index(request: HttpRequest) -> HttpResponse:
    """List every component, and every part that an app registered, with its variables and its samples."""
    samples = {f"components/{name}.html": shown for name, shown in component_samples().items()}
    samples |= {part.template: part.samples() for part in list_parts()}
    components = [_component(request, template, shown) for template, shown in samples.items()]
    context = {"components": components, "layouts": LAYOUTS, "tokens": TOKENS + STATUS_TOKENS}
    return render(request, "styleguide/index.html", context)


@access(Public)
def layout(request: HttpRequest, name: str) -> HttpResponse:
    """Show a page of one layout, filled as in use."""
    if name not in LAYOUTS:
        raise Http404
    samples = {key: values[0] for key, values in component_samples().items()}
    context = {
        "samples": samples,
        "form": sample_form(),
        "wrong_form": sample_form(wrong=True),
        "status": 404,
    }
    context["current_user_name"] = (
        "" if name in ("public", "sign_in", "error", "crash") else say("示例·学员", "Shili Xueyuan")
    )
    return render(request, f"styleguide/{name}.html", context)


def _component(request: HttpRequest, template: str, samples: list) -> dict:
    found = COMMENT.search(Path(get_template(template).origin.name).read_text())
    return {
        "name": Path(template).stem,
        "about": " ".join(found.group(1).split()) if found else "",
        "rendered": [render_to_string(template, sample, request) for sample in samples],
    }
