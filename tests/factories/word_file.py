"""A small Word file of a launch plan: most of it has a place, some of it has none."""

from io import BytesIO

from docx import Document

CONTACT = "联系科室秘书王敏，电话 13812345678，再给主任送两箱水果。"
"""Holds a telephone number, so it is never placed; the checker marks the fruit."""
QUESTION = "下周三下午四点有部门例会。"
DOUBTFUL = "确保每位医生开出第一张处方。"
OBJECTIVE = "让云川片区的呼吸科医生了解重度哮喘的规范随访。"
TABLE = (("负责人", "备忘"), ("周亦宁", "借投影仪"), ("叶知秋", "订会议室"))


def launch_docx() -> bytes:
    """Title, background, an objective, a doubtful sentence, a table nobody asks for, and a line of small talk."""
    book = Document()
    book.add_heading("云川片区新产品上市推广计划", 0)
    book.add_heading("产品与疾病背景", 1)
    book.add_paragraph("成人重度哮喘的规范随访比例偏低，基层医生对转诊指征的掌握不一。")
    book.add_heading("市场预热期", 1)
    book.add_paragraph(OBJECTIVE)
    book.add_paragraph(DOUBTFUL)
    book.add_heading("杂事", 1)
    book.add_paragraph(QUESTION)
    book.add_paragraph(CONTACT)
    table = book.add_table(rows=0, cols=2)
    for row in TABLE:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    file = BytesIO()
    book.save(file)
    return file.getvalue()
