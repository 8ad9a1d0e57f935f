"""Every component on one page, to look at; in the demo only."""

from flask import Blueprint, Response

from planner.kernel.errors import NotFound
from planner.web.access import public
from planner.web.extensions import house
from planner.web.gallery.samples import SAMPLE_STEPS, TEXT, sample_findings
from planner.web.htmx import render
from planner.web.language import t
from planner.web.marks import Mark

bp = Blueprint("gallery", __name__)


@bp.get("/components")
@public
def show() -> Response:
    """The page of components; outside the demo it does not exist."""
    if not house().demo:
        raise NotFound
    text = t(TEXT)
    findings = sample_findings(text)
    marks = [Mark(f.start, f.end, str(f.severity), n, str(n), active=n == 1) for n, f in enumerate(findings, 1)]
    return render(
        "gallery/show.html", None, 200, text=text, findings=findings, marks=marks, steps_shown=SAMPLE_STEPS, page_href="#page-{}".format
    )
