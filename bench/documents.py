"""How long a plan's PDF takes: `python -m bench.documents`.

The figure to keep: a 12-page plan, as the service makes it, costs at most 1.2 times bare WeasyPrint on a paper of
the same kind and length, and at most 500 KB. Both start a cold process, as every real plan does, in turns, and the
best of a few rounds counts, because what else runs on the machine only ever adds.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.documents.content import PlanContent
from planner.documents.editions import PLAN_STYLES, plan_proof
from planner.documents.fonts import face_css
from planner.documents.html import plan_html, style_sheets
from planner.documents.pdf import Paper, render_plan
from planner.documents.pictures import page_png
from tests.factories.content import CODE, VERIFY_URL, launch_content

ROUNDS = 5
RATIO, KILOBYTES = 1.2, 500
"""What a 12-page plan may cost: times the floor, and size."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, best of the rounds.

    :param plan: the service's call, child process, checks and attachment included
    :param floor: bare WeasyPrint, a paper of the same kind and length
    :param same: bare WeasyPrint, our very pages as a finished HTML file
    :param text: bare WeasyPrint, as many pages of nothing but text
    """

    paper: Paper
    plan: float
    floor: float
    same: float
    text: float

    @property
    def ratio(self) -> float:
        """The plan in floors."""
        return self.plan / self.floor


def measure(rounds: int = ROUNDS) -> Measured:
    """Set the plan and its floors in turns."""
    plan = PlanContent.from_json(launch_content())
    paper = render_plan(plan, verify_url=VERIFY_URL, code=CODE)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "plan.html"
        page.write_text(_standing_alone(plan), "utf-8")
        work: dict[str, Callable[[], object]] = {
            "plan": lambda: render_plan(plan, verify_url=VERIFY_URL, code=CODE),
            "floor": lambda: bare("shape", str(paper.pages), paper.pages),
            "same": lambda: bare("file", str(page), paper.pages),
            "text": lambda: bare("text", str(paper.pages), paper.pages),
        }
        best = dict.fromkeys(work, float("inf"))
        for _ in range(rounds):
            for name, one in work.items():
                best[name] = min(best[name], seconds(one))
    return Measured(paper, best["plan"], best["floor"], best["same"], best["text"])


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(kind: str, what: str, pages: int) -> None:
    """Bare WeasyPrint in a cold process."""
    done = subprocess.run([sys.executable, "-m", "bench.floor", kind, what], capture_output=True, check=True, text=True)
    assert int(done.stdout) == pages, f"{kind}: {done.stdout.strip()} pages instead of {pages}"


def _standing_alone(plan: PlanContent) -> str:
    """The plan's HTML with its style sheets inside, which needs nothing of ours."""
    styles = face_css() + "".join(style_sheets(*PLAN_STYLES).values())
    linked = plan_html(plan, verify_url=VERIFY_URL, code=CODE)
    return re.sub(r'<link rel="stylesheet"[^>]*>', "", linked).replace("<head>", f"<head><style>{styles}</style>", 1)


def main() -> int:
    """Print the times; 1 where the figure is not kept."""
    found = measure()
    size = len(found.paper.data) / 1000
    kept = found.ratio <= RATIO and size <= KILOBYTES
    print(f"plan of {found.paper.pages} pages, {size:.0f} KB (at most {KILOBYTES})")
    print(f"  the plan as services make it, cold child process   {found.plan:6.2f} s")
    for name, what in (("floor", "same kind and length: the floor"), ("same", "our very pages"), ("text", "as many pages of plain text")):
        taken = getattr(found, name)
        print(f"  bare WeasyPrint, cold, {what:<28}{taken:6.2f} s   the plan is {found.plan / taken:4.2f} x")
    job = {"content": launch_content(), "verify_url": VERIFY_URL, "code": CODE}
    print(f"  the plan in a process that has done it before      {min(seconds(lambda: plan_proof(job)) for _ in range(3)):6.2f} s")
    print(
        f"  one page picture in its child process              {min(seconds(lambda: page_png(found.paper.data, 1, 900)) for _ in range(3)):6.2f} s"
    )
    print(f"  {'kept' if kept else 'NOT KEPT'}: at most {RATIO} x the floor")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
