"""Everything that is text in a file is in exactly one passage, and headings are known in files of many manners."""

from io import BytesIO

import pytest
from docx import Document

from planner.documents import intake
from planner.documents.intake import Manuscript
from planner.documents.intake.reading import as_json, from_json, read_manuscript
from tests.corpus.intake.hostile import W, paragraph, word
from tests.corpus.intake.measuring import solid
from tests.corpus.intake.samples_seen import SEEN
from tests.corpus.intake.samples_seen_more import TURNAROUND
from tests.corpus.intake.samples_unseen import UNSEEN
from tests.corpus.intake.writing import written


def text_of(manuscript: Manuscript) -> str:
    return solid("".join(passage.text for passage in manuscript.passages))


def headings(data: bytes, name: str = "a.docx") -> list[tuple[int, str]]:
    return [(p.level, p.text) for p in read_manuscript(data, name).passages if p.kind == "heading"]


@pytest.mark.parametrize("sample", [*SEEN, *UNSEEN], ids=lambda sample: sample.name)
def test_every_character_that_was_written_is_read(sample):
    manuscript = read_manuscript(written(sample), sample.file_name)
    read = text_of(manuscript)
    for text in [*(text for part in sample.parts for text in part.texts), sample.header]:
        assert solid(text) in read
    expected = sum(len(solid(text)) for part in sample.parts for text in part.texts) + len(solid(sample.header))
    bullets = read.count("•") + read.count("·")
    assert manuscript.characters == len(read) == expected + bullets


def test_struck_out_words_are_counted_and_left_out_and_inserted_ones_are_kept():
    manuscript = read_manuscript(written(TURNAROUND), "a.docx")
    assert "已经删去的旧句子" not in text_of(manuscript)
    assert manuscript.deleted == len("已经删去的旧句子")
    assert "希望改到下午" in text_of(manuscript)


def test_a_text_box_is_read_once_although_word_writes_it_twice():
    assert text_of(read_manuscript(written(TURNAROUND), "a.docx")).count("随访系统切换期为三个月") == 1


def test_moved_text_is_read_at_its_new_place_only():
    body = '<w:p><w:moveFrom w:id="1"><w:r><w:t>甲乙</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo w:id="2"><w:r><w:t>甲乙</w:t></w:r></w:moveTo></w:p>'
    assert text_of(read_manuscript(word(body), "a.docx")) == "甲乙"


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word__footnotes_xml", "footnote"),
        ("word__endnotes_xml", "endnote"),
        ("word__comments_xml", "comment"),
        ("word__footer1_xml", "footer"),
    ],
)
def test_what_stands_beside_the_text_is_read_as_what_it_is(part, kind):
    beside = f'<w:x xmlns:w="{W}">{paragraph("旁边的话")}</w:x>'.encode()
    passages = read_manuscript(word(paragraph("正文"), **{part: beside}), "a.docx").passages
    assert [(p.kind, p.text) for p in passages] == [("paragraph", "正文"), (kind, "旁边的话")]


def test_hidden_words_formulas_and_content_controls_are_text_too():
    body = (
        '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:sdt><w:sdtPr><w:alias w:val="不是字"/></w:sdtPr><w:sdtContent><w:r><w:t>控</w:t></w:r>'
        '</w:sdtContent></w:sdt><m:oMath xmlns:m="urn:m"><m:r><m:t>式</m:t></m:r></m:oMath></w:p>'
    )
    assert text_of(read_manuscript(word(body), "a.docx")) == "藏控式"


def test_merged_cells_hold_their_text_once():
    made, out = Document(), BytesIO()
    table = made.add_table(3, 3)
    for number in range(9):
        table.cell(number // 3, number % 3).text = f"格{number}"
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    made.save(out)
    passage = read_manuscript(out.getvalue(), "a.docx").passages[0]
    assert passage.table is not None
    assert [len(row) for row in passage.table] == [3, 3, 3]
    assert sorted(passage.merges) == [(0, 0, 1, 2), (1, 2, 2, 1)]
    assert solid(passage.text).count("格5") == 1


def test_a_frame_of_one_cell_is_no_table_and_its_headings_count():
    made, out = Document(), BytesIO()
    cell = made.add_table(1, 1).cell(0, 0)
    cell.text = "一、目标"
    cell.add_paragraph("把指南讲清楚。")
    made.save(out)
    assert headings(out.getvalue()) == [(1, "一、目标")]


@pytest.mark.parametrize(
    "lines",
    [
        ["第一章 背景", "一、疾病", "疾病的情况说明。", "第二章 目标", "把指南讲清楚。"],
        ["第一部分：背景", "1. 疾病", "疾病的情况说明。", "第二部分：目标", "把指南讲清楚。"],
        ["一、背景", "（一）疾病", "疾病的情况说明。", "二、目标", "把指南讲清楚。"],
        ["1. 背景", "1.1 疾病", "疾病的情况说明。", "2. 目标", "把指南讲清楚。"],
        ["■ 背景", "1.1 疾病", "疾病的情况说明。", "■ 目标", "把指南讲清楚。"],
    ],
)
def test_headings_are_known_by_their_numbers_without_any_style(lines):
    found = headings("\n".join(lines).encode(), "a.txt")
    assert found == [(1, lines[0]), (2, lines[1]), (1, lines[3])]


def test_bold_short_lines_are_headings_and_long_or_closed_ones_are_not():
    made, out = Document(), BytesIO()
    for words, bold in [
        ("背景", True),
        ("疾病的情况说明，写得长一些。", False),
        ("这是一句加粗的话。", True),
        ("目标", True),
        ("把指南讲清楚。", False),
    ]:
        made.add_paragraph().add_run(words).bold = bold
    made.save(out)
    assert headings(out.getvalue()) == [(1, "背景"), (1, "目标")]


def test_short_lines_of_a_numbered_list_are_no_headings():
    lines = "目标如下，共三条，请逐条对照执行并按时完成登记：\n1. 知识\n2. 可及\n3. 质量"
    assert headings(lines.encode(), "a.txt") == []


def test_headings_numbered_by_word_itself_are_headings():
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = f"<w:p>{number}<w:r><w:t>背景</w:t></w:r></w:p>{paragraph('疾病的情况说明。')}"
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    assert headings(word(body, word__numbering_xml=numbering.encode())) == [(1, "背景")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_every_usual_encoding(encoding):
    assert text_of(read_manuscript("一、目标\r\n把指南讲清楚，𠮷野。".encode(encoding), "a.txt")) == "一、目标把指南讲清楚，𠮷野。"


def test_markdown_loses_its_signs_and_keeps_its_words():
    source = "# 目标\n\n**重点** 一\n- [ ] 任务甲\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n次级\n---\n"
    passages = read_manuscript(source.encode(), "a.md").passages
    assert [(p.kind, p.text) for p in passages] == [
        ("heading", "目标"),
        ("paragraph", "重点 一"),
        ("item", "任务甲"),
        ("table", "甲\t乙\n1\t2"),
        ("heading", "次级"),
    ]


def test_a_manuscript_comes_back_from_the_child_as_it_was():
    sample = SEEN[0]
    here = read_manuscript(written(sample), sample.file_name)
    assert from_json(as_json(here)) == here
    assert intake.read(written(sample), sample.file_name) == here


def test_the_path_in_a_name_is_not_kept():
    assert intake.read("一句话。".encode(), "C:\\Users\\某人\\计划.txt").name == "计划.txt"
