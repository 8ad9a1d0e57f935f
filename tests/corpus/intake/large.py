"""A Word file of thirty pages with forty tables, as one would find it: styles, a list, a header, running text."""

from io import BytesIO

from docx import Document

TABLES = 40
PAGES = 30
_SENTENCE = "第 {n} 段说明这个片区的诊疗需求和教育安排，依据是公开的公报和指南，不含任何个人的用药数字。"
_HEADS = ("活动名称", "形式", "开始日期", "结束日期", "参加对象", "人数")


def thirty_pages() -> bytes:
    """The file."""
    document, written = Document(), BytesIO()
    document.sections[0].header.paragraphs[0].text = "片区计划"
    document.add_heading("江北片区年度区域工作计划", 1)
    document.add_heading("一、市场概况", 1)
    number = 0
    for table in range(TABLES):
        document.add_heading(f"（{'一二三四五六七八九十'[table % 10]}）第 {table + 1} 组活动", 2)
        for _ in range(6):
            document.add_paragraph("".join(_SENTENCE.format(n=number + k) for k in range(2)))
            number += 2
        document.add_paragraph("要点说明", style="List Bullet")
        made = document.add_table(6, len(_HEADS), style="Table Grid")
        for row, cells in enumerate(made.rows):
            day = f"2027年{table % 12 + 1}月{row + 1}日"
            words = _HEADS if row == 0 else (f"读书会{table}-{row}", "科室会", day, day, "社区医生", str(10 + row))
            for cell, text in zip(cells.cells, words, strict=True):
                cell.text = text
        if table % 4 == 3:
            document.add_page_break()
    document.save(written)
    return written.getvalue()
