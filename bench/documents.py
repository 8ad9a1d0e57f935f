"""How long a plan's PDF takes: `python -m bench.documents`.

The floor is a bare WeasyPrint document of as many pages in the same font, set in this process: what any paper
of that length costs before ours says anything.
"""

import statistics
import time
from collections.abc import Callable

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from planner.documents.content import PlanContent
from planner.documents.editions import plan_proof
from planner.documents.fonts import STACK, face_css, font_files
from planner.documents.pdf import render_plan
from planner.documents.pictures import page_png
from planner.documents.press import ClosedFetcher
from tests.factories.content import CODE, VERIFY_URL, launch_content

ROUNDS = 5


def _seconds(work: Callable[[], object]) -> float:
    """Median of a few rounds, after one that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def bare(pages: int) -> bytes:
    """A document of so many pages of plain text in our font, without tags, tables or pictures."""
    fetcher = ClosedFetcher({}, font_files())
    fonts = FontConfiguration()
    text = "在六家医院开展规范化诊疗的疾病教育，会后用问卷了解掌握程度，不良反应按时上报。" * 14
    style = CSS(
        string=f"{face_css()} html {{ font: 10.5pt/1.75 {STACK} }} section {{ break-after: page }} section:last-child {{ break-after: auto }}",
        font_config=fonts,
        url_fetcher=fetcher,
    )
    html = "".join(f"<section><h1>第 {n} 页</h1><p>{text}</p></section>" for n in range(1, pages + 1))
    document = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=[style])
    assert len(document.pages) == pages
    return bytes(document.write_pdf())


def main() -> None:
    """Print the times."""
    content = launch_content()
    plan = PlanContent.from_json(content)
    paper = render_plan(plan, verify_url=VERIFY_URL, code=CODE)
    job = {"content": content, "verify_url": VERIFY_URL, "code": CODE}
    floor = _seconds(lambda: bare(paper.pages))
    here = _seconds(lambda: plan_proof(job))
    child = _seconds(lambda: render_plan(plan, verify_url=VERIFY_URL, code=CODE))
    picture = _seconds(lambda: page_png(paper.data, 1, 900))
    print(f"plan of {paper.pages} pages, {len(paper.data) / 1000:.0f} KB")
    print(f"  bare WeasyPrint, same pages and font (floor)  {floor:6.2f} s")
    print(f"  the plan in this process                      {here:6.2f} s   {here / floor:4.1f} x the floor")
    print(f"  the plan in its child process (as services do){child:6.2f} s   {child / floor:4.1f} x the floor")
    print(f"  one page picture in its child process         {picture:6.2f} s")


if __name__ == "__main__":
    main()
