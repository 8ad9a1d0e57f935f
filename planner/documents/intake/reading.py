"""What the child process does with a file: its passages, as JSON for the way back."""

import json
from typing import Any

from planner.documents.intake import Manuscript, Passage
from planner.documents.intake.outline import passages_of
from planner.documents.intake.plain import read_plain
from planner.documents.intake.raw import NOT_READABLE, Refused, solid
from planner.documents.intake.word_file import read_word
from planner.kernel.i18n import Text

EMPTY = Text("文件里没有文字，没有什么可以放进计划。", "There is no text in this file, nothing to put into a plan.")


def read_manuscript(data: bytes, name: str) -> Manuscript:
    """The passages of a file, in this process: for the child and for tests; others use `planner.documents.intake.read`.

    :raises Refused: the file is not taken; the message says why
    """
    suffix = name.casefold().rpartition(".")[2]
    try:
        contents = read_word(data) if suffix == "docx" else read_plain(data, markdown=suffix == "md")
        passages = tuple(passages_of(contents))
    except (RecursionError, MemoryError, OverflowError, UnicodeError, IndexError, KeyError, ValueError) as error:
        raise Refused(NOT_READABLE) from error
    if not passages:
        raise Refused(EMPTY)
    return Manuscript(name, passages, sum(solid(passage.text) for passage in passages), contents.deleted, contents.pictures)


def answer(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """What the child hands back: the manuscript, or under `not_taken` why there is none."""
    try:
        return {}, json.dumps(as_json(read_manuscript(data, name)), ensure_ascii=False).encode()
    except Refused as refusal:
        return {"not_taken": [refusal.message.zh, refusal.message.en]}, b""


def as_json(manuscript: Manuscript) -> dict[str, Any]:
    """For the way from the child to the parent."""
    return {
        "name": manuscript.name,
        "characters": manuscript.characters,
        "deleted": manuscript.deleted,
        "pictures": manuscript.pictures,
        "passages": [
            [p.number, p.kind, p.text if p.table is None else "", p.level, p.table, [p.where.zh, p.where.en], p.merges]
            for p in manuscript.passages
        ],
    }


def from_json(read: dict[str, Any]) -> Manuscript:
    """The manuscript that `as_json` wrote."""
    return Manuscript(read["name"], tuple(_passage(row) for row in read["passages"]), read["characters"], read["deleted"], read["pictures"])


def _passage(row: list[Any]) -> Passage:
    number, kind, text, level, table, where, merges = row
    cells = None if table is None else tuple(tuple(line) for line in table)
    words = text if cells is None else "\n".join("\t".join(line) for line in cells)
    return Passage(number, kind, words, level, cells, Text(*where), tuple(tuple(merge) for merge in merges))
