"""The parent's side: sizes and names are looked at here, everything else happens in the child process."""

import json
from pathlib import Path

from planner.documents import bounded
from planner.documents.intake import MOST_BYTES, SUFFIXES, Manuscript
from planner.documents.intake.reading import from_json
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text

SECONDS = 10
MEMORY = 300_000_000
"""Bytes of address space, the interpreter's own included."""

TOO_LARGE = Text("文件太大，最多 10 MB，没有读。", "The file is too large, at most 10 MB; it was not read.")
WRONG_KIND = Text("只能从 .docx、.md 或 .txt 文件开始。", "A plan can start from a .docx, .md or .txt file only.")
OLD_WORD = Text("这是旧的 .doc。请在 Word 里另存为 .docx 再传。", "This is an old .doc. Save it as .docx in Word and send it again.")
WITH_MACROS = Text(
    "带宏的 Word 文件不能读。请另存为不带宏的 .docx。", "Word files with macros are not read. Save it as .docx without macros."
)
NOTHING = Text("这个文件是空的。", "This file is empty.")
GAVE_UP = Text(
    "这个文件没能在限定的时间和内存里读完，什么都没有写入。请去掉图片，或分成几份再传。",
    "This file could not be read within the limits of time and memory; nothing was written. Take out pictures or split it.",
)
_BY_SUFFIX = {"doc": OLD_WORD, "docm": WITH_MACROS, "dotm": WITH_MACROS}


def read_bounded(data: bytes, name: str) -> Manuscript:
    """As `planner.documents.intake.read`."""
    safe = Path(name.replace("\\", "/")).name[-200:]
    suffix = safe.casefold().rpartition(".")[2]
    if f".{suffix}" not in SUFFIXES:
        raise _refused(_BY_SUFFIX.get(suffix, WRONG_KIND))
    if not data:
        raise _refused(NOTHING)
    if len(data) > MOST_BYTES:
        raise _refused(TOO_LARGE)
    head, answer = bounded.run("manuscript", {"name": safe}, data, seconds=SECONDS, memory=MEMORY, gave_up=GAVE_UP)
    if "not_taken" in head:
        raise _refused(Text(*head["not_taken"]))
    return from_json(json.loads(answer))


def _refused(message: Text) -> Invalid:
    return Invalid({"file": message}, message)
