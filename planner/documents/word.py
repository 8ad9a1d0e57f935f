"""A plan as a Word document to go on working with: the words of the PDF in their order, without pictures and signatures."""

from dataclasses import dataclass, replace
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document

from planner.documents import word_style as style
from planner.documents.content import PlanContent
from planner.documents.html import checked_against, cover_facts
from planner.documents.shapes import Block, Entries, Entry, Fact, Passage, Picture, Section, Table

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTHING = "这一节没有填写内容。"
_UNSIGNED = "副本，没有签名"
_DRAFT = "草稿，没有签名"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a copy is a copy of.

    :param draft: the plan can still be written, so nobody has signed these words to stay
    :param code: verify code of the signed PDF; empty for drafts
    """

    draft: bool
    code: str = ""

    @property
    def mark(self) -> str:
        """What stands at the head of every page."""
        return _DRAFT if self.draft else _UNSIGNED

    @property
    def said(self) -> str:
        """The same as a sentence, with where the original is."""
        if self.draft or not self.code:
            return f"{self.mark}。"
        return f"{self.mark}。原件是签过名的 PDF，验真码 {self.code}。"


def plan_docx(plan: PlanContent, standing: Standing) -> bytes:
    """Title, facts, every step under a heading, rows as tables.

    :param standing: whether it is a draft, and where the original is
    """
    document = Document()
    style.prepare(document)
    _properties(document, plan, standing)
    style.running(document, f"{plan.title or plan.plan_type.title.zh}　{plan.edition}", standing.mark, f"{plan.company}，内部文件")
    _cover(document, plan, standing)
    for section in plan.sections:
        _section(document, section)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _properties(document: Any, plan: PlanContent, standing: Standing) -> None:
    """What the PDF says of itself too, and nothing about the machine that made it."""
    known, moment = document.core_properties, plan.submitted_at.astimezone(UTC).replace(tzinfo=None)
    known.title, known.author = style.clean(plan.title)[:255], style.clean(plan.author.name)[:255]
    known.subject = f"{plan.plan_type.title.zh}，{plan.edition}"[:255]
    known.comments, known.language, known.last_modified_by = standing.mark, "zh-CN", ""
    known.created = known.modified = moment


def _cover(document: Any, plan: PlanContent, standing: Standing) -> None:
    style.line(document, plan.company, "Small")
    style.line(document, plan.plan_type.title.zh, "Kind")
    style.line(document, plan.title or f"还没有题目的{plan.plan_type.title.zh}", "Title")
    if plan.period_words:
        style.line(document, plan.period_words)
    if plan.period_begun and not standing.draft:
        style.note(document, "提交时，计划期间已开始。")
    style.line(document, standing.said, "Mark")
    style.facts(document, cover_facts(plan, submitted=not standing.draft))
    if said := checked_against(plan):
        style.note(document, said)


def _section(document: Any, section: Section) -> None:
    style.line(document, f"{section.number} {section.title}", "Heading 1")
    if section.intro:
        style.note(document, section.intro)
    for block in section.blocks:
        _block(document, block)
    if not section.blocks:
        style.note(document, NOTHING)


def _block(document: Any, block: Block, level: int = 2) -> None:
    """:param level: of the headings; inside a row they stand below the row's own"""
    match block:
        case Passage():
            _captioned(document, block.label, level)
            for words in block.paragraphs:
                style.line(document, words)
        case Table():
            _captioned(document, block.caption, level)
            style.table(document, block.columns, block.rows, block.foot)
            if block.note:
                style.note(document, block.note)
        case Entries():
            _captioned(document, block.caption, level)
            for entry in block.rows:
                _entry(document, entry, level + 1)
        case Picture():
            # a drawing repeats what the tables and texts around it say; only its caption would be missed, or its own words
            if block.words:
                _block(document, replace(block.words, caption=block.words.caption or block.caption), level)
            else:
                _captioned(document, block.caption, level)
        case _:
            _captioned(document, block.caption, level)
            style.facts(document, [(fact.label, fact.value) for fact in block.rows])


def _captioned(document: Any, caption: str, level: int) -> None:
    if caption:
        style.line(document, caption, f"Heading {level}")


def _entry(document: Any, entry: Entry, level: int) -> None:
    style.line(document, entry.title, f"Heading {level}")
    if entry.facts:
        style.labelled(document, [_pair(fact) for fact in entry.facts])
    for block in entry.inner:
        _block(document, block, level + 1)
    for passage in entry.passages:
        style.labelled(document, [(passage.label, "")])
        for words in passage.paragraphs:
            style.line(document, words)


def _pair(fact: Fact) -> tuple[str, str]:
    return fact.label, fact.value
