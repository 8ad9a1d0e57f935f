"""Bare WeasyPrint in a process of its own: `python -m bench.floor KIND WHAT`; prints the pages.

What a paper costs before ours does anything: no templates, no checks, no bounds, no attachment. Kinds:
`shape PAGES` a paper such as a plan is: cover, contents with page numbers, tables, a Gantt drawing, an annex of text;
`text PAGES` nothing but text; `file NAME` a finished HTML file.
"""

import sys
from pathlib import Path

from weasyprint import HTML

FONTS = Path(__file__).parents[1] / "planner/static/fonts"
_STYLE = """
@font-face { font-family: F; font-weight: 400; src: url("FONTS/NotoSansSC-Regular.ttf") }
@font-face { font-family: F; font-weight: 700; src: url("FONTS/NotoSansSC-Bold.ttf") }
@page { size: A4; margin: 26mm 18mm 22mm; font-family: F;
  @top-left { content: string(title); font: 8.5pt F } @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt F } }
html { font: 10.5pt/1.75 F } h1 { string-set: title content() } h2 { bookmark-level: 1; break-before: page }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt } tr { border-bottom: 0.5pt solid #ccc; break-inside: avoid }
td, th { text-align: left; padding: 2.4mm 2mm 2.4mm 0 } .toc a::after { content: target-counter(attr(href), page) }
""".replace("FONTS", FONTS.as_uri())
_TEXT = "在六家医院开展规范化诊疗的疾病教育，会后用问卷了解掌握程度，不良反应按时上报。"
_ROWS = 15
"""Rows of a table that fill a page."""


def shape(pages: int) -> str:
    """HTML of so many pages: cover, contents, one Gantt, one annex of text, and tables of seven columns on the others."""
    head = "".join(f"<th>{name}</th>" for name in ("名称", "形式", "日期", "对象", "人数", "医院同意", "费用"))
    rows = "".join(
        f"<tr><td><b>规范化诊疗培训{n}</b></td><td>院内会</td><td>2027年{n % 12 + 1}月15日</td><td>呼吸科和全科医生</td>"
        f"<td>{n + 12}</td><td>已取得</td><td>¥{n * 480}.00</td></tr>"
        for n in range(_ROWS)
    )
    tables = "".join(
        f'<h2 id="s{n}">第 {n} 节</h2><p>{_TEXT}</p><table><thead><tr>{head}</tr></thead>{rows}</table>' for n in range(1, pages - 3)
    )
    contents = "".join(f'<p class="toc"><a href="#s{n}">第 {n} 节 </a></p>' for n in range(1, pages - 3))
    bars = "".join(
        f'<text x="0" y="{30 * n + 18}" font-family="F" font-size="12">规范化诊疗培训{n}</text>'
        f'<rect x="{150 + 40 * n}" y="{30 * n + 6}" width="90" height="14" rx="3" fill="#0f6466"/>'
        for n in range(10)
    )
    lines = "".join(f'<line x1="{150 + 42 * n}" y1="0" x2="{150 + 42 * n}" y2="310" stroke="#ccc"/>' for n in range(13))
    gantt = f'<h2>时间表</h2><svg xmlns="http://www.w3.org/2000/svg" width="658" height="320">{lines}{bars}</svg>'
    return (
        f"<!doctype html><html lang=zh-CN><title>片区工作计划</title><style>{_STYLE}</style><h1>片区工作计划</h1><p>{_TEXT}</p>"
        f"<h2>目录</h2>{contents}{tables}{gantt}<h2>附录</h2>{f'<p>{_TEXT * 6}</p>' * 4}"
    )


def text(pages: int) -> str:
    """HTML of so many pages of text."""
    body = "".join(f"<h2>第 {n} 页</h2><p>{_TEXT * 14}</p>" for n in range(1, pages + 1))
    return f"<!doctype html><html lang=zh-CN><title>片区工作计划</title><style>{_STYLE}</style>{body}"


def main() -> None:
    """Set one document and throw it away."""
    kind, what = sys.argv[1:]
    source = HTML(filename=what) if kind == "file" else HTML(string=(shape if kind == "shape" else text)(int(what)))
    document = source.render()
    document.write_pdf(pdf_variant="pdf/a-3a")
    print(len(document.pages))


if __name__ == "__main__":
    main()
